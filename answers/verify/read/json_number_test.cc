// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/json_number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

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

TEST(JsonNumber, HasAGreatestWholeNumberBelow) {
  const auto floor = [](ByteView number, std::int64_t scale) {
    const auto found = JsonNumber(number).floor(scale, 18);
    return found ? fmt::format("{}{}", static_cast<std::int64_t>(found->first), found->second ? "+" : "")
                 : "none";
  };
  EXPECT_EQ(floor("1650391200.25", 6), "1650391200250000");
  EXPECT_EQ(floor("1.5", 0), "1+");
  EXPECT_EQ(floor("-1.5", 0), "-2+");
  EXPECT_EQ(floor("-0.0000001", 6), "-1+");
  EXPECT_EQ(floor("1e-999", 6), "0+");
  EXPECT_EQ(floor("0.0", 6), "0");
  EXPECT_EQ(floor("1234567", -3), "1234+");
  EXPECT_EQ(floor("1234000", -3), "1234");
  EXPECT_EQ(floor("1e18", 0), "none");
}

}  // namespace
}  // namespace headgate::verify
