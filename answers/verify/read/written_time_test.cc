// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/written_time.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "contract/exact.h"
#include "schema/number.h"

namespace headgate {
namespace {

using Dice = std::mt19937_64;

std::size_t below(Dice& dice, std::size_t end) { return dice() % end; }

/// Makes texts that are times, nearly times, numbers and rubbish.
std::string text(Dice& dice) {
  static const std::vector<std::string> kDays = {"2022-04-19", "1969-12-31", "0001-01-01", "9999-12-31",
                                                 "2023-02-29", "20220419",   "0000-12-31", "2022-4-19"};
  static const std::vector<std::string> kClocks = {"T18:00:00", " 23:59:59", "t00:00:00",
                                                   "T24:00:00", "T18:00",    ""};
  static const std::vector<std::string> kFractions = {"",         "",         ".5",          ".123456",
                                                      ".1234567", ".9999999", ".1234560000", "."};
  static const std::vector<std::string> kZones = {"Z",      "z",      "+02:00", "-0130", "+05", " UTC",
                                                  "UTC",    " +0000", "  Z",    "",      "+2",  "GMT",
                                                  "+24:00", "-01:60", " ",      "+02:0"};
  if (below(dice, 3) == 0) {
    static const std::vector<std::string> kNumbers = {"0",
                                                      "-1",
                                                      "1650391200",
                                                      "1650391200000",
                                                      "0.0000001",
                                                      "1e3",
                                                      "-1.5e-7",
                                                      "1650391200.1234567",
                                                      "253402300800",
                                                      "1e99",
                                                      "-62135596800.0000001",
                                                      "20220419",
                                                      "1650391200123456789",
                                                      "007",
                                                      "+1",
                                                      "1.",
                                                      ".5",
                                                      "1e",
                                                      "--1",
                                                      "99999999999999999999999999999999999999999"};
    return kNumbers[below(dice, kNumbers.size())];
  }
  return kDays[below(dice, kDays.size())] + kClocks[below(dice, kClocks.size())] +
         kFractions[below(dice, kFractions.size())] + kZones[below(dice, kZones.size())];
}

/// The writer and verify read times by code of their own: here they are held against each other.
TEST(WrittenTime, IsWhatTheWriterReads) {
  Dice dice(16);
  const verify::TimeRules rules;
  std::size_t times = 0, days = 0, cut = 0;
  for (int round = 0; round < 200'000; ++round) {
    Column column;
    column.parse = below(dice, 2) == 0;
    column.time.timestamp = static_cast<TimestampForm>(below(dice, 5));
    if (column.time.timestamp == TimestampForm::Iso && below(dice, 2) == 0) column.time.zone_minutes = -90;
    const std::string written = text(dice);
    const bool is_text = !is_json_number(written) || below(dice, 2) == 0;
    const auto time = column_time(column, is_text, written);
    ASSERT_EQ(time, verify::timestamp_of(column, rules, is_text, written))
        << written << " as " << form_text(column.time) << (column.parse ? ", parse" : "");
    const auto day = column_day(column, is_text, written);
    ASSERT_EQ(day, verify::day_of(column, rules, is_text, written))
        << written << " as " << form_text(column.time) << (column.parse ? ", parse" : "");
    ASSERT_EQ(read_time(column.time, is_text, written),
              verify::time_of(column.time, rules, is_text, written));
    times += time.has_value();
    days += day.has_value();
    cut += time && time->is_cut;
  }
  EXPECT_GT(times, 20'000U);
  EXPECT_GT(days, 20'000U);
  EXPECT_GT(cut, 2'000U);
}

/// Reads a day of any year, as data before version 4 shows it.
std::optional<std::int64_t> days_of(ByteView text) {
  const auto day = verify::day_of({}, verify::time_rules("3/x"), true, text);
  constexpr Micros kDay = Micros{86'400} * 1'000'000;
  return day ? std::optional(day->micros / kDay) : std::nullopt;
}

TEST(WrittenTime, CountsDaysAsTheCalendarDoes) {
  using namespace std::chrono;
  for (const int y : {0, 1, 4, 100, 400, 1600, 1899, 1900, 1969, 1970, 2000, 2023, 2024, 2100, 9999}) {
    for (const unsigned m : {1U, 2U, 3U, 12U}) {
      for (const unsigned d : {1U, 28U, 29U, 30U, 31U}) {
        const year_month_day date{year(y), month(m), day(d)};
        const auto days = days_of(fmt::format("{:04}-{:02}-{:02}", y, m, d));
        if (date.ok()) {
          EXPECT_EQ(days, std::int64_t{sys_days(date).time_since_epoch().count()})
              << y << "-" << m << "-" << d;
        } else {
          EXPECT_EQ(days, std::nullopt);
        }
      }
    }
  }
  for (const ByteView none :
       {"2024-2-29", "2024-02-29T", "2024/02/29", "2024-00-01", "2024-13-01", "20a4-01-01"})
    EXPECT_EQ(days_of(none), std::nullopt);
}

TEST(WrittenTime, IsAsItWasInOlderData) {
  Column column;
  const verify::TimeRules third = verify::time_rules("3/x"), fourth = verify::time_rules("4/x");
  EXPECT_FALSE(verify::timestamp_of(column, fourth, true, "2022-04-19T18:00:00.1234567Z"));
  EXPECT_FALSE(verify::timestamp_of(column, fourth, true, "2022-04-19T18:00:00+0200"));
  EXPECT_FALSE(verify::timestamp_of(column, fourth, true, "0000-04-19T18:00:00Z"));
  EXPECT_TRUE(verify::timestamp_of(column, third, true, "0000-04-19T18:00:00Z"));
  column.time.timestamp = TimestampForm::EpochS;
  EXPECT_FALSE(verify::timestamp_of(column, fourth, false, "0.0000001"));
  EXPECT_TRUE(verify::timestamp_of(column, verify::time_rules("5/x"), false, "0.0000001"));
}

}  // namespace
}  // namespace headgate
