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
  progress.add(WindowJudged{30'000'000, 25'000, 1'250});
  progress.add(ObjectRead{"a"});
  progress.add(ObjectRead{"b"});
  progress.seconds = 2;
  return progress;
}

TEST(Progress, TellsAllThatIsKnown) {
  EXPECT_EQ(
      progress_text(a_quarter(), 120),
      " 25% █████░░░░░░░░░░░░░░░  2/10 files  10.0/40.0 MB  25,000 events  1,250 dirty  5.0 MB/s  0:06 left");
}

TEST(Progress, TheBarGivesWayToTheNumbers) {
  EXPECT_EQ(progress_text(a_quarter(), 86),
            " 25% █░░░░░  2/10 files  10.0/40.0 MB  25,000 events  1,250 dirty  5.0 MB/s  0:06 left");
  for (std::size_t width = 0; width < 130; ++width) {
    EXPECT_LE(display_width(progress_text(a_quarter(), width)), width);
  }
}

TEST(Progress, BeforeAnythingIsListed) {
  Progress progress;
  progress.add(RunStarted{"run", "source", "landing"});
  EXPECT_EQ(progress_text(progress, 80), "listing …");
}

TEST(Progress, WhatIsReadTwiceIsNotMoreThanAll) {
  Progress progress = a_quarter();
  progress.add(WindowRead{100'000'000});
  for (int i = 0; i < 20; ++i) progress.add(ObjectRead{"again"});
  EXPECT_EQ(progress.bytes_done, 40'000'000U);
  EXPECT_EQ(progress.files_done, 10U);
}

TEST(Progress, SaysWhatIsDoneBehindTheReading) {
  Progress progress = a_quarter();
  progress.add(ChunkCommitted{1, 10});
  EXPECT_TRUE(progress_text(progress, 120).ends_with("1,250 dirty  publishing"));
}

}  // namespace
}  // namespace headgate::cli
