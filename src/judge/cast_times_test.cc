// SPDX-License-Identifier: Apache-2.0
// Casts of times and days, and of what stands in texts.
#include <gtest/gtest.h>

#include "judge/cast_test_support.h"

namespace headgate {
namespace {

using cut_test::cast;
using cut_test::expect_casts;

TEST(Cast, ToTimestamp) {
  expect_casts({{"timestamp", R"("1970-01-01T00:00:01.5Z")", "1500000"},
                {"timestamp", R"("1969-12-31T23:59:59Z")", "-1000000"},
                {"timestamp", R"("2022-04-19T18:00:00+02:00")", "1650384000000000"},
                {"timestamp", R"("1970-01-01T00:00:00.000001Z")", "1"},
                {"timestamp", R"("1970-01-01T00:00:00.0000010Z")", "1"},
                {"timestamp", R"("1970-01-01T00:00:00.0000011Z")", "1"},  // Finer than a microsecond.
                {"timestamp", R"("1969-12-31T23:59:59.9999991Z")", "-1"},
                {"timestamp", R"("1970-01-01T00:00:00.00000000000005+00:00")", "0"},
                {"timestamp", R"("1970-01-01T02:00:00+0200")", "0"},
                {"timestamp", R"("1970-01-01 02:00:00+02")", "0"},
                {"timestamp", R"("1970-01-01 00:00:01 UTC")", "1000000"},
                {"timestamp", R"("1970-01-01 00:00:01.5 -01:30")", "5401500000"},
                {"timestamp", R"("1970-01-01 00:00:01 CET")", "null"},
                {"timestamp", R"("1970-01-01 00:00:01")", "null"},
                {"timestamp", R"("1970-01-01 00:00:01 ")", "null"},
                {"timestamp", R"("yesterday")", "null"},
                {"timestamp", "1650391200000", "null"},
                {"timestamp", "null", "null"}});
}

TEST(Cast, TimesAndDaysLieInTheYears1To9999) {
  const auto number = [](const std::string& form, const std::string& value) {
    return cast("type: timestamp, timestamp: " + form, "{\"v\":" + value + "}");
  };
  EXPECT_EQ(number("epoch_us", "253402300799999999"), "253402300799999999");
  EXPECT_EQ(number("epoch_us", "253402300800000000"), "null");
  EXPECT_EQ(number("epoch_us", "-62135596800000000"), "-62135596800000000");
  EXPECT_EQ(number("epoch_us", "-62135596800000001"), "null");
  EXPECT_EQ(number("epoch_ms", "253402300799999.999"), "253402300799999999");
  EXPECT_EQ(number("epoch_ms", "253402300800000"), "null");
  EXPECT_EQ(number("epoch_ms", "-62135596800000"), "-62135596800000000");
  EXPECT_EQ(number("epoch_ms", "-62135596800000.001"), "null");
  EXPECT_EQ(number("epoch_ms", "-62135596800000.0000001"), "null");
  EXPECT_EQ(number("epoch_ms", "253402300799999.9999999"), "253402300799999999");
  EXPECT_EQ(number("epoch_ms", "1650391200250000"), "null") << "microseconds, taken for milliseconds";
  EXPECT_EQ(number("epoch_s", "253402300799.999999"), "253402300799999999");
  EXPECT_EQ(number("epoch_s", "253402300800"), "null");
  EXPECT_EQ(number("epoch_s", "-62135596800.000001"), "null");
  const auto text = [](const std::string& type, const std::string& value) {
    return cast("type: " + type, "{\"v\":\"" + value + "\"}");
  };
  EXPECT_EQ(text("timestamp", "9999-12-31T23:59:59.999999Z"), "253402300799999999");
  EXPECT_EQ(text("timestamp", "9999-12-31T23:59:59.999999-00:01"), "null");
  EXPECT_EQ(text("timestamp", "0001-01-01T00:00:00Z"), "-62135596800000000");
  EXPECT_EQ(text("timestamp", "0001-01-01T00:00:00+00:01"), "null");
  EXPECT_EQ(text("timestamp", "0000-12-31T23:59:00-00:01"), "-62135596800000000");
  EXPECT_EQ(text("timestamp", "0000-12-31T23:59:59Z"), "null");
  EXPECT_EQ(text("date", "0001-01-01"), "-719162");
  EXPECT_EQ(text("date", "9999-12-31"), "2932896");
  EXPECT_EQ(text("date", "0000-12-31"), "null");
}

TEST(Cast, ToTimestampFromNumbers) {
  const auto epoch = [](const std::string& form, const std::string& value) {
    return cast("type: timestamp, timestamp: " + form, "{\"v\":" + value + "}");
  };
  EXPECT_EQ(epoch("epoch_s", "1637181405"), "1637181405000000");
  EXPECT_EQ(epoch("epoch_s", "1637181405.25"), "1637181405250000");
  EXPECT_EQ(epoch("epoch_s", "-0.000001"), "-1");
  EXPECT_EQ(epoch("epoch_s", "0.0000001"), "0");
  EXPECT_EQ(epoch("epoch_s", "-0.0000001"), "-1") << "never later than it is";
  EXPECT_EQ(epoch("epoch_s", "1.637181405e9"), "1637181405000000");
  EXPECT_EQ(epoch("epoch_s", "9223372036854.775807"), "null");
  EXPECT_EQ(epoch("epoch_ns", "1637181405123456789"), "1637181405123456");
  EXPECT_EQ(epoch("epoch_ns", "1637181405123456000"), "1637181405123456");
  EXPECT_EQ(epoch("epoch_ns", "-1"), "-1");
  EXPECT_EQ(epoch("epoch_ms", "1637181405123"), "1637181405123000");
  EXPECT_EQ(epoch("epoch_ms", "0.0010"), "1");
  EXPECT_EQ(epoch("epoch_us", "1637181405123456"), "1637181405123456");
  EXPECT_EQ(epoch("epoch_us", "1.5"), "1");
  EXPECT_EQ(epoch("epoch_us", "1e999"), "null");
  EXPECT_EQ(epoch("epoch_us", "0e999"), "0");
  EXPECT_EQ(epoch("epoch_us", "\"1\""), "null");
  EXPECT_EQ(epoch("iso", R"("1970-01-01T00:00:01Z")"), "1000000");
  EXPECT_EQ(cast("type: 'list<struct<at: timestamp>>', timestamp: epoch_ms", R"({"v":[{"at":2}]})"),
            "[ { 2000 } ]");
}

TEST(Cast, ToDate) {
  expect_casts({{"date", R"("1970-01-01")", "0"},
                {"date", R"("2024-02-29")", "19782"},
                {"date", R"("1969-12-31")", "-1"},
                {"date", R"("2023-02-29")", "null"},
                {"date", R"("2024-2-29")", "null"},
                {"date", R"("2024-02-29T00:00:00Z")", "null"},
                {"date", R"("2024-00-10")", "null"},
                {"date", R"("+024-01-10")", "null"},
                {"date", R"("2024/01/10")", "null"},
                {"date", "20240229", "null"}});
}

TEST(Cast, FromTexts) {
  const auto parsed = [](const std::string& type, const std::string& value) {
    return cast("type: \"" + type + "\", parse: true", "{\"v\":" + value + "}");
  };
  EXPECT_EQ(parsed("int64", R"("-12")"), "-12");
  EXPECT_EQ(parsed("int64", "12"), "12");
  EXPECT_EQ(parsed("int64", R"("9223372036854775807")"), "9223372036854775807");
  for (const std::string no : {R"("9223372036854775808")", R"("007")", R"("+1")", R"(" 1")", R"("1.5")",
                               R"("")", R"("0x1")", "true", "[]"})
    EXPECT_EQ(parsed("int64", no), "null") << no;
  EXPECT_EQ(parsed("double", R"("1.5e3")"), "1500");
  EXPECT_EQ(parsed("double", R"("NaN")"), "null");
  EXPECT_EQ(parsed("decimal(5, 2)", R"("1.50")"), "150e-2");
  EXPECT_EQ(parsed("boolean", R"("true")"), "true");
  EXPECT_EQ(parsed("boolean", R"("False")"), "false");
  EXPECT_EQ(parsed("boolean", R"("1")"), "null");
  EXPECT_EQ(parsed("list<int64>", R"(["1", 2, "x"])"), "[ 1 2 null ]");
  EXPECT_EQ(parsed("struct<a: string, b: int64>", R"({"a": "1", "b": "1"})"), R"({ "1" 1 })");
  const auto epoch = [](const std::string& form, const std::string& value) {
    return cast("type: timestamp, parse: true, timestamp: " + form, "{\"v\":" + value + "}");
  };
  EXPECT_EQ(epoch("epoch_ns", R"("1637181405123456789")"), "1637181405123456");
  EXPECT_EQ(epoch("epoch_s", R"("1637181405.5")"), "1637181405500000");
  EXPECT_EQ(epoch("epoch_s", R"("2021-11-17T20:36:45Z")"), "null");
}

TEST(Cast, ToTimesByAFormat) {
  const auto time = [](const std::string& more, const std::string& value) {
    return cast("type: timestamp, " + more, "{\"v\":" + value + "}");
  };
  EXPECT_EQ(time("format: '%d.%m.%Y %H:%M', zone: '+02:00'", R"("01.01.1970 03:00")"), "3600000000");
  EXPECT_EQ(time("format: '%d.%m.%Y %H:%M', zone: UTC", R"("1970-01-01T03:00:00Z")"), "null");
  EXPECT_EQ(time("format: '%Y%m%d', zone: UTC", "19700102"), "86400000000") << "digits of a number";
  EXPECT_EQ(time("format: '%Y%m%d', zone: UTC", R"("00010101")"), "-62135596800000000");
  EXPECT_EQ(time("zone: UTC", R"("1970-01-01 00:00:01")"), "1000000");
  EXPECT_EQ(time("zone: '-01:00'", R"("1970-01-01 00:00:01")"), "3601000000");
  EXPECT_EQ(time("zone: '-01:00'", R"("1970-01-01 00:00:01Z")"), "1000000");
  EXPECT_EQ(time("zone: UTC", R"("1970-01-01 00:00:01 ")"), "null");
}

TEST(Cast, ToDateFromTimes) {
  const auto day = [](const std::string& more, const std::string& value) {
    return cast("type: date, " + more, "{\"v\":" + value + "}");
  };
  EXPECT_EQ(day("parse: true", R"("1970-01-02")"), "1");
  EXPECT_EQ(day("parse: true", R"("19700102")"), "1");
  EXPECT_EQ(day("parse: true", "19700102"), "1");
  EXPECT_EQ(day("parse: true", R"("1970-01-02T00:30:00+01:00")"), "0") << "of UTC";
  EXPECT_EQ(day("parse: true", R"("1969-12-31T00:30:00Z")"), "-1");
  EXPECT_EQ(day("parse: true", R"("19701302")"), "null");
  EXPECT_EQ(day("parse: true", "197001020"), "null");
  EXPECT_EQ(day("timestamp: epoch_s", "86399"), "0");
  EXPECT_EQ(day("timestamp: epoch_s", "-1"), "-1");
  EXPECT_EQ(day("timestamp: epoch_s", R"("1970-01-02")"), "null");
  EXPECT_EQ(day("format: '%d.%m.%Y'", R"("02.01.1970")"), "1");
  EXPECT_EQ(day("format: '%d.%m.%Y'", R"("1970-01-02")"), "null");
}

}  // namespace
}  // namespace headgate
