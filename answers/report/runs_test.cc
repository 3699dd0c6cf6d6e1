// SPDX-License-Identifier: Apache-2.0
#include "answers/report/runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "commit/commit_test_support.h"

namespace headgate::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

/// A landing of two runs, the first of which was judged again: one of its tasks twice.
class RunsTest : public CommitTest {
 protected:
  RunsTest() {
    Committer committer = open();
    EXPECT_TRUE(committer.begin());
    const Manifest a = stage("first", "t", "a"), b = stage("first", "s", "b");
    EXPECT_TRUE(committer.commit(draft_of("first", {a, b})));
    Draft second = draft_of("second", {stage("second", "o", "c")});
    second.sources = {{"other", "/others"}};
    EXPECT_TRUE(committer.commit(second));
    const Manifest again = restage("again", "u", a, 1);
    EXPECT_TRUE(committer.commit(rewrite_of("again", {again}, 2)));
    EXPECT_TRUE(committer.commit(
        rewrite_of("later", {restage("later", "v", again, 3), restage("later", "w", b, 1)}, 3)));
  }

  Report look_up(const std::string& run) {
    const Snapshot snapshot = Snapshot::open(store_).value();
    std::vector<const LiveTask*> tasks;
    for (const LiveTask& task : snapshot.tasks()) {
      if (task.commit->run == run) tasks.push_back(&task);
    }
    Report report;
    report.run = run;
    report.sources = snapshot.log().state().sources;
    const Status status = look_up_run(snapshot, tasks, report);
    if (!status) error_ = status.error();
    report.runs = list_runs(tasks);
    return report;
  }

  std::optional<Error> error_;
};

TEST_F(RunsTest, ARunThatIsAllJudgedAgainNamesTheRunThatHoldsItsEventsNow) {
  const Report report = look_up("first");
  EXPECT_EQ(report.judged_again, 2);
  EXPECT_TRUE(report.runs.empty());
  ASSERT_TRUE(report.committed);
  ASSERT_EQ(report.judged_again_by.size(), 1) << "the run between them holds nothing any more";
  const auto& later = report.judged_again_by.front();
  EXPECT_EQ(later.run, "later");
  EXPECT_EQ(later.kind, CommitKind::Rewrite);
  EXPECT_EQ(later.tasks, 2);
  EXPECT_EQ(later.first_commit, 4);
  EXPECT_THAT(report.sources, ElementsAre(Pair("source", "/events"))) << "its own, not the landing's";
}

TEST_F(RunsTest, AReprocessThatWasJudgedAgainIsARunLikeAnyOther) {
  const Report report = look_up("again");
  EXPECT_EQ(report.judged_again, 1);
  ASSERT_EQ(report.judged_again_by.size(), 1);
  EXPECT_EQ(report.judged_again_by.front().run, "later");
  EXPECT_EQ(report.judged_again_by.front().tasks, 1);
  EXPECT_EQ(report.sources.size(), 2) << "it reads no source: what it judged came from those of the landing";
}

TEST_F(RunsTest, ARunThatStandsNamesNoOther) {
  const Report report = look_up("second");
  EXPECT_EQ(report.judged_again, 0);
  EXPECT_FALSE(report.committed);
  EXPECT_TRUE(report.judged_again_by.empty());
  ASSERT_EQ(report.runs.size(), 1);
  EXPECT_FALSE(error_);
}

TEST_F(RunsTest, ARunThatTheLandingDoesNotKnowIsRefused) {
  look_up("nobody");
  ASSERT_TRUE(error_);
  EXPECT_EQ(error_->code, ErrorCode::Configuration);
  EXPECT_THAT(error_->message, HasSubstr("has no run nobody"));
}

}  // namespace
}  // namespace headgate::report
