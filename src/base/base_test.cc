// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "base/hash.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace headgate {
namespace {

using namespace std::string_view_literals;
using testing::Optional;

Result<std::unique_ptr<int>> boxed(int value) {
  if (value < 0) return fail(ErrorCode::Denied, "{} is below {}", value, 0);
  return std::make_unique<int>(value);
}

Result<int> sum(int a, int b) {
  TRY(const auto x, boxed(a));
  TRY(const auto y, boxed(b));
  return *x + *y;
}

Status check(int a) {
  TRY_OK(boxed(a));
  return {};
}

TEST(Result, HandsValuesOnAndErrorsUp) {
  EXPECT_EQ(sum(2, 3).value(), 5);
  const auto failed = sum(2, -3);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::Denied);
  EXPECT_EQ(failed.error().message, "-3 is below 0");
  EXPECT_EQ(failed.error().kind, ErrorClass::Permanent);
  EXPECT_TRUE(check(1));
  EXPECT_EQ(check(-1).error().code, ErrorCode::Denied);
}

std::string json(ByteView text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(Json, EscapesWhatWouldBreakALine) {
  EXPECT_EQ(json(""), R"("")");
  EXPECT_EQ(json("plain"), R"("plain")");
  EXPECT_EQ(json("a\"b\\c/"), R"("a\"b\\c/")");
  EXPECT_EQ(json("\n\r\t\b\f"), R"("\n\r\t\u0008\u000c")");
  EXPECT_EQ(json("\0\x01\x1f"sv), R"("\u0000\u0001\u001f")");
  EXPECT_EQ(json("\x7f"), R"("\u007f")");
  EXPECT_EQ(json("a\u2028b\u2029"), R"("a\u2028b\u2029")");
}

TEST(Json, KeepsOtherTextAsItIs) {
  EXPECT_EQ(json("Zürich \u2027\u202a €\U0001f600"), "\"Zürich \u2027\u202a €\U0001f600\"");
  EXPECT_EQ(json("\xe2"), "\"\xe2\"") << "a lone lead byte at the end is not looked past";
  EXPECT_EQ(json("\xe2\x80"), "\"\xe2\x80\"");
}

TEST(Json, WritesObjectsKeyByKey) {
  std::string out = ">";
  JsonObject object(out);
  object.text("a", "x\"");
  object.number("b", -7);
  object.boolean("c", true);
  object.null("d");
  object.text_or_null("e", "");
  object.text_or_null("f", "y");
  object.name("g");
  out += "[1]";
  object.end();
  EXPECT_EQ(out, R"(>{"a":"x\"","b":-7,"c":true,"d":null,"e":null,"f":"y","g":[1]})");
}

TEST(Utf8, TellsGoodFromBad) {
  for (const ByteView good :
       {""sv, "a"sv, "\0"sv, "\x7f"sv, "\xc2\x80"sv, "\xdf\xbf"sv, "\xe0\xa0\x80"sv, "\xed\x9f\xbf"sv,
        "\xee\x80\x80"sv, "\xef\xbf\xbf"sv, "\xf0\x90\x80\x80"sv, "\xf4\x8f\xbf\xbf"sv, "a\xc3\xa4z"sv}) {
    EXPECT_TRUE(is_utf8(good)) << base64(good);
  }
  for (const ByteView bad : {"\x80"sv,
                             "\xbf"sv,
                             "\xc0\x80"sv,
                             "\xc1\xbf"sv,
                             "\xc2"sv,
                             "\xc2z"sv,
                             "\xe0\x80\x80"sv,
                             "\xe0\x9f\xbf"sv,
                             "\xed\xa0\x80"sv,
                             "\xed\xbf\xbf"sv,
                             "\xe2\x82"sv,
                             "\xe2\x82z"sv,
                             "\xf0\x80\x80\x80"sv,
                             "\xf0\x8f\xbf\xbf"sv,
                             "\xf4\x90\x80\x80"sv,
                             "\xf5\x80\x80\x80"sv,
                             "\xf0\x9f\x98"sv,
                             "\xff"sv,
                             "\xfe"sv,
                             "ok\xe2\x28\xa1"sv}) {
    EXPECT_FALSE(is_utf8(bad)) << base64(bad);
  }
}

TEST(Utf8, ShowsBadBytesOneByOne) {
  EXPECT_EQ(to_utf8_lossy("a\xff\xe2\x82z"), "a\ufffd\ufffd\ufffdz");
  EXPECT_EQ(to_utf8_lossy("ä\xc0"), "ä\ufffd");
}

TEST(Base64, GivesTheVectorsOfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xff\xfe\xfd"sv), "//79");
  EXPECT_EQ(base64("\0"sv), "AA==");
}

TEST(Base64, IsReadBack) {
  std::string every;
  for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
  for (const std::size_t size : {0U, 1U, 2U, 3U, 4U, 255U, 256U}) {
    EXPECT_EQ(from_base64(base64(every.substr(0, size))), every.substr(0, size)) << size;
  }
  for (const ByteView wrong : {"A", "AA", "AAA", "AA=A", "====", "AA*A", "AA==AA=="}) {
    EXPECT_EQ(from_base64(wrong), std::nullopt) << wrong;
  }
}

TEST(Hash, IsTheSameInOneGoAndInPieces) {
  EXPECT_EQ(hash_hex(""), "99aa06d3014798d86001c324468d497f") << "XXH3 128 of nothing, as published";
  ContentHash hash;
  hash.feed("head");
  hash.feed("");
  hash.feed("gate");
  EXPECT_EQ(hash.hex(), hash_hex("headgate"));
  EXPECT_NE(hash64("a"), hash64("b"));
}

TEST(Time, ReadsAndWritesTheSameMoment) {
  struct Row {
    ByteView text;
    Micros micros;
    ByteView written;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"},
           {"2021-11-17T20:36:45Z", 1637181405'000000, "2021-11-17T20:36:45Z"},
           {"2021-11-17t20:36:45z", 1637181405'000000, "2021-11-17T20:36:45Z"},
           {"2021-11-17 20:36:45Z", 1637181405'000000, "2021-11-17T20:36:45Z"},
           {"2021-11-17T22:36:45+02:00", 1637181405'000000, "2021-11-17T20:36:45Z"},
           {"2021-11-17T15:06:45-05:30", 1637181405'000000, "2021-11-17T20:36:45Z"},
           {"2021-11-17T20:36:45.5Z", 1637181405'500000, "2021-11-17T20:36:45.500000Z"},
           {"2021-11-17T20:36:45.000001Z", 1637181405'000001, "2021-11-17T20:36:45.000001Z"},
           {"2021-11-17T20:36:45.9999999999Z", 1637181405'999999, "2021-11-17T20:36:45.999999Z"},
           {"1969-12-31T23:59:59Z", -1'000000, "1969-12-31T23:59:59Z"},
           {"1969-12-31T23:59:59.25Z", -750000, "1969-12-31T23:59:59.250000Z"},
           {"1970-01-01T00:30:00+01:00", -1800'000000, "1969-12-31T23:30:00Z"},
           {"2000-02-29T00:00:00Z", 951782400'000000, "2000-02-29T00:00:00Z"},
           {"2024-02-29T12:00:00Z", 1709208000'000000, "2024-02-29T12:00:00Z"},
           {"0001-01-01T00:00:00Z", -62135596800'000000, "0001-01-01T00:00:00Z"},
           {"9999-12-31T23:59:59.999999Z", 253402300799'999999, "9999-12-31T23:59:59.999999Z"}}) {
    EXPECT_THAT(parse_time(row.text), Optional(row.micros)) << row.text;
    EXPECT_EQ(format_time(row.micros), row.written);
  }
}

TEST(Time, RefusesWhatIsNone) {
  for (const ByteView wrong : {"",
                               "2021",
                               "2021-11-17",
                               "2021-11-17T20:36Z",
                               "2021-11-17T20:36:45",
                               "2021-11-17T20:36:45.Z",
                               "2021-11-17T20:36:45+0200",
                               "2021-11-17T20:36:45+02",
                               "2021-11-17T20:36:45+24:00",
                               "2021-11-17T20:36:45-01:60",
                               "2021-11-17T24:00:00Z",
                               "2021-11-17T20:60:00Z",
                               "2016-12-31T23:59:60Z",
                               "2021-13-01T00:00:00Z",
                               "2021-00-01T00:00:00Z",
                               "2021-02-29T00:00:00Z",
                               "1900-02-29T00:00:00Z",
                               "2021-04-31T00:00:00Z",
                               "2021-04-00T00:00:00Z",
                               "2021-11-17T20:36:45Zz",
                               " 2021-11-17T20:36:45Z",
                               "21-11-17T20:36:45Z",
                               "2021-1-17T20:36:45Z",
                               "2021/11/17T20:36:45Z",
                               "+021-11-17T20:36:45Z",
                               "2021-11-17T20:36:4 Z"}) {
    EXPECT_EQ(parse_time(wrong), std::nullopt) << wrong;
  }
}

TEST(Time, NamesTheHourOnBothSidesOf1970) {
  EXPECT_EQ(civil_hour(0), (CivilHour{1970, 1, 1, 0}));
  EXPECT_EQ(civil_hour(-1), (CivilHour{1969, 12, 31, 23}));
  EXPECT_EQ(civil_hour(-3600'000000), (CivilHour{1969, 12, 31, 23}));
  EXPECT_EQ(civil_hour(-3600'000001), (CivilHour{1969, 12, 31, 22}));
  EXPECT_EQ(civil_hour(1637181405'000000), (CivilHour{2021, 11, 17, 20}));
  EXPECT_EQ(civil_hour(951782400'000000 - 1), (CivilHour{2000, 2, 28, 23}));
  EXPECT_EQ(civil_hour(951782400'000000), (CivilHour{2000, 2, 29, 0}));
  EXPECT_EQ(civil_hour(start_of_year(1900)), (CivilHour{1900, 1, 1, 0}));
  EXPECT_EQ(start_of_year(1970), 0);
  EXPECT_EQ(start_of_year(2022), 1640995200'000000);
}

TEST(Time, GoesOn) { EXPECT_GT(now(), start_of_year(2024)); }

}  // namespace
}  // namespace headgate
