// SPDX-License-Identifier: Apache-2.0
#include "pipeline/shared_run.h"

#include <utility>

#include "commit/committer.h"
#include "commit/failure.h"
#include "commit/lease.h"
#include "pipeline/run.h"
#include "pipeline/shift.h"
#include "pipeline/workplace_test_support.h"

namespace headgate {
namespace {

constexpr Micros kHour = Micros{3600} * 1'000'000;

class SharedRunTest : public WorkplaceTest {
 protected:
  SharedRunTest() {
    settings_.task_bytes = 1;
    settings_.chunk_objects_max = 2;
    for (const char* name : {"a", "b", "c"}) EXPECT_TRUE(source_.put(name, name));
  }

  /// Stages every task of a chunk; gives the lines.
  std::vector<std::string> stage_all(const Workplace& place, const SharedRun& shared, std::size_t chunk) {
    std::vector<std::string> lines;
    for (const Task& task : shared.chunks.at(chunk).tasks) {
      const auto staged = stage_shared_task(place, shared, task);
      EXPECT_TRUE(staged.has_value());
      lines.push_back(staged_line(shared.name_of(task), *staged, {}));
    }
    return lines;
  }
};

TEST_F(SharedRunTest, GoesFromItsListingToItsLastChunk) {
  const Workplace place = workplace();
  const auto shared = begin_shared_run(place, kHour);
  ASSERT_TRUE(shared) << shared.error().message;
  ASSERT_EQ(shared->chunks.size(), 2U);
  for (std::size_t chunk = 0; chunk < 2; ++chunk) {
    EXPECT_EQ(list_leases(landing_)->size(), 1U);
    const auto lines = stage_all(place, *shared, chunk);
    const auto committed = commit_shared_chunk(place, *shared, chunk, lines);
    ASSERT_TRUE(committed) << committed.error().message;
    EXPECT_EQ(committed->commit, chunk + 1);
    EXPECT_EQ(committed->pending_reason, "");
    EXPECT_FALSE(committed->was_there);
    const auto again = commit_shared_chunk(place, *shared, chunk, lines);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_TRUE(again->was_there);
    EXPECT_EQ(again->commit, chunk + 1);
  }
  EXPECT_TRUE(list_leases(landing_)->empty());
  EXPECT_EQ(names("data/").size(), 3U);
  EXPECT_EQ(begin_shared_run(place, kHour)->chunks.size(), 0U);
  EXPECT_TRUE(list_leases(landing_)->empty()) << "there is nothing to stage";
}

TEST_F(SharedRunTest, EachTaskOfAChunkNeedsItsLine) {
  const Workplace place = workplace();
  const auto shared = begin_shared_run(place, kHour);
  auto lines = stage_all(place, *shared, 0);
  const std::string last = lines.back();
  lines.pop_back();
  const auto refused = commit_shared_chunk(place, *shared, 0, lines);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Configuration);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("of chunk 0 has no line"));
  // Empty lines and lines of other tasks are no matter, and a task that came to nothing once counts.
  const std::string task = shared->name_of(shared->chunks[0].tasks[1]);
  lines.insert(lines.end(), {"", staged_line("another", {}, {}), last, staged_line(task, {}, {})});
  const auto committed = commit_shared_chunk(place, *shared, 0, lines);
  ASSERT_TRUE(committed) << committed.error().message;
  EXPECT_EQ(committed->books.frames, 2U);
}

TEST_F(SharedRunTest, TasksOfObjectsThatARunTookAreDropped) {
  const Workplace place = workplace();
  const auto shared = begin_shared_run(place, kHour);
  const auto lines = stage_all(place, *shared, 0);
  ASSERT_TRUE(run(place));
  const auto committed = commit_shared_chunk(place, *shared, 0, lines);
  ASSERT_TRUE(committed) << committed.error().message;
  EXPECT_EQ(committed->commit, 0U);
  EXPECT_EQ(committed->dropped.size(), 2U);
}

TEST_F(SharedRunTest, WithoutItsLeaseItIsVoid) {
  const Workplace place = workplace();
  const auto shared = begin_shared_run(place, kHour);
  const auto lines = stage_all(place, *shared, 0);
  ASSERT_TRUE(end_lease(landing_, shared->run));
  const auto refused = commit_shared_chunk(place, *shared, 0, lines);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Fenced);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("plans anew what is left"));
  EXPECT_EQ((*last_failure(landing_))->verb, "worker");
}

TEST_F(SharedRunTest, OfManyChunksIsSummedUpOnItsWay) {
  settings_.chunk_objects_max = 1;
  for (char letter = 'd'; letter <= 'z'; ++letter) {
    const std::string name(1, letter);
    EXPECT_TRUE(source_.put(name, name));
  }
  const Workplace place = workplace();
  const auto shared = begin_shared_run(place, kHour);
  ASSERT_EQ(shared->chunks.size(), 26U);
  for (std::size_t chunk = 0; chunk + 1 < shared->chunks.size(); ++chunk) {
    ASSERT_TRUE(commit_shared_chunk(place, *shared, chunk, stage_all(place, *shared, chunk)));
    EXPECT_EQ(names("_headgate/checkpoints/").empty(), chunk < 7) << chunk;
  }
  EXPECT_EQ(list_leases(landing_)->size(), 1U);
  ASSERT_TRUE(commit_shared_chunk(place, *shared, 25, stage_all(place, *shared, 25)));
  EXPECT_EQ(names("data/").size(), 26U);
  EXPECT_EQ(begin_shared_run(place, kHour)->chunks.size(), 0U);
}

TEST_F(SharedRunTest, ThatIsGivenUpLeavesItsCommitsAndNothingElse) {
  settings_.chunk_objects_max = 1;
  const Workplace place = workplace();
  const auto shared = begin_shared_run(place, kHour);
  ASSERT_GT(shared->chunks.size(), 1U);
  const auto first = stage_all(place, *shared, 0);
  ASSERT_TRUE(commit_shared_chunk(place, *shared, 0, first));
  const auto second = stage_all(place, *shared, 1);
  ASSERT_FALSE(names("_headgate/staging/").empty());

  const auto ended = abandon_shared_run(place, shared->run, "the cluster died");
  ASSERT_TRUE(ended) << ended.error().message;
  EXPECT_TRUE(ended->was_at_work);
  EXPECT_TRUE(names("_headgate/staging/").empty());
  EXPECT_TRUE(list_leases(landing_)->empty());
  EXPECT_EQ((*last_failure(landing_))->message, "the cluster died");
  EXPECT_EQ(commit_shared_chunk(place, *shared, 1, second).error().code, ErrorCode::Fenced);
  EXPECT_FALSE(abandon_shared_run(place, shared->run, "")->was_at_work);
  const auto rest = run(place);
  ASSERT_TRUE(rest) << rest.error().message;
  EXPECT_EQ(rest->read_objects, shared->chunks.size() - 1);
}

TEST_F(SharedRunTest, OfOneProcessIsNotGivenUp) {
  const std::string other = make_run_id(now());
  ASSERT_TRUE(run(workplace()));
  ASSERT_TRUE(keep_lease(landing_, make_lease(landing_, other, "run", now(), kHour)));
  const auto refused = abandon_shared_run(workplace(), other, "");
  EXPECT_THAT(refused.error().message, testing::HasSubstr("ends with its process"));
  EXPECT_EQ(list_leases(landing_)->size(), 1U);
  EXPECT_THAT(abandon_shared_run(workplace(), "../other", "").error().message,
              testing::HasSubstr("no id of a run"));
}

/// Does something at the moment at which another run is met.
class Meeting : public Observer {
 public:
  explicit Meeting(std::function<void()> act) : act_(std::move(act)) {}
  void notify(const RunEvent& event) override {
    if (std::holds_alternative<OtherRunAtWork>(event)) std::exchange(act_, [] {})();
  }

 private:
  std::function<void()> act_;
};

/// Others commit under another contract while it waits: what it lists would make dirty what is clean there.
TEST_F(SharedRunTest, LooksAtTheContractsAgainBehindTheWait) {
  const char* const kContract =
      "contract: shop_event\nversion: 1.0.0\nservice: shop\nrecord_type: event\nexpect: {type: object}\n"
      "table:\n  columns:\n    price: {from: /price, type: double}\n";
  const auto plan = compile_contract(kContract, "shop.yaml");
  ASSERT_TRUE(plan) << plan.error().message;
  const Contracts others = *Contracts::make({*plan});
  const auto with = [&](const Contracts& contracts, const Settings& settings, Observer& observer) {
    return Workplace{.source = source_,
                     .landing = landing_,
                     .format = format_,
                     .contracts = contracts,
                     .settings = settings,
                     .observer = observer,
                     .data_version = "5/test",
                     .plan_hash = plan_hash(contracts_, settings_, "5/test"),
                     .make_scanner = {},
                     .stage = workplace().stage};
  };
  Settings waiting = settings_;
  waiting.wait = true;
  ASSERT_TRUE(keep_lease(landing_, make_lease(landing_, "other", "run", now(), kHour)));
  Meeting meeting([&] {
    EXPECT_TRUE(run(with(others, settings_, silent_)));
    EXPECT_TRUE(end_lease(landing_, "other"));
  });
  const Workplace place = with(contracts_, waiting, meeting);
  const auto refused = begin_shared_run(place, kHour);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Configuration);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("shop_event"));
  EXPECT_TRUE(list_leases(landing_)->empty());
}

// -- the documents

SharedRun example() {
  SharedRun shared;
  shared.run = "20220419T180000000000Z-0a1b2c3d";
  shared.source = "/source";
  shared.landing = "/landing";
  shared.source_name = "source";
  shared.data_version = "2/none";
  shared.plan_hash = "plan";
  shared.time = 1'650'000'000'000'000;
  shared.head = 7;
  shared.is_whole_listing = false;
  shared.others = {"another"};
  const auto object = [](const char* name, std::uint64_t size, const char* etag, std::uint32_t generation) {
    return TaskObject{{name, size, etag}, generation};
  };
  shared.returned = {object("a", 3, "e1", 2)};
  shared.skipped = {{"gone\xff", "it is gone"}};
  shared.chunks.resize(2);
  shared.chunks[0].tasks.resize(2);
  shared.chunks[0].tasks[0].objects = {object("a", 3, "e1", 2), object("b\xff\"", 4, "e2", 1)};
  shared.chunks[0].tasks[1].objects = {object("c", 0, "e3", 1)};
  shared.chunks[1].tasks.resize(1);
  shared.chunks[1].tasks[0].objects = {object("d", 5, "e4", 1)};
  shared.chunks[1].tasks[0].objects[0].part = Part{2, 4, "prefix"};
  shared.chunks[1].tasks[0].objects[0].hash = "stored";
  return shared;
}

class Document : public WorkplaceTest {
 protected:
  Workplace place_of(const SharedRun& shared) {
    Workplace place = workplace();
    place.plan_hash = shared.plan_hash;
    return place;
  }
};

TEST_F(Document, OfASharedRunComesBack) {
  const SharedRun shared = example();
  const std::string text = to_json(shared);
  EXPECT_EQ(text.find('\n'), text.size() - 1) << "it is one line";
  EXPECT_THAT(text, testing::HasSubstr(R"("name_hex":"62ff22")"));
  const auto read = read_shared_run(text, "plan.json", place_of(shared));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->run, shared.run);
  EXPECT_EQ(read->source, shared.source);
  EXPECT_EQ(read->landing, shared.landing);
  EXPECT_EQ(read->data_version, shared.data_version);
  EXPECT_EQ(read->time, shared.time);
  EXPECT_EQ(read->head, shared.head);
  EXPECT_EQ(read->is_whole_listing, shared.is_whole_listing);
  ASSERT_EQ(read->chunks.size(), 2U);
  for (std::size_t chunk = 0; chunk < 2; ++chunk) {
    const auto &made = read->chunks[chunk].tasks, &want = shared.chunks[chunk].tasks;
    ASSERT_EQ(made.size(), want.size());
    for (std::size_t i = 0; i < want.size(); ++i) {
      EXPECT_EQ(read->name_of(made[i]), shared.name_of(want[i]));
      EXPECT_EQ(made[i].objects.back().info.name, want[i].objects.back().info.name);
      EXPECT_EQ(made[i].objects.back().hash, want[i].objects.back().hash);
      EXPECT_EQ(made[i].objects.back().part.has_value(), want[i].objects.back().part.has_value());
      EXPECT_EQ(made[i].objects.back().info.etag, want[i].objects.back().info.etag);
    }
  }
  const std::string name = shared.name_of(shared.chunks[1].tasks[0]);
  EXPECT_EQ(read->find(name), read->chunks[1].tasks.data());
  EXPECT_EQ(read->find("another"), nullptr);
}

TEST_F(Document, OfAnotherRunIsRefused) {
  const SharedRun shared = example();
  const std::string text = to_json(shared);
  Workplace place = place_of(shared);
  place.plan_hash = "another";
  const auto of_other_contracts = read_shared_run(text, "plan.json", place);
  ASSERT_FALSE(of_other_contracts);
  EXPECT_THAT(of_other_contracts.error().message,
              testing::HasSubstr("made under other contracts or settings"));
  settings_.source_name = "another";
  EXPECT_FALSE(read_shared_run(text, "plan.json", place_of(shared)));
}

TEST_F(Document, ThatIsNoneIsRefused) {
  const SharedRun shared = example();
  const Workplace place = place_of(shared);
  const std::string whole = to_json(shared);
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string("[]"), whole.substr(0, 200),
        std::string(whole).replace(whole.find("\"head\":7"), 8, "\"head\":\"x\"")}) {
    const auto read = read_shared_run(text, "plan.json", place);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, ErrorCode::Configuration);
    EXPECT_THAT(read.error().message, testing::StartsWith("plan.json is no plan of `headgate worker plan`"));
  }
}

TEST_F(Document, OfAStagedTaskComesBack) {
  const Task task = example().chunks[0].tasks[1];
  StagedTask staged = *stage(landing_, task, "some-run");
  staged.skipped = {{"gone", "it is gone"}};
  const auto read = read_staged_line(staged_line("name", staged, {}), "line 1");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->task, "name");
  ASSERT_TRUE(read->manifest);
  EXPECT_EQ(to_json(*read->manifest), to_json(*staged.manifest));
  const auto nothing = read_staged_line(staged_line("name", {}, {}), "line 1");
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(nothing->manifest);
  for (const char* line : {"", "{", "[]", "{}", R"({"task":1,"manifest":null})", R"({"task":"name"})"}) {
    const auto refused = read_staged_line(line, "line 3");
    ASSERT_FALSE(refused) << line;
    EXPECT_EQ(refused.error().message, "line 3 is no answer of `headgate worker task`");
  }
}

TEST_F(Document, OfAStagedTaskTellsWhatARunReports) {
  StagedTask staged = *stage(landing_, example().chunks[0].tasks[1], "some-run");
  Traffic traffic{.requests = {1, 2, 3, 4, 5, 6, 7}, .refused = 8, .unanswered = 9, .bytes_sent = 10};
  const std::string line = staged_line("name", staged, {std::nullopt, traffic});
  EXPECT_THAT(
      line, testing::HasSubstr(R"("tables":[],"skipped":[],"requests":{"source":null,"landing":{"get":1,)"));
}

TEST_F(Document, OfASharedRunTellsWhatARunReports) {
  SharedRun shared = example();
  shared.objects = 9;
  shared.done_objects = 5;
  shared.rolled_forward = {3, 4};
  EXPECT_THAT(to_json(shared),
              testing::HasSubstr(R"("rolled_forward":[3,4],"objects":9,"done_objects":5,"returned":[)"));
}

TEST_F(Document, OfACommit) {
  SharedCommit commit;
  EXPECT_THAT(to_json(commit), testing::StartsWith(R"({"commit":null,"was_there":false,"published":false,)"));
  commit.commit = 3;
  EXPECT_THAT(to_json(commit), testing::StartsWith(R"({"commit":3,"was_there":false,"published":true,)"));
  commit.pending_reason = "no space";
  commit.dropped = {"one"};
  const std::string text = to_json(commit);
  EXPECT_THAT(text, testing::HasSubstr(R"("published":false,"dropped":["one"],"books":{)"));
  EXPECT_THAT(text,
              testing::EndsWith(
                  R"("balance":true},"requests":{"source":null,"landing":null},"pending_reason":"no space"})"
                  "\n"));
}

TEST_F(Document, OfWhatWasAskedOfABucket) {
  SharedCommit commit;
  Traffic traffic{.requests = {1, 2, 3, 4, 5, 6, 7}, .refused = 8, .unanswered = 9, .bytes_sent = 10};
  traffic.bytes_received = 11;
  commit.traffic.landing = traffic;
  EXPECT_THAT(
      to_json(commit),
      testing::HasSubstr(
          R"("requests":{"source":null,"landing":{"get":1,"head":2,"list":3,"put":4,"copy":5,"post":6,)"
          R"("delete":7,"refused":8,"unanswered":9,"bytes_sent":10,"bytes_received":11}})"));
}

}  // namespace
}  // namespace headgate
