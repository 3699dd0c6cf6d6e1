// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/json_number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstring>

namespace headgate::verify {
namespace {

using testing::Eq;
using testing::Optional;

TEST(JsonNumber, IsTheSameHoweverItIsWritten) {
  EXPECT_EQ(JsonNumber("1"), JsonNumber("10e-1"));
  EXPECT_EQ(JsonNumber("-0.0e7"), JsonNumber("0"));
  EXPECT_EQ(JsonNumber("1200"), JsonNumber("1.2E+3"));
  EXPECT_NE(JsonNumber("1e23"), JsonNumber("1e24"));
}

TEST(JsonNumber, BecomesAnIntegerOnlyWhereItIsOne) {
  EXPECT_THAT(int64_of("1e2"), Optional(100));
  EXPECT_THAT(int64_of("-9223372036854775808"), Optional(INT64_MIN));
  EXPECT_THAT(int64_of("9007199254740993.0"), Optional(9007199254740993));
  for (const ByteView none : {"1.5", "9223372036854775808", "1e999", "1e-1"})
    EXPECT_EQ(int64_of(none), std::nullopt);
}

TEST(JsonNumber, BecomesADoubleOnlyWhereNothingIsLost) {
  EXPECT_THAT(double_of("0.1"), Optional(0.1));
  EXPECT_THAT(double_of("1e23"), Optional(1e23)) << "the shortest text of that double";
  EXPECT_THAT(double_of("18446744073709551616"), Optional(18446744073709551616.0));
  EXPECT_THAT(double_of("1e-999"), Optional(0.0));
  EXPECT_TRUE(std::signbit(*double_of("-0")));
  for (const ByteView none :
       {"9007199254740993", "9007199254740993.0", "123456789012345678901234567890", "1e999"})
    EXPECT_EQ(double_of(none), std::nullopt) << none;
}

TEST(JsonNumber, BecomesADecimalOnlyWhereItFits) {
  const auto bytes = [](std::int64_t value) {
    std::string text(16, value < 0 ? '\xff' : '\0');
    std::memcpy(text.data(), &value, sizeof value);
    return text;
  };
  EXPECT_THAT(decimal_of("1.5", 5, 2), Optional(bytes(150)));
  EXPECT_THAT(decimal_of("-999.99", 5, 2), Optional(bytes(-99999)));
  EXPECT_THAT(decimal_of("0e999", 5, 2), Optional(bytes(0)));
  for (const ByteView none : {"0.001", "1000", "1e999"}) EXPECT_EQ(decimal_of(none, 5, 2), std::nullopt);
  EXPECT_EQ(decimal_of("-1e37", 38, 0)->size(), 16U);
}

TEST(JsonNumber, BecomesATimeOnlyWhereNothingIsCut) {
  EXPECT_THAT(epoch_of("1650391200.25", 0), Optional(1650391200250000));
  EXPECT_THAT(epoch_of("1650391200250", 3), Optional(1650391200250000));
  EXPECT_EQ(epoch_of("0.0000001", 0), std::nullopt);
  EXPECT_EQ(epoch_of("1e18", 0), std::nullopt);
  EXPECT_TRUE(is_in_four_digits(*timestamp_of("9999-12-31T23:59:59.999999Z")));
  EXPECT_FALSE(is_in_four_digits(*timestamp_of("9999-12-31T23:59:59.999999-00:01")));
  EXPECT_TRUE(is_in_four_digits(*timestamp_of("0000-12-31T23:59:00-00:01")));
  EXPECT_FALSE(is_in_four_digits(*timestamp_of("0001-01-01T00:00:00+00:01")));
  EXPECT_THAT(timestamp_of("2022-04-19T18:00:00.1234560Z"), Optional(1650391200123456));
  EXPECT_EQ(timestamp_of("2022-04-19T18:00:00.1234567Z"), std::nullopt);
}

TEST(JsonNumber, CountsDaysAsTheCalendarDoes) {
  using namespace std::chrono;
  for (const int y : {0, 1, 4, 100, 400, 1600, 1899, 1900, 1969, 1970, 2000, 2023, 2024, 2100, 9999}) {
    for (const unsigned m : {1U, 2U, 3U, 12U}) {
      for (const unsigned d : {1U, 28U, 29U, 30U, 31U}) {
        const year_month_day date{year(y), month(m), day(d)};
        const auto days = date_of(fmt::format("{:04}-{:02}-{:02}", y, m, d));
        if (date.ok()) {
          EXPECT_THAT(days, Optional(Eq(sys_days(date).time_since_epoch().count())))
              << y << "-" << m << "-" << d;
        } else {
          EXPECT_EQ(days, std::nullopt);
        }
      }
    }
  }
  for (const ByteView none :
       {"2024-2-29", "2024-02-29T", "2024/02/29", "2024-00-01", "2024-13-01", "20a4-01-01"})
    EXPECT_EQ(date_of(none), std::nullopt);
}

}  // namespace
}  // namespace headgate::verify
