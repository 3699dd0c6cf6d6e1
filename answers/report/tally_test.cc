// SPDX-License-Identifier: Apache-2.0
#include "answers/report/tally.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "answers/report/limits.h"
#include "answers/report/ranking.h"

namespace headgate::report {
namespace {

constexpr Micros kMinute = 60'000'000;

/// Counts rows of a task that was never committed to anything.
class TallyTest : public testing::Test {
 protected:
  TallyTest() {
    auto commit = std::make_shared<CommitRecord>();
    commit->seq = 3;
    task_.commit = commit;
  }

  struct Event {
    std::string service = "one", record_type = "event";
    std::optional<Micros> time = std::nullopt;
    std::vector<LoggedReason> violations = {};
    bool is_frame = true;
    std::vector<LoggedReason> warnings = {};
  };

  void count(Tally& tally, const Event& event) {
    FrameIndexRow row;
    row.object = "source/a";
    row.offset = ++rows_;
    row.length = 1;
    row.is_frame = event.is_frame;
    row.is_clean = event.violations.empty();
    row.service = event.service;
    row.record_type = event.record_type;
    row.event_time = event.time;
    const LogRecord record{event.violations, event.warnings};
    tally.add({task_, {0, rows_}, row, nullptr, &record});
  }

  static std::uint64_t firsts(const std::vector<Tally::Kept>& reasons) {
    std::uint64_t sum = 0;
    for (const Reason& reason : reasons)
      sum += reason.kind == ReasonKind::Warning ? 0 : reason.times.total().first;
    return sum;
  }

  LiveTask task_;
  std::uint64_t rows_ = 0;
};

TEST_F(TallyTest, CountsByGroupStatusAndTime) {
  Tally tally;
  count(tally, {.time = kMinute});
  count(tally, {.time = kMinute, .violations = {{"type", "/a", ""}}});
  count(tally, {.service = "", .record_type = "", .violations = {{"not_json", "", ""}}, .is_frame = false});
  ASSERT_EQ(tally.groups().size(), 2);
  const Group& one = tally.groups().at({"one", "event"});
  EXPECT_EQ(one.times.stretches.at(1), (Counts{1, 1, 0}));
  EXPECT_EQ(tally.groups().at({"_unknown", "_unknown"}).times.untimed, (Counts{0, 0, 1}));
  EXPECT_EQ(tally.counts(), (Counts{1, 1, 1}));
}

TEST_F(TallyTest, AnEventCountsOnceInEachOfItsReasonsAndOnceAsTheFirst) {
  Tally tally;
  count(tally,
        {.time = 0, .violations = {{"type", "/a/0", "m0"}, {"type", "/a/17", "m1"}, {"enum", "/b", "m2"}}});
  count(tally, {.time = kMinute, .violations = {{"enum", "/b", "m3"}}});
  const auto& reasons = tally.reasons();
  ASSERT_EQ(reasons.size(), 2);
  const auto& type = reasons.at({ReasonKind::Dirty, "one", "event", "type", "/a/*"});
  EXPECT_EQ(type.times.total(), (ReasonCounts{1, 1}));
  EXPECT_EQ(type.message, "m0");
  const auto& enumerated = reasons.at({ReasonKind::Dirty, "one", "event", "enum", "/b"});
  EXPECT_EQ(enumerated.times.total(), (ReasonCounts{2, 1}));
  EXPECT_EQ(enumerated.message, "m3") << "the event in which it comes first stands for it";
  EXPECT_EQ(enumerated.frame.address.offset, 2);
  EXPECT_EQ(enumerated.first_seen, 0);
  EXPECT_EQ(enumerated.last_seen, kMinute);
  EXPECT_EQ(enumerated.first_commit, 3);
}

TEST_F(TallyTest, AReasonNamesTheCommitsThatBroughtItsEventsNotTheOneThatJudgedThemAgain) {
  task_.earlier = {std::make_shared<const Maker>(Maker{1, "first"}),
                   std::make_shared<const Maker>(Maker{2, "again"})};
  Tally tally;
  count(tally, {.time = 0, .violations = {{"type", "/a", ""}}});
  const auto& reason = tally.reasons().at({ReasonKind::Dirty, "one", "event", "type", "/a"});
  EXPECT_EQ(reason.first_commit, 1);
  EXPECT_EQ(reason.last_commit, 1);
}

TEST_F(TallyTest, AWarningMakesNoEventDirty) {
  Tally tally;
  count(tally, {.time = 0, .warnings = {{"maximum", "/a", ""}}});
  EXPECT_EQ(tally.counts(), (Counts{1, 0, 0}));
  EXPECT_EQ(tally.groups().at({"one", "event"}).warned, 1);
  EXPECT_TRUE(tally.reasons().contains({ReasonKind::Warning, "one", "event", "maximum", "/a"}));
}

TEST_F(TallyTest, ASumDoesNotDependOnTheOrder) {
  std::vector<Tally> parts(3);
  Tally whole;
  for (std::size_t i = 0; i < 60; ++i) {
    // The last part reaches far, and so becomes wider than the others.
    const Event event{.service = fmt::format("s{}", i % 4),
                      .time = static_cast<Micros>(i) * (i % 3 == 2 ? 5000 : 1) * kMinute,
                      .violations = i % 2 == 0
                                        ? std::vector<LoggedReason>{{"type", fmt::format("/p{}", i % 5), ""}}
                                        : std::vector<LoggedReason>{}};
    count(parts[i % 3], event);
    --rows_;
    count(whole, event);
  }
  for (const auto& order : {std::vector{0, 1, 2}, {2, 0, 1}, {1, 2, 0}}) {
    Tally sum;
    for (const int part : order) sum.add(parts[static_cast<std::size_t>(part)]);
    EXPECT_EQ(sum.counts(), whole.counts());
    ASSERT_EQ(sum.reasons().size(), whole.reasons().size());
    for (const auto& [key, reason] : whole.reasons()) {
      EXPECT_EQ(sum.reasons().at(key).times.stretches, reason.times.stretches);
      EXPECT_EQ(sum.reasons().at(key).frame.address, reason.frame.address);
    }
  }
}

TEST_F(TallyTest, ManyTimesMakeStretchesWiderAndKeepTheCount) {
  Tally tally;
  constexpr std::uint64_t kEvents = 2 * kCellsKept;
  for (std::uint64_t i = 0; i < kEvents; ++i) count(tally, {.time = static_cast<Micros>(i) * kMinute});
  EXPECT_GT(tally.width(), Width());
  EXPECT_EQ(tally.counts().clean, kEvents);
  const Ranking ranking = rank(std::move(tally));
  EXPECT_LE(ranking.groups.front().times.stretches.size(), kStretchesShown);
  EXPECT_EQ(ranking.groups.front().times.total().clean, kEvents);
}

TEST_F(TallyTest, WhatIsTooMuchToBeToldApartIsSummedUpAndNotLost) {
  Tally tally;
  constexpr std::uint64_t kEvents = kReasonsKept + 1000;
  for (std::uint64_t i = 0; i < kEvents; ++i) {
    count(tally, {.service = fmt::format("s{}", i % (kGroupsKept + 50)),
                  .time = 0,
                  .violations = {{"type", fmt::format("/p{}x", i), ""}}});
  }
  EXPECT_EQ(tally.groups().size(), kGroupsKept + 1);
  EXPECT_EQ(tally.reasons().size(), kReasonsKept + 1);
  const Ranking ranking = rank(std::move(tally));
  EXPECT_EQ(firsts(ranking.reasons), kEvents);
  std::uint64_t groups = 0, dirty = 0, reasons = 0;
  bool is_at_least = false;
  for (const Group& group : ranking.groups) {
    groups += group.groups;
    dirty += group.times.total().dirty;
  }
  for (const Reason& reason : ranking.reasons) {
    ASSERT_LT(reason.group, ranking.groups.size());
    reasons += reason.reasons;
    is_at_least |= reason.is_at_least;
  }
  EXPECT_EQ(groups, kGroupsKept + 1);
  EXPECT_EQ(dirty, kEvents);
  EXPECT_EQ(reasons, kReasonsKept + 1);
  EXPECT_TRUE(is_at_least);
  EXPECT_LE(ranking.groups.size(), kGroupsShown + 1);
}

TEST_F(TallyTest, ReasonsThatAreNotToldApartBelongToNoService) {
  Tally tally;
  for (std::uint64_t i = 0; i < kReasonsKept; ++i)
    count(tally, {.service = "one", .time = 0, .violations = {{"type", fmt::format("/p{}x", i), ""}}});
  count(tally, {.service = "two", .time = 0, .violations = {{"type", "/late", ""}}});
  const Ranking ranking = rank(std::move(tally));
  EXPECT_EQ(firsts(ranking.reasons), kReasonsKept + 1);
  std::map<std::size_t, std::uint64_t> first_of;
  for (const Reason& reason : ranking.reasons) first_of[reason.group] += reason.times.total().first;
  for (const auto& [place, first] : first_of) {
    const Group& group = ranking.groups.at(place);
    if (group.service == kOther) continue;
    EXPECT_LE(first, group.times.total().dirty) << group.service;
  }
}

TEST_F(TallyTest, TheMostFrequentReasonsAreListedFirst) {
  Tally tally;
  for (std::size_t i = 0; i < kReasonsShown + 5; ++i) {
    for (std::size_t times = 0; times <= i; ++times)
      count(tally, {.time = 0, .violations = {{"type", fmt::format("/p{}x", i), ""}}});
  }
  const Ranking ranking = rank(std::move(tally));
  ASSERT_EQ(ranking.reasons.size(), kReasonsShown + 1);
  EXPECT_EQ(ranking.reasons.front().pointer, fmt::format("/p{}x", kReasonsShown + 4));
  EXPECT_EQ(ranking.reasons.back().reasons, 5);
  EXPECT_EQ(ranking.reasons.back().times.total().first, 1 + 2 + 3 + 4 + 5);
  EXPECT_TRUE(ranking.reasons.back().code.empty());
}

}  // namespace
}  // namespace headgate::report
