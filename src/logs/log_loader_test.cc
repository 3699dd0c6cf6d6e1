// SPDX-License-Identifier: Apache-2.0
#include "logs/log_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "commit/commit_test_support.h"
#include "commit/lease.h"
#include "layout/follower_name.h"
#include "logs/log_comparison.h"
#include "logs/memory_index_for_tests.h"
#include "store/fault_store.h"

namespace headgate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class LogLoaderTest : public CommitTest {
 protected:
  static constexpr std::uint64_t kRecords = 10;

  static std::string line(const std::string& object, std::uint64_t offset, const std::string& status) {
    return fmt::format(R"({{"object":"source/{}","offset":{},"length":9,"kind":"frame","status":"{}"}})",
                       object, offset * 10, status);
  }

  /// Stages a task whose one file is its log records.
  Manifest stage_logs(const std::string& run, const std::string& task, const std::string& object,
                      const std::string& verdict = "clean") {
    Manifest manifest = stage(run, task, object);
    std::string text;
    for (std::uint64_t i = 0; i < kRecords; ++i) text += line(object, i, verdict) + "\n";
    StagedFile& file = manifest.outputs.front();
    file.final_name = "data/profiling_logs/" + task + ".ndjson";
    file.size_bytes = text.size();
    file.hash = hash_hex(text);
    file.rows = kRecords;
    manifest.books.log_lines = kRecords;
    EXPECT_TRUE(store_.put(file.staged, text));
    return manifest;
  }
  Manifest commit(const std::string& task, const std::string& verdict = "clean") {
    Committer log = open();
    EXPECT_TRUE(log.begin());
    const Manifest manifest = stage_logs("run-" + task, task, task, verdict);
    EXPECT_TRUE(log.commit(draft_of("run-" + task, {manifest})));
    EXPECT_TRUE(log.roll_forward(clock_));
    return manifest;
  }
  void rewrite(const std::string& task, const Manifest& old, std::uint64_t seq,
               const std::string& verdict = "dirty") {
    Committer log = open();
    Manifest manifest = stage_logs("rewrite", task, old.objects.front().object, verdict);
    manifest.replaces = Replaced{old.task, seq, old.books, old.outputs, {}};
    EXPECT_TRUE(log.commit(rewrite_of("rewrite", {manifest}, log.head())));
    EXPECT_TRUE(log.roll_forward(clock_));
  }
  LoadedLogs load(bool anew = false) { return load_in(store_, anew); }
  LoadedLogs load_in(ObjectStore& store, bool anew = false) {
    auto loaded = load_logs(store, index_, {"dev", clean_, anew}, clock_);
    if (loaded) return *loaded;
    LoadedLogs none;
    none.stopped = loaded.error();
    return none;
  }
  ComparedLogs compare() {
    auto compared = compare_logs(store_, index_, {"dev", clean_});
    EXPECT_TRUE(compared);
    return compared ? *compared : ComparedLogs();
  }

  /// Sums up what the documents of a verdict speak of, or all.
  std::uint64_t events(const std::string& verdict = "") {
    std::uint64_t sum = 0;
    for (const auto& [id, kept] : index_.all) {
      const bool fits = kept.json.find("\"status\":\"" + verdict) != std::string::npos;
      sum += fits ? kept.events : 0;
    }
    return sum;
  }

  MemoryIndex index_;
  CleanLogs clean_ = CleanLogs::Event;
};

TEST_F(LogLoaderTest, LoadsEachRecordAndEachRun) {
  for (const char* task : {"a", "b"}) commit(task);
  const LoadedLogs loaded = load();
  EXPECT_THAT(loaded.commits, ElementsAre(1, 2));
  EXPECT_EQ(loaded.indexed, 2 * kRecords + 2);
  EXPECT_EQ(loaded.pending.commits, 0U);
  EXPECT_FALSE(loaded.stopped);
  const ComparedLogs compared = compare();
  EXPECT_TRUE(compared.agree());
  EXPECT_EQ(compared.records, 2 * kRecords);
  EXPECT_TRUE(load().commits.empty());
  EXPECT_EQ(load(/*anew=*/true).known, 2 * kRecords + 2);
}

TEST_F(LogLoaderTest, ARewriteReplacesVerdicts) {
  const Manifest old = commit("a");
  load();
  rewrite("b", old, 1);
  EXPECT_FALSE(compare().stale != 0) << "what is pending is not behind";
  load();
  EXPECT_TRUE(compare().agree());
  EXPECT_EQ(compare().documents, kRecords);
  for (const auto& [id, kept] : index_.all)
    EXPECT_EQ(kept.commit == 1, kept.json.find("\"run\":\"run-a\"") != std::string::npos);
}

TEST_F(LogLoaderTest, RewritesOfRewritesKnowWhoBroughtTheEvents) {
  const Manifest old = commit("a");
  rewrite("b", old, 1);
  Manifest second = old;
  second.task = "b";
  rewrite("c", second, 2, "clean");
  load();
  for (const auto& [id, kept] : index_.all) {
    const bool is_frame = kept.json.find("\"address\"") != std::string::npos;
    if (!is_frame) continue;
    EXPECT_EQ(kept.commit, 3U);
    EXPECT_THAT(kept.json, HasSubstr(R"("ingested_run":"run-a")"));
  }
}

TEST_F(LogLoaderTest, SaysWhatIsMissingAndWhatIsBehind) {
  commit("a");
  load();
  index_.all.erase(index_.all.begin());
  index_.all.begin()->second.commit = 0;
  const ComparedLogs compared = compare();
  EXPECT_FALSE(compared.agree());
  EXPECT_GE(compared.missing + compared.stale, 1U);
}

TEST_F(LogLoaderTest, ALandingThatIsMadeAnewTakesItsDocumentsOver) {
  for (const char* task : {"a", "b"}) commit(task, "dirty");
  rewrite("c", commit("d"), 3);
  load();
  store_ = MemoryStore();
  commit("b");
  EXPECT_EQ(load().indexed, kRecords + 1) << "of a commit with a smaller number";
  EXPECT_EQ(events("clean"), kRecords);
  const ComparedLogs compared = compare();
  EXPECT_EQ(compared.documents, kRecords);
  EXPECT_EQ(compared.foreign, 2 * kRecords) << "of the objects that are no more";
  EXPECT_EQ(compared.missing + compared.stale + compared.runs_missing, 0U);
  EXPECT_FALSE(compared.agree());
}

TEST_F(LogLoaderTest, DocumentsOfALandingBeforeAreBehind) {
  commit("a", "dirty");
  load();
  store_ = MemoryStore();
  commit("a");
  // As if it were loaded: the mark says so, and the index has never heard of it.
  ASSERT_TRUE(store_.put(layout::loaded_name("memory", 1), ""));
  for (auto& [id, kept] : index_.all) kept.landing_id = "another";
  const ComparedLogs compared = compare();
  EXPECT_EQ(compared.stale, kRecords + 1);
  EXPECT_FALSE(compared.agree());
}

TEST_F(LogLoaderTest, AFenceInFrontIsNoName) {
  for (const char* task : {"a", "b"}) {
    store_ = MemoryStore();
    Committer log = open();
    ASSERT_TRUE(log.begin());
    stage("dead", "t", "x");
    ASSERT_TRUE(keep_lease(store_, {"dead", "run", "", "host", 1, kNow - kDay, kNow - 1}));
    ASSERT_TRUE(Collector(log).collect(kNow, kDay));
    commit(task);
    ASSERT_EQ(open().commit_record(1)->kind, CommitKind::Fence)
        << "nothing was stopped: what is tested here?";
    load();
    for (const auto& [id, kept] : index_.all) EXPECT_NE(kept.landing_id, "");
    const ComparedLogs compared = compare();
    EXPECT_EQ(compared.missing + compared.stale + compared.runs_missing, 0U);
    EXPECT_EQ(compared.documents, kRecords);
    EXPECT_EQ(compared.foreign, task == std::string("a") ? 0 : kRecords) << "of the landing before";
  }
}

TEST_F(LogLoaderTest, ALandingThatIsSetBackTakesItsDocumentsOver) {
  const Manifest old = commit("a");
  const std::map<std::string, std::string> before = store_.contents();
  rewrite("b", old, 1, "dirty");
  load();
  EXPECT_EQ(events("dirty"), kRecords);
  store_ = MemoryStore();
  for (const auto& [name, bytes] : before) ASSERT_TRUE(store_.put(name, bytes));
  load();
  EXPECT_FALSE(compare().agree()) << "the commit that the documents are of is no more";
  Committer log = open();
  Manifest manifest = stage_logs("other", "c", old.objects.front().object, "clean");
  manifest.replaces = Replaced{old.task, 1, old.books, old.outputs, {}};
  ASSERT_TRUE(log.commit(rewrite_of("other", {manifest}, log.head())));
  ASSERT_TRUE(log.roll_forward(clock_));
  load();
  EXPECT_EQ(events("clean"), kRecords);
}

TEST_F(LogLoaderTest, ALandingThatIsMovedKeepsItsDocuments) {
  commit("a");
  load();
  for (auto& [id, kept] : index_.all) {
    const std::size_t at = kept.json.find(R"("landing":")");
    kept.json.replace(at, kept.json.find('"', at + 11) - at, R"("landing":"elsewhere)");
  }
  EXPECT_TRUE(compare().agree());
  EXPECT_EQ(load(/*anew=*/true).known, kRecords + 1);
}

TEST_F(LogLoaderTest, ARunWithoutItsDocumentIsMissing) {
  commit("a");
  load();
  std::erase_if(index_.all, [](const auto& each) { return each.second.events == 0; });
  const ComparedLogs compared = compare();
  EXPECT_EQ(compared.runs_missing, 1U);
  EXPECT_EQ(compared.missing, 0U);
  EXPECT_THAT(compared.examples, ElementsAre("run run-a"));
  EXPECT_FALSE(compared.agree());
  load(/*anew=*/true);
  EXPECT_TRUE(compare().agree());
}

TEST_F(LogLoaderTest, AFileOfAnotherSizeIsNotLoaded) {
  const Manifest manifest = commit("a");
  const std::string name = manifest.outputs.front().final_name;
  std::string text = *store_.get(name);
  text.insert(text.find("clean") + 5, "ed");
  ASSERT_TRUE(store_.put(name, text));
  const LoadedLogs loaded = load();
  ASSERT_TRUE(loaded.stopped);
  EXPECT_EQ(loaded.stopped->code, ErrorCode::Corrupt);
  EXPECT_EQ(loaded.pending.commits, 1U);
}

TEST_F(LogLoaderTest, AsksNothingOfAnIndexWithoutSharedDocuments) {
  commit("a");
  load();
  EXPECT_EQ(index_.lookups, 0U);
  clean_ = CleanLogs::File;
  commit("b");
  load();
  clean_ = CleanLogs::Event;
  const std::uint64_t before = index_.lookups;
  commit("c");
  load();
  EXPECT_GT(index_.lookups, before);
}

TEST_F(LogLoaderTest, TheSumOfARunGrowsWithItsCommits) {
  const auto commit_of_one_run = [&](const std::string& task) {
    Committer log = open();
    EXPECT_TRUE(log.begin());
    EXPECT_TRUE(log.commit(draft_of("19700101T000000000000Z-00000000", {stage_logs("one", task, task)})));
    EXPECT_TRUE(log.roll_forward(clock_));
  };
  const auto commits = [&] {
    std::vector<std::string> told;
    for (const auto& [id, kept] : index_.all)
      if (kept.events == 0) told.push_back(kept.json.substr(kept.json.find("\"commits\""), 11));
    return told;
  };
  for (const char* task : {"a", "b"}) commit_of_one_run(task);
  load();
  EXPECT_THAT(commits(), ElementsAre(R"("commits":2)"));
  commit_of_one_run("c");
  load();
  EXPECT_THAT(commits(), ElementsAre(R"("commits":3)"));
}

TEST_F(LogLoaderTest, AnOutageLeavesThemPending) {
  for (const char* task : {"a", "b"}) commit(task);
  index_.fails_at = 5;
  const LoadedLogs loaded = load();
  EXPECT_THAT(loaded.commits, ElementsAre(1));
  ASSERT_TRUE(loaded.stopped);
  EXPECT_EQ(loaded.stopped->message, "the index is gone");
  EXPECT_EQ(loaded.pending.commits, 1U);
  EXPECT_EQ(loaded.pending.log_lines, kRecords);
  EXPECT_THAT(load().commits, ElementsAre(2));
  EXPECT_TRUE(compare().agree());
}

TEST_F(LogLoaderTest, WhatIsRefusedIsKeptWithItsReason) {
  commit("a");
  index_.refused = "\"offset\":30,";
  const LoadedLogs loaded = load();
  EXPECT_EQ(loaded.refused, 1U);
  EXPECT_THAT(loaded.dead_letters, ElementsAre(layout::dead_letters_name("memory", 1)));
  EXPECT_THAT(*store_.get(loaded.dead_letters.front()), HasSubstr("on purpose"));
  const ComparedLogs compared = compare();
  EXPECT_EQ(compared.refused, 1U);
  EXPECT_FALSE(compared.agree());
  index_.refused.clear();
  load(/*anew=*/true);
  EXPECT_TRUE(compare().agree());
  EXPECT_FALSE(stands(layout::dead_letters_name("memory", 1))) << "it is taken now";
}

TEST_F(LogLoaderTest, AnewAndStoppedSaysWhatIsLeft) {
  for (const char* task : {"a", "b"}) commit(task);
  load();
  index_.fails_at = index_.sends() + 5;
  const LoadedLogs loaded = load(/*anew=*/true);
  EXPECT_TRUE(loaded.stopped);
  EXPECT_EQ(loaded.pending.commits, 1U);
}

TEST_F(LogLoaderTest, CleanFramesMayShareADocument) {
  clean_ = CleanLogs::File;
  for (const char* task : {"a", "b"}) commit(task);
  const Manifest dirty = commit("c", "dirty");
  load();
  EXPECT_EQ(index_.all.size(), 2 + kRecords + 3) << "two objects, each dirty frame, three runs";
  EXPECT_EQ(events(), 3 * kRecords);
  const ComparedLogs compared = compare();
  EXPECT_TRUE(compared.agree());
  EXPECT_EQ(compared.records, 3 * kRecords);
  EXPECT_EQ(compared.expected, 2 + kRecords);
}

TEST_F(LogLoaderTest, WhatSharedADocumentMayBecomeDirtyAndCleanAgain) {
  clean_ = CleanLogs::File;
  const Manifest a = commit("a"), b = commit("b", "dirty");
  load();
  rewrite("c", a, 1, "dirty");
  rewrite("d", b, 2, "clean");
  EXPECT_EQ(compare().stale, 0U) << "what is pending is not behind";
  load();
  EXPECT_EQ(events(), 2 * kRecords);
  EXPECT_EQ(events("dirty"), kRecords);
  EXPECT_TRUE(compare().agree());
  EXPECT_EQ(compare().documents, 2 * kRecords) << "what had a document keeps one";
  load(/*anew=*/true);
  EXPECT_EQ(events(), 2 * kRecords);
  EXPECT_TRUE(compare().agree());
}

TEST_F(LogLoaderTest, AnotherWishForCleanOnesCountsNothingTwice) {
  for (const CleanLogs first : {CleanLogs::Event, CleanLogs::File}) {
    SCOPED_TRACE(first == CleanLogs::Event ? "event" : "file");
    clean_ = first;
    commit(first == CleanLogs::Event ? "a" : "b");
    load();
    clean_ = first == CleanLogs::Event ? CleanLogs::File : CleanLogs::Event;
    load(/*anew=*/true);
    EXPECT_EQ(events(), (first == CleanLogs::Event ? 1 : 2) * kRecords);
    EXPECT_TRUE(compare().agree());
  }
}

TEST_F(LogLoaderTest, LosesNothingWhereItIsKilled) {
  for (const char* task : {"a", "b", "c"}) commit(task);
  for (const Fault fault : {Fault::KillBefore, Fault::KillAfter, Fault::Fail}) {
    for (std::uint64_t at = 0;; ++at) {
      MemoryStore copy;
      for (const auto& [name, bytes] : store_.contents()) ASSERT_TRUE(copy.put(name, bytes));
      index_.all.clear();
      FaultStore faulty(copy, {{.fault = fault, .at = at}});
      try {
        load_in(faulty);
      } catch (const Killed&) {
      }
      load_in(copy);
      EXPECT_EQ(index_.all.size(), 3 * kRecords + 3);
      if (faulty.count(mutates) <= at) break;
    }
  }
}

}  // namespace
}  // namespace headgate
