// SPDX-License-Identifier: Apache-2.0
#include "commit/collector.h"

#include "commit/commit_test_support.h"
#include "commit/lease.h"

namespace headgate {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr Micros kRetention = 7 * Micros{24 * 3600} * 1'000'000;

class CollectorTest : public CommitTest {
 protected:
  CollectorTest() : committer_(open()), collector_(committer_) { EXPECT_TRUE(committer_.begin()); }

  void hold_lease(const std::string& run, Micros expires) {
    ASSERT_TRUE(keep_lease(store_, {run, "run", "", "host", 1, kNow - kDay, expires}));
  }

  Committer committer_;
  Collector collector_;
};

TEST_F(CollectorTest, SweepsWhatADeadRunStagedAndStopsIt) {
  const Manifest task = stage("dead", "t", "a");
  hold_lease("dead", kNow - 1);
  ASSERT_TRUE(collector_.collect(kNow, kRetention));
  EXPECT_THAT(*store_.list(layout::kStaging), IsEmpty());
  EXPECT_THAT(*store_.list(layout::kLeases), IsEmpty());
  EXPECT_EQ(committer_.head(), 1U) << "the fence";
  Committer dead = open();
  EXPECT_EQ(dead.check_may_commit("dead").error().code, ErrorCode::Fenced);
  EXPECT_EQ(dead.commit(draft_of("dead", {task})).error().code, ErrorCode::Fenced);
  ASSERT_TRUE(collector_.collect(kNow, kRetention));
  EXPECT_EQ(committer_.head(), 1U) << "nobody is fenced twice";
}

TEST_F(CollectorTest, LeavesARunAloneThatIsAtWork) {
  const Manifest task = stage("live", "t", "a");
  hold_lease("live", kNow + kHour);
  ASSERT_TRUE(collector_.collect(kNow, kRetention));
  EXPECT_TRUE(stands(task.outputs[0].staged));
  EXPECT_EQ(committer_.head(), 0U);
}

TEST_F(CollectorTest, KeepsWhatAFencedRunCommittedBeforeItsFence) {
  const Manifest task = stage("dead", "t", "a"), left = stage("dead", "u", "b");
  ASSERT_TRUE(open().commit(draft_of("dead", {task})));
  ASSERT_TRUE(collector_.collect(kNow, kRetention));
  EXPECT_TRUE(stands(task.outputs[0].staged)) << "it waits to be published";
  EXPECT_FALSE(stands(left.outputs[0].staged));
  ASSERT_TRUE(committer_.roll_forward(clock_));
  EXPECT_TRUE(stands(final_name("t")));
}

TEST_F(CollectorTest, DeletesRetiredFilesAfterTheRetentionAndWhatCameBack) {
  const Manifest old = stage("r", "t", "a");
  ASSERT_TRUE(committer_.commit(draft_of("r", {old})));
  ASSERT_TRUE(committer_.commit(rewrite_of("w", {restage("w", "u", old, 1)}, 1)));
  ASSERT_TRUE(collector_.collect(kNow + kRetention, kRetention));
  EXPECT_TRUE(stands(old.outputs[0].staged)) << "the switch has not run yet";
  ASSERT_TRUE(committer_.roll_forward(clock_));
  const std::string retired = layout::retired_name(2, final_name("t"));
  ASSERT_TRUE(store_.copy(retired, final_name("t")));
  ASSERT_TRUE(collector_.collect(kNow + kHour, kRetention));
  EXPECT_FALSE(stands(final_name("t"))) << "a copy that landed late brought it back";
  EXPECT_TRUE(stands(retired));
  ASSERT_TRUE(collector_.collect(kNow + kRetention - kHour, kRetention));
  EXPECT_TRUE(stands(retired));
  ASSERT_TRUE(collector_.collect(kNow + kRetention + 1, kRetention));
  EXPECT_FALSE(stands(retired));
  EXPECT_TRUE(stands(final_name("u")));
}

TEST_F(CollectorTest, SumsUpTheLogSoThatItOpensAtTheSameState) {
  ASSERT_TRUE(committer_.commit(draft_of("r", {stage("r", "t", "a"), stage("r", "u", "b")})));
  ASSERT_TRUE(collector_.checkpoint());
  EXPECT_THAT(*store_.list(layout::kCheckpoints), IsEmpty()) << "not all is applied";
  ASSERT_TRUE(committer_.roll_forward(clock_));
  ASSERT_TRUE(collector_.checkpoint());
  ASSERT_THAT(*store_.list(layout::kCheckpoints), SizeIs(1));
  auto log = CommitLog::open(store_);
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ(to_json(log->state()), to_json(committer_.state()));
  EXPECT_EQ(log->objects(), 2U);
  const auto known = log->find("source", "a");
  ASSERT_TRUE(known && *known);
  EXPECT_EQ((*known)->generations.front().commit, 1U);

  const auto nodes = store_.list(layout::kLedger);
  for (const ObjectInfo& node : *nodes) ASSERT_TRUE(store_.remove(node.name));
  auto without_nodes = CommitLog::open(store_);
  const auto still = without_nodes->find("source", "b");
  ASSERT_TRUE(still) << still.error().message;
  EXPECT_TRUE(*still) << "the log itself has what a lost node had";
}

TEST_F(CollectorTest, LeavesAWordOfAFenceThatACheckpointForgets) {
  const Manifest task = stage("dead", "t", "a");
  ASSERT_TRUE(collector_.collect(kNow, kRetention));
  ASSERT_TRUE(committer_.refresh());
  ASSERT_TRUE(collector_.checkpoint());
  EXPECT_TRUE(stands(layout::kFenced + "dead"));
  EXPECT_EQ(open().check_may_commit("dead").error().code, ErrorCode::Fenced);
}

}  // namespace
}  // namespace headgate
