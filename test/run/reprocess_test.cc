// SPDX-License-Identifier: Apache-2.0
// After a change of contract a reprocess leaves what a full run under the new contract would have made: the
// same lines and rows, whatever files they stand in; and it touches only what the change touches.
#include "pipeline/reprocess.h"

#include <algorithm>
#include <atomic>

#include "adapters/parquet/parquet_format.h"
#include "test/run/run_for_tests.h"

namespace headgate {
namespace {

class ReprocessTest : public RunTest {
 protected:
  ReprocessTest() {
    settings_.task_bytes = 400;
    settings_.chunk_bytes = 900;
    put("c", event("6", R"("price":1.5,)") + event("7", R"("price":"free",)"));
    put("d",
        "{\"id\":\"8\",\n\"time\":\"2022-04-19T18:00:00Z\",\n"
        "\"source\":\"app.event.file\",\"price\":3,\"detail\":{\"type\":\"EFEvaluationEvent\","
        "\"evaluation\":{\"service\":\"other\"}}}");
  }

  /// Puts another text of the contract in force, and another one beside it.
  void change(const std::string& what, const std::string& into, const std::string& more = "") {
    std::string text = kContract;
    const std::size_t at = text.find(what);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, what.size(), into);
    const auto compiled = compile_contract(text, "shop.yaml");
    ASSERT_TRUE(compiled.has_value()) << compiled.error().message;
    std::vector<std::shared_ptr<const Plan>> plans = {*compiled};
    if (!more.empty()) plans.push_back(*compile_contract(more, "other.yaml"));
    contracts_ = *Contracts::make(std::move(plans));
  }

  static std::string in_other_words(std::string text) {
    for (const auto& [from, to] :
         {std::pair("shop_event", "other_event"), {"service: shop", "service: other"}}) {
      const std::size_t at = text.find(from);
      if (at != std::string::npos) text.replace(at, std::string(from).size(), to);
    }
    return text;
  }

  Result<ReprocessReport> reprocess_once(bool is_dry_run = false) {
    return headgate::reprocess(workplace(), is_dry_run);
  }

  std::size_t retired() { return landing_.list("_headgate/retired/")->size(); }

  /// Gives the lines of a kind of outputs, in no order, without what names files and rules by place.
  std::vector<std::string> lines(ObjectStore& store, const std::string& prefix) {
    std::vector<std::string> all;
    const auto listed = store.list(prefix);
    for (const ObjectInfo& info : *listed) {
      std::istringstream text(*store.get(info.name));
      for (std::string line; std::getline(text, line);) all.push_back(line);
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  std::vector<std::string> rows(ObjectStore& store) {
    std::vector<std::string> all;
    const auto listed = store.list("data/clean_parquet/");
    for (const ObjectInfo& info : *listed) {
      const auto take = [&](std::uint64_t, const std::vector<ScannedCell>& cells) {
        std::string row = info.name.substr(0, info.name.rfind('/'));
        for (const ScannedCell& cell : cells)
          row += fmt::format("|{}{}{}", cell.is_null ? "null" : "", cell.text, cell.number);
        all.push_back(row);
        return true;
      };
      ParquetFormat format;
      EXPECT_TRUE(scan_rows(format, store, info.name,
                            {"event_id", "_object", "_offset", "_length", "_rescued"}, take));
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  /// Demands that the landing holds what a full run under the contracts of now makes.
  void expect_like_a_full_run() {
    MemoryStore fresh;
    const auto full = run_into(fresh);
    ASSERT_TRUE(full.has_value()) << full.error().message;
    EXPECT_EQ(lines(landing_, "data/clean_json/"), lines(fresh, "data/clean_json/"));
    EXPECT_EQ(rows(landing_), rows(fresh));
    EXPECT_EQ(lines(landing_, "data/dirty_json/").size(), lines(fresh, "data/dirty_json/").size());
    EXPECT_EQ(lines(landing_, "data/profiling_logs/").size(), lines(fresh, "data/profiling_logs/").size());
    const verify::Proof proof = prove(landing_, &source_);
    EXPECT_EQ(proof.faults.count(), 0U)
        << proof.faults.kept().front().file << " " << proof.faults.kept().front().place << ": "
        << proof.faults.kept().front().expected << " / " << proof.faults.kept().front().found;
  }

  /// Runs, changes, says first what will be, does it, compares.
  ReprocessReport judge_again(const std::function<void()>& change_contract) {
    EXPECT_TRUE(run_once().has_value());
    change_contract();
    const auto before = landing_.contents();
    const auto dry = reprocess_once(/*is_dry_run=*/true);
    EXPECT_TRUE(dry.has_value()) << dry.error().message;
    EXPECT_EQ(landing_.contents(), before) << "a dry run writes nothing";
    auto report = reprocess_once();
    EXPECT_TRUE(report.has_value()) << report.error().message;
    if (!dry || !report) return {};
    EXPECT_EQ(dry->files_written, report->files_written);
    EXPECT_EQ(dry->files_retired, report->files_retired);
    EXPECT_EQ(dry->tasks_rewritten, report->tasks_rewritten);
    EXPECT_EQ(dry->changes.size(), report->changes.size());
    for (const auto& [group, change] : dry->changes) {
      EXPECT_EQ(change.became_clean, report->changes[group].became_clean);
      EXPECT_EQ(change.became_dirty, report->changes[group].became_dirty);
      EXPECT_EQ(change.changed, report->changes[group].changed);
    }
    expect_like_a_full_run();
    const auto again = reprocess_once();
    EXPECT_TRUE(again.has_value() && again->outcome == ReprocessReport::Outcome::UpToDate);
    return *report;
  }
};

TEST_F(ReprocessTest, WithoutAChangeNothingHappens) {
  ASSERT_TRUE(run_once().has_value());
  FaultStore counted(landing_);
  const auto report = reprocess_once();
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_EQ(report->outcome, ReprocessReport::Outcome::UpToDate);
  EXPECT_EQ(report->tasks_judged, 0U);
}

TEST_F(ReprocessTest, SaysThatAnotherWasFasterAndNotThatFilesAreLost) {
  ASSERT_TRUE(run_once().has_value());
  change("    price: {from", "    price_text: {from: /price, type: string}\n    price: {from");
  for (const bool is_dry_run : {true, false}) {
    SCOPED_TRACE(is_dry_run);
    std::atomic<bool> is_first = true;  // Tasks are rewritten side by side.
    const Workplace plain = workplace();
    const auto behind_another = [&](const Snapshot& snapshot, const LiveTask& task, const Due& due,
                                    const std::string& run, bool dry) -> Result<RewrittenTask> {
      if (is_first.exchange(false)) {
        const auto faster = reprocess_once();
        EXPECT_TRUE(faster.has_value() && !faster->commits.empty());
        // The files of the snapshot are nowhere any more.
        EXPECT_TRUE(run_into(landing_, much_later).has_value());
        EXPECT_EQ(retired(), 0U);
      }
      return rewrite_task(plain, snapshot, task, due, run, dry);
    };
    Workplace place = workplace_at(landing_);
    place.rewrite = behind_another;
    const auto late = headgate::reprocess(place, is_dry_run);
    ASSERT_FALSE(late.has_value());
    // A real one was stopped by whoever came a year later.
    EXPECT_EQ(late.error().code, is_dry_run ? ErrorCode::Busy : ErrorCode::Fenced) << late.error().message;
    EXPECT_THAT(late.error().message, testing::HasSubstr("run again"));
    expect_like_a_full_run();
    const auto again = reprocess_once();
    EXPECT_TRUE(again.has_value() && again->outcome == ReprocessReport::Outcome::UpToDate);
    change("type: double}", "type: string}");  // What there is to do for the second round.
  }
}

TEST_F(ReprocessTest, MakesNothingNewOfDamage) {
  for (const char* folder : {"_headgate/frame_index/", "data/profiling_logs/"}) {
    SCOPED_TRACE(folder);
    MemoryStore landing;
    change("type: double}", "type: double}");
    ASSERT_TRUE(run_into(landing).has_value());
    const std::string name = landing.list(folder)->front().name;
    std::string damaged = *landing.get(name);
    damaged[damaged.size() / 2] ^= 4;
    ASSERT_TRUE(landing.put(name, damaged).has_value());
    change("    price: {from", "    price_text: {from: /price, type: string}\n    price: {from");
    const auto before = landing.list("_headgate/commits/")->size();
    const auto report = headgate::reprocess(workplace_at(landing), /*is_dry_run=*/false);
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().code, ErrorCode::Corrupt);
    EXPECT_THAT(report.error().message, testing::HasSubstr(name));
    EXPECT_EQ(landing.list("_headgate/commits/")->size(), before);
  }
}

TEST_F(ReprocessTest, TableHasOneTypeWhateverRunsCommitMeanwhile) {
  settings_.threads = 1;  // No other task is rewritten while the first one puts other contracts in force.
  ASSERT_TRUE(run_once().has_value());
  const Contracts before = contracts_;
  change("type: double}", "type: string}");
  const Contracts after = contracts_;
  bool is_first = true;
  Workplace place = workplace_at(landing_);
  const Workplace plain = place;
  place.rewrite = [&](const Snapshot& snapshot, const LiveTask& task, const Due& due, const std::string& run,
                      bool dry) -> Result<RewrittenTask> {
    if (std::exchange(is_first, false)) {
      put("e", event("9", R"("price":3,)"));
      contracts_ = before;
      const auto run_beside = run_once();
      EXPECT_TRUE(run_beside.has_value() && run_beside->commits.size() == 1);
      contracts_ = after;
    }
    return rewrite_task(plain, snapshot, task, due, run, dry);
  };
  const auto report = headgate::reprocess(place, /*is_dry_run=*/false);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_EQ(report->commits.size(), 1U) << "what came meanwhile is part of the same switch";
  expect_like_a_full_run();
  put("f", event("10", R"("price":4,)"));
  contracts_ = before;
  const auto late = run_once();
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().code, ErrorCode::Configuration);
}

TEST_F(ReprocessTest, RunThatStagesMeanwhileStopsAtTheSwitch) {
  ASSERT_TRUE(run_once().has_value());
  const Contracts before = contracts_;
  put("e", event("9", R"("price":3,)"));
  Workplace place = workplace_at(landing_);
  const Workplace plain = place;
  place.stage = [&](const Task& task, const std::string& run, unsigned threads) {
    auto staged = stage_task(plain, task, run, threads);
    change("type: double}", "type: string}");
    EXPECT_TRUE(reprocess_once().has_value());
    contracts_ = before;
    return staged;
  };
  const auto late = headgate::run(place);
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().code, ErrorCode::Configuration) << late.error().message;
  EXPECT_TRUE(landing_.list("_headgate/staging/")->empty()) << "what it staged will never be committed";
  EXPECT_TRUE(landing_.list("_headgate/leases/")->empty()) << "and it is not at work any more";
  change("type: double}", "type: string}");
  ASSERT_TRUE(run_once().has_value());
  expect_like_a_full_run();
}

TEST_F(ReprocessTest, RenamedContractTakesThePlaceOfTheOther) {
  judge_again([&] {
    change("type: double}", "type: string}");
    std::string text = contracts_.plans().front()->text;
    text.replace(text.find("shop_event"), 10, "store_events");
    contracts_ = *Contracts::make({*compile_contract(text, "store.yaml")});
  });
  put("e", event("9", R"("price":3,)"));
  const auto next = run_once();
  ASSERT_TRUE(next.has_value()) << next.error().message;
  expect_like_a_full_run();
}

TEST_F(ReprocessTest, TooManyDirtyEventsChangeNothing) {
  ASSERT_TRUE(run_once().has_value());
  change("{type: number}", "{type: boolean}");
  settings_.dirty_max = DirtyMax{.events = 3};
  const auto data = rows(landing_);
  const auto report = reprocess_once();
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().code, ErrorCode::DirtyMax) << report.error().message;
  EXPECT_EQ(rows(landing_), data);
}

TEST_F(ReprocessTest, RetentionBeginsWithTheSwitchHoweverLateThatIs) {
  ASSERT_TRUE(run_once().has_value());
  change("    price: {from", "    price_text: {from: /price, type: string}\n    price: {from");
  FaultStore faulty(landing_, {{.fault = Fault::KillBefore, .among = only(Operation::Copy)}});
  EXPECT_THROW((void)headgate::reprocess(workplace_at(faulty), /*is_dry_run=*/false), Killed);
  EXPECT_EQ(retired(), 0U);
  ASSERT_TRUE(run_into(landing_, [] { return years_later(1); }).has_value());
  const std::size_t moved = retired();
  EXPECT_GT(moved, 0U) << "switched by the next run, and kept by it";
  const auto in_time = [] { return years_later(1) + Micros{3600} * 1'000'000 * 24 * 6; };
  ASSERT_TRUE(run_into(landing_, in_time).has_value());
  EXPECT_EQ(retired(), moved) << "six days of seven";
  ASSERT_TRUE(run_into(landing_, [] { return years_later(2); }).has_value());
  EXPECT_EQ(retired(), 0U);
  expect_like_a_full_run();
}

TEST_F(ReprocessTest, ColumnIsAdded) {
  const auto report = judge_again(
      [&] { change("    price: {from", "    price_text: {from: /price, type: string}\n    price: {from"); });
  EXPECT_EQ((report.changes.at({"shop", "event"}).became_clean), 0U);
  EXPECT_GT((report.changes.at({"shop", "event"}).changed), 0U);
}

TEST_F(ReprocessTest, ColumnIsRetyped) {
  judge_again([&] { change("type: double}", "type: string}"); });
}

TEST_F(ReprocessTest, NewServiceIsTakenOutOfDirty) {
  const auto report = judge_again([&] {
    std::string other = in_other_words(kContract);
    change("shop_event", "shop_event", other);
  });
  EXPECT_EQ((report.changes.at({"other", "event"}).became_clean), 1U);
  EXPECT_EQ(report.changes.size(), 1U) << "no other service is looked at";
  EXPECT_EQ(report.tasks_judged, 1U);
}

}  // namespace
}  // namespace headgate
