// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/progress.h"

#include <gtest/gtest.h>

#include "apps/cli/text.h"

namespace headgate::cli {
namespace {

/// A run that has read a quarter of 40 MB in two seconds.
Progress a_quarter() {
  Progress progress;
  progress.add(RunStarted{"run", "source", "landing"});
  progress.add(SourceListed{12, 50'000'000, 2, 10, 40'000'000, 1, 1});
  progress.add(WindowRead{10'000'000});
  progress.add(WindowJudged{30'000'000, 25'000, 24'000, 1'250});
  progress.add(ObjectRead{"a"});
  progress.add(ObjectRead{"b"});
  progress.seconds = 2;
  return progress;
}

TEST(Progress, TellsAllThatIsKnown) {
  EXPECT_EQ(
      progress_text(a_quarter(), 120),
      " 25% █████░░░░░░░░░░░░░░░  2/10 files  10.0/40.0 MB  25,000 frames  1,250 dirty  5.0 MB/s  0:06 left");
}

TEST(Progress, TheBarGivesWayToTheNumbers) {
  EXPECT_EQ(progress_text(a_quarter(), 86),
            " 25% █░░░░░  2/10 files  10.0/40.0 MB  25,000 frames  1,250 dirty  5.0 MB/s  0:06 left");
}

TEST(Progress, WherePartsGoTheRateAndTheTimeLeftStay) {
  EXPECT_EQ(progress_text(a_quarter(), 79),
            " 25% ██░░░░░░░░░  10.0/40.0 MB  25,000 frames  1,250 dirty  5.0 MB/s  0:06 left");
  EXPECT_EQ(progress_text(a_quarter(), 60), " 25% █░░░░░  25,000 frames  1,250 dirty  5.0 MB/s  0:06 left");
  EXPECT_EQ(progress_text(a_quarter(), 39), " 25% ███░░░░░░░░░░  5.0 MB/s  0:06 left");
  EXPECT_EQ(progress_text(a_quarter(), 25), " 25%  5.0 MB/s  0:06 left");
  EXPECT_EQ(progress_text(a_quarter(), 15), " 25%  0:06 left");
  EXPECT_EQ(progress_text(a_quarter(), 4), " 25%");
  EXPECT_EQ(progress_text(a_quarter(), 3), "");
  for (std::size_t width = 0; width < 130; ++width) {
    EXPECT_LE(display_width(progress_text(a_quarter(), width)), width);
  }
}

TEST(Progress, BeforeAnythingIsListed) {
  Progress progress;
  progress.add(RunStarted{"run", "source", "landing"});
  EXPECT_EQ(progress_text(progress, 80), "listing …");
}

TEST(Progress, WaitingIsNotListing) {
  Progress progress;
  progress.add(RunStarted{"run", "source", "landing"});
  progress.add(OtherRunAtWork{"other", "run", "host", 1, "2026-11-22T14:03:42Z", /*waits=*/false});
  EXPECT_EQ(progress_text(progress, 80), "listing …");
  progress.add(OtherRunAtWork{"other", "run", "host", 1, "2026-11-22T14:03:42Z", /*waits=*/true});
  EXPECT_EQ(progress_text(progress, 80), "waiting for another run …");
}

TEST(Progress, AReprocessCountsTasks) {
  Progress progress;
  progress.add(RunStarted{"run", "landing", "landing"});
  progress.add(TasksDue{2, 5, 10, 4'000});
  EXPECT_EQ(progress_text(progress, 80), "judging again: 0 of 2 tasks …");
  progress.add(TaskJudgedAgain{"task", 3, 5, 1'000, 20, 19, 2});
  EXPECT_EQ(progress_text(progress, 80), "judging again: 1 of 2 tasks …");
}

TEST(Progress, AsJson) {
  EXPECT_EQ(progress_json(a_quarter()),
            R"({"progress":{"phase":"reading","waits_for":null,"objects_done":2,"objects":10,)"
            R"("bytes_done":10000000,"bytes":40000000,"tasks_done":0,"tasks":0,)"
            R"("frames":25000,"events":24000,"dirty":1250,"seconds":2.0}})");
}

TEST(Progress, AReprocessAsJson) {
  Progress progress;
  progress.add(RunStarted{"run", "landing", "landing"});
  progress.add(StoreWaits{"s3://lake/landing", "503", 1, 100});
  EXPECT_NE(progress_json(progress).find(R"("phase":"waiting","waits_for":"s3://lake/landing")"),
            std::string::npos);
  progress.add(TasksDue{2, 5, 10, 4'000});
  progress.add(TaskJudgedAgain{"task", 3, 5, 1'000, 20, 19, 2});
  EXPECT_EQ(progress_json(progress),
            R"({"progress":{"phase":"judging","waits_for":null,"objects_done":5,"objects":10,)"
            R"("bytes_done":1000,"bytes":4000,"tasks_done":1,"tasks":2,)"
            R"("frames":20,"events":19,"dirty":2,"seconds":0.0}})");
}

TEST(Progress, WhatIsDueLaterIsAddedToWhatIsDone) {
  Progress progress;
  progress.add(TasksDue{1, 1, 5, 1'000});
  progress.add(TaskJudgedAgain{"task", 3, 5, 1'000, 20, 19, 2});
  progress.add(TasksDue{1, 2, 7, 3'000});
  EXPECT_EQ(progress.tasks, 2U);
  EXPECT_EQ(progress.files, 12U);
  EXPECT_EQ(progress.bytes, 4'000U);
}

TEST(Progress, AtTheEndItIsDone) {
  Progress progress = a_quarter();
  progress.add(RunFinished{"done"});
  EXPECT_EQ(progress.phase, "done");
}

TEST(Progress, WhatIsReadTwiceIsNotMoreThanAll) {
  Progress progress = a_quarter();
  progress.add(WindowRead{100'000'000});
  for (int i = 0; i < 20; ++i) progress.add(ObjectRead{"again"});
  EXPECT_EQ(progress.done.bytes, 40'000'000U);
  EXPECT_EQ(progress.done.files, 10U);
}

TEST(Progress, ATaskThatBeginsAnewCountsOnce) {
  Progress progress = a_quarter();
  progress.add(ObjectSkipped{"c", "torn"});
  progress.add(TaskRestarted{"task", "c was skipped"});
  EXPECT_EQ(progress_text(progress, 120),
            "  0% ░░░░░░░░░░░░░░░░░░░░  0/9 files  0 B/40.0 MB  0 frames  0 dirty");
}

TEST(Progress, SaysWhatIsDoneBehindTheReading) {
  Progress progress = a_quarter();
  progress.add(ChunkCommitted{1, 10});
  EXPECT_TRUE(progress_text(progress, 120).ends_with("1,250 dirty  publishing"));
  progress.add(WindowRead{30'000'000});
  for (int i = 0; i < 8; ++i) progress.add(ObjectRead{"more"});
  progress.add(WindowJudged{90'000'000, 75'000, 75'000, 0});
  EXPECT_TRUE(progress_text(progress, 120).ends_with("100,000 frames  1,250 dirty  finishing"));
  EXPECT_EQ(progress_text(progress, 40), "100% ███████████  1,250 dirty  finishing");
}

}  // namespace
}  // namespace headgate::cli
