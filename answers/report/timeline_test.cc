// SPDX-License-Identifier: Apache-2.0
#include "answers/report/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "answers/report/report.h"

namespace headgate::report {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr Micros kMinuteOfTimeline = 60'000'000;

TEST(WidthTest, EachIsAMultipleOfTheOneBefore) {
  Width width;
  EXPECT_EQ(width.minutes(), 1);
  int steps = 1;
  for (; !width.is_widest(); ++steps) {
    EXPECT_EQ(width.next().minutes() % width.minutes(), 0);
    EXPECT_LT(width, width.next());
    width = width.next();
  }
  EXPECT_EQ(steps, 10);
}

TEST(WidthTest, AStretchBeginsAtItsEarliestMomentAlsoBefore1970) {
  const Width minute;
  EXPECT_EQ(minute.stretch_of(Micros{0}), 0);
  EXPECT_EQ(minute.stretch_of(kMinuteOfTimeline - 1), 0);
  EXPECT_EQ(minute.stretch_of(Micros{-1}), -1);
  EXPECT_EQ(minute.stretch_of(-kMinuteOfTimeline), -1);
  EXPECT_EQ(minute.stretch_of(-kMinuteOfTimeline - 1), -2);
}

TEST(TimelineTest, WiderStretchesHoldWhatWasCountedAtThatWidth) {
  Width wide;
  while (!wide.is_widest()) wide = wide.next();
  Timeline<Counts> narrow, straight;
  for (const Micros minute : {-4'032'001, -4'032'000, -7, -1, 0, 4, 5, 61, 4'031'999, 4'032'000}) {
    ++narrow.at(minute * kMinuteOfTimeline, Width()).clean;
    ++straight.at(minute * kMinuteOfTimeline, wide).clean;
  }
  for (Width width; !width.is_widest(); width = width.next()) narrow.widen(width, width.next());
  EXPECT_EQ(narrow.stretches, straight.stretches);
  EXPECT_THAT(narrow.stretches, ElementsAre(Pair(-2, Counts{1, 0, 0}), Pair(-1, Counts{3, 0, 0}),
                                            Pair(0, Counts{5, 0, 0}), Pair(1, Counts{1, 0, 0})));
}

TEST(TimelineTest, WhatHasNoTimeIsCountedToo) {
  Timeline<Counts> timeline, other;
  ++timeline.at(std::nullopt, Width()).dirty;
  ++other.at(kMinuteOfTimeline, Width()).clean;
  ++other.at(std::nullopt, Width()).dropped;
  timeline.add(other);
  EXPECT_EQ(timeline.total(), (Counts{1, 1, 1}));
  EXPECT_EQ(timeline.untimed, (Counts{0, 1, 1}));
}

}  // namespace
}  // namespace headgate::report
