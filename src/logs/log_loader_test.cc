// SPDX-License-Identifier: Apache-2.0
#include "logs/log_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "commit/commit_test_support.h"
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
