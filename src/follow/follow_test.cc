// SPDX-License-Identifier: Apache-2.0
#include "follow/follow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "commit/commit_test_support.h"
#include "layout/follower_name.h"
#include "store/fault_store.h"

namespace headgate {
namespace {

using testing::ElementsAre;

/// Notes what it is told of.
struct Noting : Follower {
  [[nodiscard]] std::string name() const override { return "noting"; }
  Status take(const CommitLog& log, const CommitRecord& commit, const std::vector<Manifest>& tasks) override {
    if (commit.seq == refused) return fail(ErrorCode::Io, "not this one");
    seqs.push_back(commit.seq);
    for (const Manifest& task : tasks) {
      TRY(auto lines, open_lines(log, commit.seq, task, task.outputs.front().final_name));
      if (!lines) continue;
      TRY(const bool is_there, lines->next());
      EXPECT_TRUE(is_there);
      text += std::string(lines->line()) + " ";
    }
    return {};
  }
  std::uint64_t refused = 0;
  std::vector<std::uint64_t> seqs;
  std::string text;
};

class FollowTest : public CommitTest {
 protected:
  /// Commits one task of that name; published or not.
  Manifest commit(const std::string& task, bool publish = true) {
    Committer log = open();
    EXPECT_TRUE(log.begin());
    const Manifest manifest = stage("run-" + task, task, task);
    EXPECT_TRUE(log.commit(draft_of("run-" + task, {manifest})));
    if (publish) {
      EXPECT_TRUE(log.roll_forward(clock_));
    }
    return manifest;
  }
  void rewrite(const std::string& task, const Manifest& old, std::uint64_t seq) {
    Committer log = open();
    const Manifest manifest = restage("rewrite-" + task, task, old, seq);
    EXPECT_TRUE(log.commit(rewrite_of("rewrite-" + task, {manifest}, log.head())));
    EXPECT_TRUE(log.roll_forward(clock_));
  }
  Followed follow_all(Follower& follower, bool anew = false) { return follow_in(store_, follower, anew); }
  Followed follow_in(ObjectStore& store, Follower& follower, bool anew = false) {
    auto log = CommitLog::open(store);
    if (!log) return stopped_by(log.error());
    auto done = follow(*log, follower, clock_, anew);
    return done ? *done : stopped_by(done.error());
  }
  static Followed stopped_by(const Error& error) {
    Followed none;
    none.stopped = error;
    return none;
  }
  std::vector<std::string> marks() {
    std::vector<std::string> names;
    const auto listed = store_.list(layout::loaded_folder("noting"));
    for (const ObjectInfo& each : *listed) names.push_back(each.name);
    return names;
  }
};

TEST_F(FollowTest, GivesEachPublishedCommitOnceInOrder) {
  for (const char* task : {"a", "b"}) commit(task);
  Noting first, second;
  EXPECT_THAT(follow_all(first).commits, ElementsAre(1, 2));
  EXPECT_EQ(first.text, "a b ");
  EXPECT_THAT(marks(), ElementsAre(layout::loaded_name("noting", 2)));
  commit("c");
  EXPECT_THAT(follow_all(second).commits, ElementsAre(3));
  EXPECT_THAT(second.seqs, ElementsAre(3));
}

TEST_F(FollowTest, WritesNothingWhereNothingIsNew) {
  commit("a");
  Noting follower;
  follow_all(follower);
  FaultStore counted(store_);
  EXPECT_TRUE(follow_in(counted, follower).commits.empty());
  EXPECT_EQ(counted.count(mutates), 0U);
}

TEST_F(FollowTest, LeavesWhatIsNotPublished) {
  commit("a");
  commit("b", /*publish=*/false);
  Noting follower;
  EXPECT_THAT(follow_all(follower).commits, ElementsAre(1));
  const auto left = unfollowed(open(), "noting");
  ASSERT_TRUE(left);
  EXPECT_EQ(left->commits, 1U);
}

TEST_F(FollowTest, GoesOnWhereItWasStopped) {
  for (const char* task : {"a", "b", "c"}) commit(task);
  Noting follower;
  follower.refused = 2;
  const Followed stopped = follow_all(follower);
  EXPECT_THAT(stopped.commits, ElementsAre(1));
  EXPECT_EQ(stopped.stopped->message, "not this one");
  follower.refused = 0;
  EXPECT_THAT(follow_all(follower).commits, ElementsAre(2, 3));
  EXPECT_EQ(follower.text, "a b c ");
}

TEST_F(FollowTest, BeginsAnewWhereItIsAsked) {
  for (const char* task : {"a", "b"}) commit(task);
  Noting follower;
  follow_all(follower);
  EXPECT_THAT(follow_all(follower, /*anew=*/true).commits, ElementsAre(1, 2));
}

/// Another that follows beside it, and marks what comes next, passes over nothing.
TEST_F(FollowTest, ToBeginAnewTakesNoMarkAway) {
  for (const char* task : {"a", "b"}) commit(task);
  Noting follower;
  follow_all(follower);
  const auto before = marks();
  commit("c");
  follower.refused = 2;
  const Followed stopped = follow_all(follower, /*anew=*/true);
  EXPECT_EQ(stopped.position, 1U);
  EXPECT_EQ(marks(), before);
  follower.refused = 0;
  EXPECT_THAT(follow_all(follower).commits, ElementsAre(3));
}

TEST_F(FollowTest, PassesOverWhatARewriteHasReplaced) {
  const Manifest old = commit("a");
  rewrite("b", old, 1);
  Noting follower;
  EXPECT_THAT(follow_all(follower).commits, ElementsAre(1, 2));
  EXPECT_EQ(follower.text, "b ");
}

TEST_F(FollowTest, AFileThatIsGoneStopsIt) {
  const Manifest old = commit("a");
  ASSERT_TRUE(store_.remove(old.outputs.front().final_name));
  Noting follower;
  const Followed stopped = follow_all(follower);
  ASSERT_TRUE(stopped.stopped);
  EXPECT_EQ(stopped.stopped->code, ErrorCode::Corrupt);
  EXPECT_EQ(stopped.position, 0U);
}

TEST_F(FollowTest, AMarkThatLandsLateMovesNothingBack) {
  for (const char* task : {"a", "b", "c"}) commit(task);
  Noting follower;
  follow_all(follower);
  ASSERT_TRUE(store_.put(layout::loaded_name("noting", 1), ""));
  EXPECT_EQ(*followed(store_, "noting"), 3U);
  EXPECT_TRUE(follow_all(follower).commits.empty());
}

/// Killed at each call that changes something, and each of them failing or losing its answer: what comes next
/// takes all that was not taken.
TEST_F(FollowTest, LosesNothingWhateverGoesWrong) {
  for (const char* task : {"a", "b", "c"}) commit(task);
  for (const Fault fault :
       {Fault::KillBefore, Fault::KillAfter, Fault::Fail, Fault::LoseAnswer, Fault::LandLate}) {
    for (std::uint64_t at = 0;; ++at) {
      MemoryStore copy;
      for (const auto& [name, bytes] : store_.contents()) ASSERT_TRUE(copy.put(name, bytes));
      FaultStore faulty(copy, {{.fault = fault, .at = at}});
      Noting follower;
      try {
        follow_in(faulty, follower);
      } catch (const Killed&) {
      }
      const auto reached = followed(copy, "noting");
      ASSERT_TRUE(reached);
      EXPECT_LE(*reached, follower.seqs.empty() ? 0 : follower.seqs.back()) << "marked before it was taken";
      follow_in(copy, follower);
      faulty.land();
      Noting third;
      EXPECT_TRUE(follow_in(copy, third).commits.empty());
      std::vector<std::uint64_t> seqs = follower.seqs;
      seqs.erase(std::unique(seqs.begin(), seqs.end()), seqs.end());
      EXPECT_THAT(seqs, ElementsAre(1, 2, 3)) << at;
      if (faulty.count(mutates) <= at) break;
    }
  }
}

}  // namespace
}  // namespace headgate
