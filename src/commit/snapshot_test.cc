// SPDX-License-Identifier: Apache-2.0
#include "commit/snapshot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "commit/commit_test_support.h"
#include "commit/failure.h"

namespace headgate {
namespace {

using testing::ElementsAre;

class SnapshotTest : public CommitTest {
 protected:
  static std::vector<std::string> makers(const LiveTask& task) {
    std::vector<std::string> made;
    for (const auto& maker : task.earlier) made.push_back(maker->run + " " + std::to_string(maker->commit));
    return made;
  }
};

TEST_F(SnapshotTest, ATaskKnowsWhatHeldItsEventsBeforeIt) {
  Committer committer = open();
  ASSERT_TRUE(committer.begin());
  const Manifest first = stage("r", "t", "a"), other = stage("r", "s", "b");
  ASSERT_TRUE(committer.commit(draft_of("r", {first, other})));
  const Manifest second = restage("w", "u", first, 1);
  ASSERT_TRUE(committer.commit(rewrite_of("w", {second}, 1)));
  ASSERT_TRUE(committer.commit(rewrite_of("x", {restage("x", "v", second, 2)}, 2)));

  const auto snapshot = Snapshot::open(store_);
  ASSERT_TRUE(snapshot);
  ASSERT_EQ(snapshot->tasks().size(), 2);
  const LiveTask &kept = snapshot->tasks()[0], &rewritten = snapshot->tasks()[1];
  EXPECT_EQ(kept.manifest.task, "s");
  EXPECT_THAT(makers(kept), ElementsAre());
  EXPECT_EQ(kept.origin(), 1);
  EXPECT_EQ(rewritten.manifest.task, "v");
  EXPECT_EQ(rewritten.commit->seq, 3);
  EXPECT_THAT(makers(rewritten), ElementsAre("r 1", "w 2"));
  EXPECT_EQ(rewritten.origin(), 1) << "the run that brought the events, not what judged them last";
}

TEST_F(SnapshotTest, AFailureIsPastWhenTheSameHasCommitted) {
  Committer log = open();
  ASSERT_TRUE(log.begin());
  const Manifest first = stage("first", "a", "a");
  ASSERT_TRUE(log.commit(draft_of("first", {first})));
  const auto is_past = [&](const char* verb, Micros time) {
    const auto past = came_commit_after(log, {"failed", verb, time, ""});
    EXPECT_TRUE(past);
    return past.value_or(false);
  };
  EXPECT_TRUE(is_past("run", kNow - 1));
  EXPECT_TRUE(is_past("worker", kNow - 1));
  EXPECT_FALSE(is_past("run", kNow)) << "it failed behind it";
  EXPECT_FALSE(is_past("reprocess", kNow - 1));
  ASSERT_TRUE(log.commit(rewrite_of("second", {restage("second", "b", first, 1)}, log.head())));
  EXPECT_TRUE(is_past("reprocess", kNow - 1));
}

}  // namespace
}  // namespace headgate
