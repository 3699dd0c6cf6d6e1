// SPDX-License-Identifier: Apache-2.0
#include "base/time_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headgate {
namespace {

using testing::HasSubstr;

/// Reads a text and writes what it is: `2022-04-19T18:00:00Z`, with `~` behind it where it was cut.
std::string read(const std::string& format, ByteView text, int zone_minutes = 0) {
  EXPECT_EQ(TimeFormat::fault_of(format), "") << format;
  const auto time = TimeFormat(format).read(text, zone_minutes);
  return time ? format_time(time->micros) + (time->is_cut ? "~" : "") : "none";
}

TEST(TimeFormat, ReadsWhatProgramsWrite) {
  EXPECT_EQ(read("%d/%b/%Y:%H:%M:%S %z", "19/Apr/2022:20:00:00 +0200"), "2022-04-19T18:00:00Z") << "nginx";
  EXPECT_EQ(read("%a, %d %b %Y %T %Z", "Tue, 19 Apr 2022 18:00:00 GMT"), "2022-04-19T18:00:00Z") << "HTTP";
  EXPECT_EQ(read("%a %b %e %H:%M:%S %Y", "Tue Apr  5 18:00:00 2022"), "2022-04-05T18:00:00Z") << "asctime";
  EXPECT_EQ(read("%Y-%m-%d %H:%M:%S,%f", "2022-04-19 18:00:00,250"), "2022-04-19T18:00:00.250000Z")
      << "Python";
  EXPECT_EQ(read("%Y%m%dT%H%M%SZ", "20220419T180000Z"), "2022-04-19T18:00:00Z") << "AWS";
  EXPECT_EQ(read("%m/%d/%Y %I:%M %p", "4/19/2022 6:00 PM"), "2022-04-19T18:00:00Z");
  EXPECT_EQ(read("%m/%d/%Y %I:%M %p", "4/19/2022 12:30 am"), "2022-04-19T00:30:00Z");
  EXPECT_EQ(read("%D %R", "04/19/22 18:00"), "2022-04-19T18:00:00Z");
  EXPECT_EQ(read("%F", "2022-04-19"), "2022-04-19T00:00:00Z");
  EXPECT_EQ(read("%Y.%j", "2024.366"), "2024-12-31T00:00:00Z");
  EXPECT_EQ(read("%s.%f", "1650391200.5"), "2022-04-19T18:00:00.500000Z");
  EXPECT_EQ(read("at %F 100%%", "at 2022-04-19 100%"), "2022-04-19T00:00:00Z");
  EXPECT_EQ(read("%d. %B %Y", "1. MAY 2022"), "2022-05-01T00:00:00Z");
  EXPECT_EQ(read("%d-%b-%y", "19-apr-69"), "1969-04-19T00:00:00Z");
}

TEST(TimeFormat, CutsToTheMicrosecond) {
  EXPECT_EQ(read("%F %T.%f", "2022-04-19 18:00:00.1234567"), "2022-04-19T18:00:00.123456Z~");
  EXPECT_EQ(read("%F %T.%f", "2022-04-19 18:00:00.1234560"), "2022-04-19T18:00:00.123456Z");
  EXPECT_EQ(read("%F %T.%f", "1969-12-31 23:59:59.9999999"), "1969-12-31T23:59:59.999999Z~");
}

TEST(TimeFormat, TakesTheZoneOfTheTextBeforeTheOneThatIsMeant) {
  EXPECT_EQ(read("%F %T", "2022-04-19 20:00:00", 120), "2022-04-19T18:00:00Z");
  EXPECT_EQ(read("%F %T%z", "2022-04-19 20:00:00+02:00", 300), "2022-04-19T18:00:00Z");
  for (const ByteView zone : {"+02:00", "+0200", "+02"})
    EXPECT_EQ(read("%F %T %z", "2022-04-19 20:00:00 " + std::string(zone)), "2022-04-19T18:00:00Z");
  EXPECT_EQ(read("%F %T%z", "2022-04-19 18:00:00Z"), "2022-04-19T18:00:00Z");
  EXPECT_TRUE(TimeFormat("%F %T%z").has_zone());
  EXPECT_TRUE(TimeFormat("%s").has_zone());
  EXPECT_FALSE(TimeFormat("%F %T %%z").has_zone());
}

TEST(TimeFormat, RefusesWhatIsNotWrittenSo) {
  EXPECT_EQ(read("%F", "2022-02-30"), "none");
  EXPECT_EQ(read("%F", "2022-04-19 "), "none");
  EXPECT_EQ(read("%F", ""), "none");
  EXPECT_EQ(read("%Y%m%d", "2022419"), "none") << "April 19, or January 4 and a digit?";
  EXPECT_EQ(read("%Y%m%d", "20221301"), "none");
  EXPECT_EQ(read("%Y.%j", "2023.366"), "none");
  EXPECT_EQ(read("%F %H", "2022-04-19 24"), "none");
  EXPECT_EQ(read("%F %T", "2022-04-19 18:00:60"), "none");
  EXPECT_EQ(read("%F %T", "2022-04-1918:00:00"), "none");
  EXPECT_EQ(read("%F %I %p", "2022-04-19 13 PM"), "none");
  EXPECT_EQ(read("%F %T%z", "2022-04-19 18:00:00+02:"), "none");
  EXPECT_EQ(read("%F %T%z", "2022-04-19 18:00:00+24:00"), "none");
  EXPECT_EQ(read("%F %T %Z", "2022-04-19 18:00:00 CEST"), "none") << "a name that several zones have";
  EXPECT_EQ(read("%b %d %Y", "Ape 19 2022"), "none");
}

TEST(TimeFormat, SaysWhatIsWrongWithAFormat) {
  const auto fault = [](ByteView format) { return TimeFormat::fault_of(format); };
  EXPECT_THAT(fault("%Y-%m-%d %Q"), HasSubstr("%Q is no word of a format"));
  EXPECT_THAT(fault("%F%"), HasSubstr("a % at its end"));
  EXPECT_THAT(fault("%H:%M"), HasSubstr("names no year"));
  EXPECT_THAT(fault("%Y %H"), HasSubstr("names no day"));
  EXPECT_THAT(fault("%Y-%m %H"), HasSubstr("names no day"));
  EXPECT_THAT(fault("%F %d"), HasSubstr("%d stands for stands there twice"));
  EXPECT_THAT(fault("%F %y"), HasSubstr("twice"));
  EXPECT_THAT(fault("%F %H %I %p"), HasSubstr("hour twice"));
  EXPECT_THAT(fault("%F %I"), HasSubstr("%I and %p"));
  EXPECT_THAT(fault("%F %M"), HasSubstr("no hour"));
  EXPECT_THAT(fault("%F %T %z %Z"), HasSubstr("zone twice"));
  EXPECT_THAT(fault("%s %d"), HasSubstr("beside %s"));
  EXPECT_THAT(fault(""), HasSubstr("names no year"));
}

}  // namespace
}  // namespace headgate
