// SPDX-License-Identifier: Apache-2.0
#include "schema/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>

namespace headgate {
namespace {

using namespace std::string_view_literals;
using testing::ElementsAre;

void expect_good(Format format, std::initializer_list<ByteView> texts) {
  for (const ByteView text : texts) EXPECT_TRUE(holds(format, text)) << name(format) << ": '" << text << '\'';
}

void expect_bad(Format format, std::initializer_list<ByteView> texts) {
  for (const ByteView text : texts)
    EXPECT_FALSE(holds(format, text)) << name(format) << ": '" << text << '\'';
}

TEST(Format, HasAName) {
  EXPECT_THAT(format_names(), ElementsAre("date-time", "date", "time", "duration", "uuid", "email", "ipv4",
                                          "ipv6", "uri", "uri-reference", "json-pointer", "regex"));
  for (const std::string& each : format_names()) EXPECT_EQ(name(format_of(each)), each);
  EXPECT_EQ(format_of("hostname"), Format::None);
  EXPECT_EQ(format_of(""), Format::None);
  expect_good(Format::None, {"", "anything"});
}

TEST(Format, DateTime) {
  expect_good(Format::DateTime,
              {"1963-06-19T08:30:06.283185Z", "1963-06-19t08:30:06z", "1937-01-01T12:00:27.87+00:20",
               "1985-04-12T00:59:59.999999999999999Z", "1998-12-31T23:59:60Z",
               "1998-12-31T15:59:60.123-08:00", "0000-01-01T00:00:00-00:00"});
  expect_bad(Format::DateTime, {"",
                                "1998-12-31T23:59:61Z",
                                "1998-12-31T23:58:60Z",
                                "1998-12-31T22:59:60Z",
                                "1990-02-31T15:59:59.123-08:00",
                                "1990-12-31T15:59:59-24:00",
                                "1963-06-19T08:30:06+01:00Z",
                                "1990-12-31T24:00:00Z",
                                "2016-12-31T24:59:60+01:00",
                                "2013-350T01:01:01",
                                "1963-6-19T08:30:06Z",
                                "1963-06-1৪T00:00:00Z",
                                "1985-04-12T23:20:50+01",
                                "1985-04-12T23:20:50+0100",
                                "1985-04-12T23:20:50Z\n",
                                "1985-04-12 23:20:50Z",
                                "1985-04-12T23:20:50",
                                "1985-04-12T23:20:50.Z",
                                "1985-04-12T23:20:50,5Z",
                                "1985-04-12"});
}

TEST(Format, Date) {
  expect_good(Format::Date,
              {"1963-06-19", "2020-02-29", "0400-02-29", "2000-02-29", "0001-01-01", "1582-10-10"});
  expect_bad(Format::Date,
             {"", "2021-02-29", "2100-02-29", "2020-04-31", "2020-01-32", "2024-00-15", "2024-01-00",
              "1998-13-01", "1998-1-20", "20230328", "2023-W01", "12020-01-01", "+2020-01-01", "2020-01-01Z",
              " 2024-01-15", "2020-01-01\0"sv, "2020–01–01", "2020-01-0:"});
}

TEST(Format, Time) {
  expect_good(Format::Time, {"08:30:06Z", "08:30:06.283185z", "08:30:06-08:00", "12:34:56-00:00", "23:59:60Z",
                             "01:29:60+01:30", "00:29:60-23:30", "15:59:60-08:00"});
  expect_bad(Format::Time,
             {"", "8:3:6Z", "24:00:00Z", "00:60:00Z", "00:00:61Z", "22:59:60Z", "23:59:60+01:00",
              "23:59:60-00:30", "01:02:03+24:00", "01:02:03+00:60", "01:02:03Z+00:30", "12:00:00",
              "08:30:06 PST", "08:30:06-8:000", "08:30:06#00:20", "1২:00:00Z"});
}

TEST(Format, Duration) {
  expect_good(Format::Duration, {"P4DT12H30M5S", "P1Y2M3DT4H5M6S", "P4Y", "P1M2D", "PT0S", "PT1M", "PT36H",
                                 "P2W", "P01D", "P1DT5S"});
  expect_bad(Format::Duration,
             {"",      "P",      "PT",    "P1DT",   "P1YT",  "PT1D",  "4D",      "P2D1Y", "P1D2H",
              "P2S",   "P1Y2W",  "P1W2D", "P1WT1H", "P1W2W", "P1",    "P1D2T3H", "P1Y2D", "PT1H2S",
              "P1D1D", "PT0.5S", "-P1D",  "P-1D",   "p1d",   "P1D\n", "P২Y"});
}

TEST(Format, Uuid) {
  expect_good(Format::Uuid, {"2EB8AA08-AA98-11EA-B4AA-73B441D16380", "2eb8aa08-AA98-11ea-B4Aa-73B441D16380",
                             "00000000-0000-0000-0000-000000000000"});
  expect_bad(Format::Uuid,
             {"", "2eb8aa08-aa98-11ea-b4aa-73b441d1638", "2eb8aa08-aa98-11ea-b4ga-73b441d16380",
              "2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa0-8aa98-11e-ab4aa7-3b441d16380",
              "2eb8aa08-aa98-11ea-b4aa-73b441d163800", "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}"});
}

TEST(Format, Email) {
  expect_good(Format::Email, {"joe.bloggs@example.com", "~te~st~@example.com", "a@b", "a+b@x-y.z9",
                              R"("joe bloggs"@example.com)", R"("joe..@\"\\"@example.com)",
                              R"(""@example.com)", "joe@[127.0.0.1]", "joe@[IPv6:::1]", "joe@[ipv6:1:2::8]"});
  expect_bad(Format::Email, {"",
                             "2962",
                             "@example.com",
                             "joe@",
                             ".test@example.com",
                             "test.@example.com",
                             "te..st@example.com",
                             "joe bloggs@example.com",
                             "joe@invalid=domain.com",
                             "joe@-a.b",
                             "joe@a-.b",
                             "joe@a..b",
                             "joe@a.",
                             "joe@[127.0.0.300]",
                             "joe@[::1]",
                             "joe@[IPv6:1]",
                             "joe@[x:y]",
                             "joe@[",
                             "a@b, c@d",
                             "a@b@c",
                             R"("a"b@c)",
                             R"("a@c)",
                             R"("a\)",
                             "\"a\n\"@c",
                             "jöe@c",
                             "joe@ö.de"});
}

TEST(Format, Ipv4) {
  expect_good(Format::Ipv4, {"192.168.0.1", "0.0.0.0", "255.255.255.255", "200.10.99.249"});
  expect_bad(Format::Ipv4, {"", "127.0.0.0.1", "256.1.1.1", "1.1.1.256", "127.0", "127.0.0.01", "00.0.0.0",
                            "1000.0.0.0", "0x7f.0.0.1", "1..1.1", ".1.1.1.1", "1.1.1.1.", "1.1.1.1/24",
                            " 1.1.1.1", "1.1.1.1\n", "+1.1.1.1", "1২7.0.0.1"});
}

TEST(Format, Ipv6) {
  expect_good(Format::Ipv6, {"::", "::1", "d6::", "1:d6::42", "1:2:3:4:5:6:7:8",
                             "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::3:4:5:6:7:8", "::ffff:192.168.0.1",
                             "1:2::192.168.0.1", "1:2:3:4:5:6:1.2.3.4", "ABCD:ef01::"});
  expect_bad(Format::Ipv6, {"",
                            ":",
                            ":::",
                            "1",
                            "1:",
                            ":1",
                            "12345::",
                            "::laptop",
                            "1:2:3:4:5:6:7",
                            "1:2:3:4:5:6:7:8:9",
                            "1:2:3:4:5:6:7:8:",
                            "1:2:3:4:5:6:7:8::",
                            "::1:2:3:4:5:6:7:8",
                            "1:2:3:4::5:6:7:8",
                            ":2:3:4:5:6:7:8",
                            "1:2:3:4:5:6:7:",
                            "1::d6::42",
                            "1:2:::8",
                            "127.0.0.1",
                            "::1.2.3",
                            "::1.2.3.4:5",
                            "::1.2.3.04",
                            "1:2:3:4:5:6:7:1.2.3.4",
                            "1:2:3:4:5:1.2.3.4",
                            "fe80::a%eth1",
                            "fe80::/64",
                            "[::1]",
                            " ::1"});
}

TEST(Format, Uri) {
  expect_good(Format::Uri, {"http://foo.bar/?baz=qux#quux", "http://foo.bar/?q=Test%20URL-encoded%20stuff",
                            "http://-.~_!$&'()*+,;=:%40:80%2f::::::@example.com",
                            "ldap://[2001:db8::7]/c=GB?one?two", "mailto:John.Doe@example.com",
                            "tel:+1-816-555-1212", "urn:oasis:names:4.1.2", "a:", "file:///etc/passwd",
                            "http://h:/", "http://[v7.a:b]", "http://999.999.999.999/", "x:a//b"});
  expect_bad(Format::Uri, {"",
                           "abc",
                           "/abc",
                           "//foo.bar/",
                           ":x",
                           "1http://a",
                           "ht_tp://a",
                           "http:// a",
                           "http://a/ b",
                           "http://a/%6G",
                           "http://a/%A",
                           "http://a/%",
                           "http://a:b/",
                           "http://a@b@c/",
                           "http://[::1",
                           "http://::1]",
                           "http://[::1]x",
                           "http://[1]",
                           "http://[v.a]",
                           "http://[v7.]",
                           "http:/[::1]",
                           "http://a/<>",
                           "http://a/{}",
                           "http://a/\\",
                           "http://a/^",
                           "http://a/`",
                           "http://a/|",
                           "http://a/\"",
                           "http://a/ü",
                           "http://a/#b#c",
                           "http://a/\n"});
}

TEST(Format, UriReference) {
  expect_good(Format::UriReference,
              {"", "http://a/b", "//foo.bar/?baz#q", "/abc", "abc", "?query=1", "#fragment", "//",
               "./this:that", "a/b:c", "a?b:c", "../..", "//u@h:80"});
  expect_bad(Format::UriReference, {"\\\\WINDOWS\\share", "#frag\\ment", "/ü", "/%zz", "1:b", "a_b:c", ":",
                                    "/[::1]", "//h:x/p", "//a@b@c/", "//[::ffff:192.168.0.01]/p", "a b"});
}

TEST(Format, JsonPointer) {
  expect_good(Format::JsonPointer,
              {"", "/", "/foo//bar/", "/a~1b/m~0n", "/ /c%d/\"", "/~1~0~0~1~1", "/😎\0\n"sv});
  expect_bad(Format::JsonPointer, {"a", "#/a", "/~", "/foo/bar~", "/~2", "/~0/~", "/~~", "0"});
}

TEST(Format, Regex) {
  expect_good(Format::Regex, {"", R"(([abc])+\s+$)", R"((?<n>a)\k<n>)", "(?<=a+)b", "[]", "[^]", R"(\cA)"});
  expect_bad(Format::Regex, {"^(abc]", R"(\a)", "(?P<name>x)", "(?#comment)a", "(?i)abc", "\xff"});
}

}  // namespace
}  // namespace headgate
