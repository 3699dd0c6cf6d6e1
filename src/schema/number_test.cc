// SPDX-License-Identifier: Apache-2.0
#include "schema/number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <utility>
#include <vector>

namespace headgate {
namespace {

using testing::Eq;
using testing::Optional;

/// Writes a decimal for people: `-125e-1`.
std::string shown(const Decimal& value) {
  return (value.negative ? "-" : "") + value.digits + "e" + std::to_string(value.power);
}

TEST(Decimal, HasNoZerosAtEitherEnd) {
  EXPECT_EQ(shown(take_apart("-12.50")), "-125e-1");
  EXPECT_EQ(shown(take_apart("0.0012")), "12e-4");
  EXPECT_EQ(shown(take_apart("1200E+3")), "12e5");
  EXPECT_EQ(shown(take_apart("100.00")), "1e2");
  EXPECT_EQ(shown(take_apart("0.5e1")), "5e0");
  for (const ByteView zero : {"0", "-0", "0.000e99", "-0e-7"})
    EXPECT_EQ(shown(take_apart(zero)), "e0") << zero;
}

TEST(Decimal, CutsAPowerThatNoEventCanMean) {
  EXPECT_EQ(take_apart("1e99999999999999999999999").power, std::int64_t{1} << 60);
  EXPECT_EQ(take_apart("1e-99999999999999999999999").power, -(std::int64_t{1} << 60));
  EXPECT_EQ(take_apart("1e00000000000000000000000000000012").power, 12);
  EXPECT_EQ(take_apart("1e100000000000000000").power, 100'000'000'000'000'000);
}

TEST(CanonicalNumber, IsTheSameForEqualValues) {
  const std::vector<std::pair<ByteView, ByteView>> cases = {
      {"0", "0"},         {"-0", "0"},     {"0.000e99", "0"},
      {"1", "1"},         {"1.0", "1"},    {"10e-1", "1"},
      {"100", "1e2"},     {"1E+2", "1e2"}, {"-12.50", "-125e-1"},
      {"0.0012", "12e-4"}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(canonical_number(text), expected) << text;
  EXPECT_EQ(canonical_number("1" + std::string(300, '0')), "1e300");
  EXPECT_NE(canonical_number("1e99999999999999999999"), canonical_number("1e99"));
}

TEST(Integral, IsWhatHasNoFraction) {
  for (const ByteView text :
       {"0", "-7", "1.0", "1e2", "1.5e1", "0.0", "100e-2", "0e-5", "1e999999999999999999999"}) {
    EXPECT_TRUE(is_integral(text)) << text;
  }
  for (const ByteView text : {"0.5", "1e-1", "100e-3", "-1.01e1", "1e-999999999999999999999"}) {
    EXPECT_FALSE(is_integral(text)) << text;
  }
}

TEST(JsonNumber, IsThatOfRfc8259) {
  for (const ByteView text :
       {"0", "-0", "7", "-12", "10", "0.5", "-0.05", "1e5", "1E+5", "12.50e-07", "0e0"}) {
    EXPECT_TRUE(is_json_number(text)) << text;
  }
  for (const ByteView text :
       {"",      "-",     "+1",   "01", "-01", "00",  ".5",       "1.",  "1.e5", "1e",    "1e+",
        "1e5.5", "1_000", "0x10", " 1", "1 ",  "NaN", "Infinity", "--1", "1-",   "1.2.3", "\xc2\xb2"}) {
    EXPECT_FALSE(is_json_number(text)) << text;
  }
}

TEST(Comparand, IsComparedExactly) {
  // Each is less than the next one, many by less than any double can tell.
  const std::vector<ByteView> ascending = {"-1e400",
                                           "-9223372036854775809",
                                           "-9223372036854775808",
                                           "-1000000000000000000",
                                           "-999999999999999999",
                                           "-1.5",
                                           "-1",
                                           "-0.30000000000000000001",
                                           "-0.3",
                                           "-1e-400",
                                           "0",
                                           "1e-400",
                                           "0.09",
                                           "0.1",
                                           "0.1000000000000000055",
                                           "1",
                                           "1.5",
                                           "9",
                                           "10",
                                           "99.5",
                                           "9007199254740992",
                                           "9007199254740993",
                                           "999999999999999999",
                                           "999999999999999999.5",
                                           "1000000000000000000",
                                           "123456789012345678901234567890",
                                           "123456789012345678901234567891",
                                           "1e400"};
  for (std::size_t a = 0; a < ascending.size(); ++a) {
    for (std::size_t b = 0; b < ascending.size(); ++b) {
      const int expected = a < b ? -1 : a > b ? 1 : 0;
      EXPECT_EQ(Comparand(ascending[b]).compared_with(ascending[a]), expected)
          << ascending[a] << " with " << ascending[b];
      EXPECT_EQ(compare(take_apart(ascending[a]), take_apart(ascending[b])), expected);
    }
  }
}

TEST(Comparand, IsEqualHoweverItIsWritten) {
  for (const ByteView hundred : {"100", "1e2", "100.0", "1000e-1", "0.1E+3"}) {
    EXPECT_EQ(Comparand(hundred).text(), hundred);
    for (const ByteView other : {"100", "1e2", "100.0", "1000e-1", "0.1E+3"}) {
      EXPECT_EQ(Comparand(hundred).compared_with(other), 0) << hundred << ' ' << other;
    }
    EXPECT_EQ(Comparand(hundred).compared_with("99"), -1);
    EXPECT_EQ(Comparand(hundred).compared_with("101"), 1);
  }
  EXPECT_EQ(Comparand("0").compared_with("-0"), 0);
  EXPECT_EQ(Comparand("-0.0").compared_with("0e5"), 0);
}

TEST(Comparand, DividesExactly) {
  const auto expect = [](bool expected, ByteView divisor, std::initializer_list<ByteView> numbers) {
    for (const ByteView number : numbers) {
      EXPECT_EQ(Comparand(divisor).divides(number), expected) << number << " by " << divisor;
    }
  };
  expect(true, "1", {"0", "-0.0", "7", "1e3", "-5", "1.0", "1e999999999999999999999"});
  expect(false, "1", {"0.5", "1e-1", "1e-999999999999999999999"});
  expect(true, "0.01", {"0", "1", "19.99", "0.07", "4.35", "-1.10", "1e300", "123456789012345678901234.56"});
  expect(false, "0.01", {"0.001", "19.995", "1e-300"});
  expect(true, "10", {"0", "10", "1e1", "50", "-1230"});
  expect(false, "10", {"5", "1", "15", "1e0", "10.5"});
  expect(true, "0.0001", {"0.0075", "12391239123", "1e308"});
  expect(false, "0.0001", {"0.00751", "0.00001"});
  expect(true, "3", {"123456789012345678901234567890", "3e999999999999"});
  expect(false, "3", {"123456789012345678901234567891", "1e999999999999"});
  expect(true, "2.5", {"5", "7.5", "1e1", "2.50"});
  expect(false, "2.5", {"6", "2.6"});
  // 2^59 has the most factors of two that 18 digits hold.
  expect(true, "576460752303423488", {"1e59", "1152921504606846976"});
  expect(false, "576460752303423488", {"1e58", "576460752303423489"});
  expect(true, "999999999999999999", {"999999999999999998000000000000000001"});
  expect(false, "999999999999999999", {"999999999999999998000000000000000002"});
}

TEST(Comparand, DividesWhatIntegersDivide) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t divisor = static_cast<std::int64_t>(random() % 500) + 1;
    const std::int64_t number = static_cast<std::int64_t>(random() % 200'000) - 100'000;
    EXPECT_EQ(Comparand(std::to_string(divisor)).divides(std::to_string(number)), number % divisor == 0)
        << number << " by " << divisor;
  }
}

TEST(ExactInt64, ReadsEveryWriting) {
  const std::vector<std::pair<ByteView, std::int64_t>> cases = {{"0", 0},
                                                                {"-0", 0},
                                                                {"-0.0", 0},
                                                                {"0e999", 0},
                                                                {"1.0", 1},
                                                                {"1e3", 1000},
                                                                {"-120e-1", -12},
                                                                {"1e18", 1'000'000'000'000'000'000},
                                                                {"9223372036854775807", INT64_MAX},
                                                                {"922337203685477580.7e1", INT64_MAX},
                                                                {"-9223372036854775808", INT64_MIN},
                                                                {"-9223372036854775808.0", INT64_MIN}};
  for (const auto& [text, value] : cases) EXPECT_THAT(exact_int64(text), Optional(value)) << text;
  for (const ByteView text : {"1.5", "1e-1", "9223372036854775808", "-9223372036854775809", "1e19", "1e999",
                              "922337203685477580.8e1", "1e99999999999999999999999999"}) {
    EXPECT_EQ(exact_int64(text), std::nullopt) << text;
  }
}

TEST(ExactDouble, IsTheNearestOne) {
  const auto real = [](ByteView text) { return exact_double(text, is_integral(text)); };
  EXPECT_THAT(real("0.1"), Optional(0.1));
  EXPECT_THAT(real("-1"), Optional(-1.0));
  EXPECT_THAT(real("9007199254740994"), Optional(9007199254740994.0));
  EXPECT_THAT(real("1e23"), Optional(1e23)) << "not exact, but what a double is written as";
  EXPECT_THAT(real("5e-324"), Optional(5e-324));
  EXPECT_THAT(real("1e-400"), Optional(0.0)) << "the nearest one";
  EXPECT_TRUE(std::signbit(real("-1e-400").value()));
  EXPECT_THAT(real("0e999"), Optional(0.0));
  EXPECT_THAT(real("0.5e-9999999999999999999999"), Optional(0.0));
}

TEST(ExactDouble, IsNothingWhereAnIntegerWouldChange) {
  for (const ByteView text :
       {"9007199254740993", "-9007199254740993.0", "100000000000000000000000",
        "123456789012345678901234567890", "1e400", "-1e400", "1e99999999999999999999"}) {
    EXPECT_EQ(exact_double(text, true), std::nullopt) << text;
  }
  EXPECT_THAT(exact_double("9007199254740993.5", false), Optional(Eq(9007199254740994.0)));
}

}  // namespace
}  // namespace headgate
