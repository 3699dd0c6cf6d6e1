// SPDX-License-Identifier: Apache-2.0
#include "cut/cutter.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cut/cut_test_support.h"
#include "cut/violation_code.h"

namespace headgate {
namespace {

using cut_test::Cut;
using cut_test::cut_text;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::string_literals;

/// Writes a piece for people: a frame as its bytes, perhaps behind `recovered`; a dropped range as its
/// reason, where it is broken, and its bytes.
std::string shown(const Cut& cut, ByteView text) {
  if (cut.frame) return (cut.recovered ? "recovered " : "") + std::string(cut.of(text));
  return fmt::format("{}@{} {}", name(code_of(cut.reason)), cut.fault, cut.of(text));
}

/// Cuts a text in every way that windows and reads can split it, which have to give the same.
std::vector<std::string> cuts(ByteView text, std::size_t event_bytes_max = 1 << 20) {
  Cutter::Options options{.window_bytes = 1 << 20, .event_bytes_max = event_bytes_max};
  const std::vector<Cut> whole = cut_text(text, options);
  for (options.window_bytes = 1; options.window_bytes <= text.size() + 1; ++options.window_bytes) {
    EXPECT_EQ(cut_text(text, options), whole) << "window_bytes " << options.window_bytes << " of " << text;
    for (const std::size_t block : {1, 2, 3, 7, 64}) {
      EXPECT_EQ(cut_text(text, options, block), whole)
          << "window_bytes " << options.window_bytes << ", blocks of " << block << " of " << text;
    }
    if (testing::Test::HasFailure()) break;
  }
  std::vector<std::string> out;
  for (const Cut& cut : whole) out.push_back(shown(cut, text));
  return out;
}

TEST(Cutter, CutsValuesBackToBack) {
  EXPECT_THAT(cuts("{}"), ElementsAre("{}"));
  EXPECT_THAT(cuts("{}{}"), ElementsAre("{}", "{}"));
  EXPECT_THAT(cuts(R"({"a":{"b":[1,{"c":"}"}]}}{"d":"{\"e\":\""}{})"),
              ElementsAre(R"({"a":{"b":[1,{"c":"}"}]}})", R"({"d":"{\"e\":\""})", "{}"));
  EXPECT_THAT(cuts(R"({"a":"\\"}{"b":"\\\""})"), ElementsAre(R"({"a":"\\"})", R"({"b":"\\\""})"));
}

TEST(Cutter, CutsALineEach) {
  EXPECT_THAT(cuts("{\"a\":1}\n{\"b\":2}\n"), ElementsAre(R"({"a":1})", R"({"b":2})"));
  EXPECT_THAT(cuts("{\"a\":1}\r\n{\"b\":2}\r\n\r\n"), ElementsAre(R"({"a":1})", R"({"b":2})"));
  EXPECT_THAT(cuts("\n\n {\n \"a\" :\t1\n}\n\n"), ElementsAre("{\n \"a\" :\t1\n}"));
}

TEST(Cutter, CutsTheElementsOfATopLevelArray) {
  EXPECT_THAT(cuts("[]"), IsEmpty());
  EXPECT_THAT(cuts("[{}]"), ElementsAre("{}"));
  EXPECT_THAT(cuts(" [ {\"a\":[]} ,\n{} , [1] ] \n"), ElementsAre("{\"a\":[]}", "{}", "[1]"));
  EXPECT_THAT(cuts("[{}][{},{}]"), ElementsAre("{}", "{}", "{}"));
  EXPECT_THAT(cuts("[[[]]]"), ElementsAre("[[]]"));
}

TEST(Cutter, TakesTheFormsMixedFreely) {
  EXPECT_THAT(cuts("{}\n[{},{\"a\":1}]{}{}\r\n[]\n{}"),
              ElementsAre("{}", "{}", "{\"a\":1}", "{}", "{}", "{}"));
}

TEST(Cutter, TakesAByteOrderMarkInFrontForASeparator) {
  EXPECT_THAT(cuts("\xef\xbb\xbf{}"), ElementsAre("{}"));
  EXPECT_THAT(cuts("\xef\xbb\xbf"), IsEmpty());
  EXPECT_THAT(cuts("\xef\xbb\xbf", 1), IsEmpty());
  EXPECT_THAT(cuts("\xef\xbb"), ElementsAre("not_json@0 \xef\xbb"));
  EXPECT_THAT(cuts("{}\xef\xbb\xbf{}"), ElementsAre("{}", "not_json@0 \xef\xbb\xbf{}"));
  EXPECT_THAT(cuts("\xef\xbb\xbf\xef\xbb\xbf\n{}\n"),
              ElementsAre("not_json@0 \xef\xbb\xbf\n", "recovered {}"));
}

TEST(Cutter, FindsNothingInNothing) {
  EXPECT_THAT(cuts(""), IsEmpty());
  EXPECT_THAT(cuts(" \t\r\n  \n"), IsEmpty());
}

TEST(Cutter, TakesScalarsThatStandAlone) {
  EXPECT_THAT(cuts(R"(1 "a" true null -2.5e3 false)"),
              ElementsAre("1", R"("a")", "true", "null", "-2.5e3", "false"));
  EXPECT_THAT(cuts(R"([1,"a\"]",true ,null])"), ElementsAre("1", R"("a\"]")", "true", "null"));
  EXPECT_THAT(cuts("1"), ElementsAre("1"));
  EXPECT_THAT(cuts("{} 1\n{}"), ElementsAre("{}", "1", "{}"));
  // It looks like a number: its end is certain, and the parser says that it is none.
  EXPECT_THAT(cuts("1x -0y"), ElementsAre("1x", "-0y"));
}

TEST(Cutter, DropsScalarsThatTouchSomething) {
  EXPECT_THAT(cuts(R"({}"{}")"), ElementsAre("{}", R"("{}")"));
  EXPECT_THAT(cuts(R"({}"{"detail":1})"), ElementsAre("{}", R"(not_json@0 ")", R"(recovered {"detail":1})"));
  EXPECT_THAT(cuts(R"(12{"detail":1})"), ElementsAre("not_json@0 12", R"(recovered {"detail":1})"));
  EXPECT_THAT(cuts(R"(tru {"detail":1})"), ElementsAre("not_json@0 tru ", R"(recovered {"detail":1})"));
  EXPECT_THAT(cuts("-"), ElementsAre("not_json@0 -"));
  EXPECT_THAT(cuts("1,2"), ElementsAre("not_json@0 1,2"));
}

TEST(Cutter, DropsSeparatorsThatBelongNowhere) {
  EXPECT_THAT(cuts("{},{}"), ElementsAre("{}", "stray_separator@0 ,", "recovered {}"));
  EXPECT_THAT(cuts("{}]{}{}"), ElementsAre("{}", "stray_separator@0 ]", "recovered {}", "{}"));
  EXPECT_THAT(cuts("[{},]"), ElementsAre("{}", "stray_separator@0 ]"));
  EXPECT_THAT(cuts("[,{}]"), ElementsAre("stray_separator@0 ,", "recovered {}"));
  EXPECT_THAT(cuts("[{},,{}]{}"), ElementsAre("{}", "stray_separator@0 ,", "recovered {}", "{}"));
  EXPECT_THAT(cuts("]"), ElementsAre("stray_separator@0 ]"));
}

TEST(Cutter, ReportsTheFirstMissingCommaOfAnArray) {
  EXPECT_THAT(cuts("[{} {}{}]"), ElementsAre("{}", "missing_comma@0 ", "recovered {}", "recovered {}"));
  EXPECT_THAT(cuts("[{}{}][{}{}]"), ElementsAre("{}", "missing_comma@0 ", "recovered {}", "{}",
                                                "missing_comma@0 ", "recovered {}"));
}

TEST(Cutter, ReportsAnArrayThatNeverCloses) {
  EXPECT_THAT(cuts("[{},{}"), ElementsAre("{}", "{}", "unclosed_array@0 "));
  EXPECT_THAT(cuts("[{},\n"), ElementsAre("{}", "unclosed_array@0 "));
  EXPECT_THAT(cuts("["), ElementsAre("unclosed_array@0 "));
}

TEST(Cutter, ReportsAnObjectThatEndsInsideAValue) {
  EXPECT_THAT(cuts(R"({}{"a":)"), ElementsAre("{}", R"(truncated@5 {"a":)"));
  EXPECT_THAT(cuts(R"({}{"a":"b)"), ElementsAre("{}", R"(truncated@7 {"a":"b)"));
  EXPECT_THAT(cuts(R"({} "ab)"), ElementsAre("{}", R"(truncated@3 "ab)"));
  EXPECT_THAT(cuts("{}{"), ElementsAre("{}", "truncated@1 {"));
  EXPECT_THAT(cuts(R"([{},{"a":[1)"), ElementsAre("{}", R"(truncated@7 {"a":[1)", "unclosed_array@0 "));
}

TEST(Cutter, DropsWhatIsLongerThanAnEventMayBe) {
  EXPECT_THAT(cuts(R"({"a":"xx"}{"a":"xx"})", 10), ElementsAre(R"({"a":"xx"})", R"({"a":"xx"})"));
  EXPECT_THAT(cuts("{\"a\":\"xxx\"}\n{\"b\":1}\n", 10),
              ElementsAre("too_large@10 {\"a\":\"xxx\"", "too_large@0 }\n", "recovered {\"b\":1}"));
  EXPECT_THAT(cuts("{\"a\":\"" + std::string(30, 'x') + "\"}\n{\"b\":1}\n", 16),
              ElementsAre("too_large@16 {\"a\":\"xxxxxxxxxx", "too_large@0 xxxxxxxxxxxxxxxx",
                          "too_large@0 xxxx\"}\n", "recovered {\"b\":1}"));
  EXPECT_THAT(cuts("12345 123456", 5), ElementsAre("12345", "too_large@5 12345", "too_large@0 6"));
  EXPECT_THAT(cuts(R"("abc" "abcd" )", 5),
              ElementsAre(R"("abc")", R"(too_large@5 "abcd)", "too_large@0 \" "));
  // What is wrong behind the limit is not looked for.
  EXPECT_THAT(cuts("\"abcdef\x01\"", 5), ElementsAre("too_large@5 \"abcd", "too_large@0 ef\x01\""));
  EXPECT_THAT(cuts(R"({"a":1,,})", 8), ElementsAre(R"(broken_structure@7 {"a":1,,)", "broken_structure@0 }"));
  EXPECT_THAT(cuts(R"({"a":1,,})", 7), ElementsAre(R"(broken_structure@7 {"a":1,)", "broken_structure@0 ,}"));
  EXPECT_THAT(cuts(R"({"a":1,,})", 6), ElementsAre(R"(too_large@6 {"a":1)", "too_large@0 ,,}"));
}

TEST(Cutter, DropsAValueWhoseStructureBreaks) {
  const auto broken = [](ByteView text) { return cuts(std::string(text) + "\n{}\n"); };
  EXPECT_THAT(broken(R"({"a":1,})"), ElementsAre("broken_structure@7 {\"a\":1,}\n", "recovered {}"));
  EXPECT_THAT(broken(R"({"a"1})"), ElementsAre("broken_structure@4 {\"a\"1}\n", "recovered {}"));
  EXPECT_THAT(broken(R"({"a":})"), ElementsAre("broken_structure@5 {\"a\":}\n", "recovered {}"));
  EXPECT_THAT(broken(R"({1:2})"), ElementsAre("broken_structure@1 {1:2}\n", "recovered {}"));
  EXPECT_THAT(broken(R"({"a":[1,]})"), ElementsAre("broken_structure@8 {\"a\":[1,]}\n", "recovered {}"));
  EXPECT_THAT(broken(R"({"a":[1}})"), ElementsAre("broken_structure@7 {\"a\":[1}}\n", "recovered {}"));
  EXPECT_THAT(broken(R"({"a":{]})"), ElementsAre("broken_structure@6 {\"a\":{]}\n", "recovered {}"));
  EXPECT_THAT(broken(R"({"a":1 2})"), ElementsAre("broken_structure@7 {\"a\":1 2}\n", "recovered {}"));
  EXPECT_THAT(broken(R"({"a":"b"c"})"), ElementsAre("broken_structure@8 {\"a\":\"b\"c\"}\n", "recovered {}"));
  EXPECT_THAT(broken("}"), ElementsAre("not_json@0 }\n", "recovered {}"));
  EXPECT_THAT(broken(":"), ElementsAre("not_json@0 :\n", "recovered {}"));
  EXPECT_THAT(broken("hello, world"), ElementsAre("not_json@0 hello, world\n", "recovered {}"));
  EXPECT_THAT(broken("\"a\nb\""), ElementsAre("not_json@2 \"a\nb\"\n", "recovered {}"));
}

TEST(Cutter, LeavesWhatIsWrongInsideATokenToTheParser) {
  EXPECT_THAT(cuts(R"({"a":tru}{"b":01}{"c":"\x"}{"d":1"x"}{})"),
              ElementsAre(R"({"a":tru})", R"({"b":01})", R"({"c":"\x"})", R"({"d":1"x"})", "{}"));
  EXPECT_THAT(cuts("{\"a\":\"\xff\n\"}{\"\0\":\x1a\x0c\x01}"s),
              ElementsAre("{\"a\":\"\xff\n\"}", "{\"\0\":\x1a\x0c\x01}"s));
}

TEST(Cutter, FindsTheNextEventAfterATornOne) {
  const std::string event = R"({"id":"é{","detail":{"t":"\"}","l":[{}]}})";
  for (const ByteView torn : {R"({"id":"x)", R"({"id":"x")", R"({"id":)", R"({"id")", R"({"i)", R"({)",
                              R"({"id":"1","detail":{"t":[)", R"({"id":"1","detail":{"t":[{"u":)",
                              R"(":"1","detail":{}})", R"({}})", R"(])", R"(l":1}})", R"(\)", R"(\")"}) {
    const std::string text = event + std::string(torn) + event + event;
    const std::vector<std::string> found = cuts(text);
    EXPECT_EQ(std::count(found.begin(), found.end(), event) +
                  std::count(found.begin(), found.end(), "recovered " + event),
              3)
        << torn << testing::PrintToString(found);
  }
}

TEST(Cutter, SaysSoWhenAnEventMayBeTheInsideOfABrokenOne) {
  // In an array commas are no sign: its rest is not trusted, what stands behind it is.
  EXPECT_THAT(cuts(R"([{"x":,"l":{"detail":1}},{"b":2},{"detail":3}]{"c":4})"),
              ElementsAre(R"(broken_structure@5 {"x":,"l":{"detail":1}},{"b":2},)",
                          R"(recovered {"detail":3})", R"({"c":4})"));
  EXPECT_THAT(cuts(R"([{"x":,"l":[{"detail":1},2]},{"detail":3}])"),
              ElementsAre(R"(broken_structure@5 {"x":,"l":[{"detail":1},2]},)", R"(recovered {"detail":3})"));
  EXPECT_THAT(cuts(R"([{"x":,},{"detail":3},{"b":2}]{"c":4})"),
              ElementsAre(R"(broken_structure@5 {"x":,},)", R"(recovered {"detail":3})",
                          R"(recovered {"b":2})", R"({"c":4})"));
  // The tail of a torn event: its list of texts is no list of events.
  EXPECT_THAT(cuts(R"(,"a",{"b":2}],"c":1}{"detail":3})"),
              ElementsAre("stray_separator@0 ,", "not_json@0 \"a\",{\"b\":2}],\"c\":1}",
                          R"(recovered {"detail":3})"));
  EXPECT_THAT(cuts(R"(,"a" ,{"b":2} ],"c":1}{"detail":3})"),
              ElementsAre("stray_separator@0 ,", R"(recovered "a")", "stray_separator@0 ,",
                          R"(recovered {"b":2})", "stray_separator@0 ]", "stray_separator@0 ,",
                          R"(not_json@0 "c":1})", R"(recovered {"detail":3})"));
}

TEST(Cutter, AValueWhoseBracketsCloseIsOneFrame) {
  EXPECT_THAT(cuts(R"({"a":tru,"b":{"detail":1}}{})"), ElementsAre(R"({"a":tru,"b":{"detail":1}})", "{}"));
  EXPECT_THAT(cuts("[[{\"detail\":1},\n{\"a\":\"\n\"}]]"), ElementsAre("[{\"detail\":1},\n{\"a\":\"\n\"}]"));
  EXPECT_THAT(cuts(R"({"detail":NaN,"lines":[{"detail":01},{"detail":"\x"}]})"),
              ElementsAre(R"({"detail":NaN,"lines":[{"detail":01},{"detail":"\x"}]})"));
}

TEST(Cutter, TakesNoInsideOfABrokenValueForAnEvent) {
  // A list or a member of a value that breaks, and one that is cut off.
  EXPECT_THAT(cuts(R"({"Records":[{"detail":1},{"detail":2},{"detail":3}],)"),
              ElementsAre(R"(truncated@52 {"Records":[{"detail":1},{"detail":2},{"detail":3}],)"));
  EXPECT_THAT(cuts(R"({"x":,"l":[{"detail":1},{"b":2},3 ]}{"c":1}{"detail":4}{"e":5})"),
              ElementsAre(R"(broken_structure@5 {"x":,"l":[{"detail":1},{"b":2},3 ]}{"c":1})",
                          R"(recovered {"detail":4})", R"({"e":5})"));
  EXPECT_THAT(
      cuts(R"({"detail":{"copy":{"detail":3},,}}{"detail":4})"),
      ElementsAre(R"(broken_structure@31 {"detail":{"copy":{"detail":3},,}})", R"(recovered {"detail":4})"));
  EXPECT_THAT(cuts("{\"x\":,\n\"l\":[\n{\"detail\":1},\n{\"detail\":2}\n]}\n{\"detail\":3}"),
              ElementsAre("broken_structure@5 {\"x\":,\n\"l\":[\n{\"detail\":1},\n{\"detail\":2}\n]}\n",
                          R"(recovered {"detail":3})"));
}

TEST(Cutter, ALineThatIsTornBehindSomethingInsideIsNoEvent) {
  const std::string torn = R"({"detail":0,"l":[{"detail":1},{"detail":2})";
  const std::string event = R"({"detail":3})";
  EXPECT_THAT(cuts(event + "\n" + torn + "\n" + event + "\n"),
              ElementsAre(event, "broken_structure@43 " + torn + "\n", "recovered " + event));
  EXPECT_THAT(cuts(event + "\n" + torn + "\r\n" + event),
              ElementsAre(event, testing::StartsWith("broken_structure"), "recovered " + event));
  EXPECT_THAT(cuts(event + "\n" + torn), ElementsAre(event, "truncated@42 " + torn));
  EXPECT_THAT(cuts(torn + "\n" + event),
              ElementsAre("broken_structure@43 " + torn + "\n", "recovered " + event));
  // Where nothing says that lines hold one value each, it may be the event behind a torn one.
  const std::string found = R"(recovered {"detail":2})";
  EXPECT_THAT(cuts(torn), ElementsAre(testing::StartsWith("truncated"), found));
  EXPECT_THAT(
      cuts(event + event + "\n" + torn + "\n" + event),
      ElementsAre(event, event, testing::StartsWith("broken_structure"), found, "recovered " + event));
  EXPECT_THAT(cuts(R"({"detail":0,"l":7{"detail":2})"
                   "\n" +
                   event),
              ElementsAre(testing::StartsWith("broken_structure"), found, event))
      << "no list goes on so";
}

// Story: the search goes on in a broken value behind its first fault, and what that fault lay in was taken
// for an event, although it is no JSON.
TEST(Cutter, WhatHoldsAFaultIsNoEvent) {
  const std::string event = R"("detail":1)";
  for (const std::string& text :
       {R"({"id":{)" + event + ",}", "[{\"a\":{" + event + ",},{\"b\":1}]", "{\"id\":{\"z\" 1," + event + "}",
        "{\"a\":{\"z\":{,\"y\":1}," + event + "}", "{\"a\":{" + event + ",\"z\"}",
        R"([{"id":"out","copy":{)" + event + R"(,"tags":["a",]},"x":1)"}) {
    for (const std::string& found : cuts(text)) EXPECT_THAT(found, testing::HasSubstr("@")) << text;
  }
}

TEST(Cutter, FindsEventsBetweenWordsOfOthers) {
  const std::string event = R"({"detail":1})";
  for (const std::string before : {"data: ", "INFO: ", "1,", "k=0\t", "2022-04-19 INFO "}) {
    std::string text;
    for (int i = 0; i < 6; ++i) text += before + event + "\n\n";
    const auto found = cuts(text);
    EXPECT_EQ(std::count(found.begin(), found.end(), "recovered " + event) +
                  std::count(found.begin(), found.end(), event),
              6)
        << before << testing::PrintToString(found);
  }
  for (const std::string& text :
       {"#" + event + "," + event + "," + event + "]", "#[" + event + "," + event + "]",
        "x = [" + event + "," + event + "];", "cb(" + event + "," + event + ")"}) {
    const auto found = cuts(text);
    EXPECT_GE(std::count(found.begin(), found.end(), "recovered " + event), 2)
        << testing::PrintToString(found);
  }
}

TEST(Cutter, AsksForTheKeysThatAllEventsHadSoFar) {
  const Cutter::Options options{.resume_keys = {{"type"}, {"id"}, {"at", "time"}}};
  const auto found = [&](ByteView text) {
    std::vector<std::string> all;
    for (const Cut& cut : cut_text(text, options)) all.push_back(shown(cut, text));
    return all;
  };
  const std::string a = R"({"type":1,"id":1,"at":1})", b = R"({"type":2,"id":2,"time":2})";
  const std::string inner = R"({"type":3,"id":3})";
  EXPECT_THAT(found(a + "}" + inner + b),
              ElementsAre(a, R"(not_json@0 }{"type":3,"id":3})", "recovered " + b));
  EXPECT_THAT(found(a + inner + "}" + inner + b),
              ElementsAre(a, inner, "not_json@0 }", "recovered " + inner, b))
      << "not all of them have a time";
  EXPECT_THAT(found("}" + inner + b), ElementsAre("not_json@0 }", "recovered " + inner, b))
      << "nothing is known yet";
}

TEST(Cutter, TrustsWhatFollowsARecoveredEvent) {
  EXPECT_THAT(cuts(R"({"a":}{"detail":1}{"b":2}{})"),
              ElementsAre(R"(broken_structure@5 {"a":})", R"(recovered {"detail":1})", R"({"b":2})", "{}"));
  EXPECT_THAT(cuts("{\"a\":\n{\"b\":2}\n{\"c\":3}\n{\"d\":4}"),
              ElementsAre("broken_structure@6 {\"a\":\n", "recovered {\"b\":2}", "{\"c\":3}", "{\"d\":4}"));
}

TEST(Cutter, ReadsLongScalarsBehindDamage) {
  // Behind damage little is marked ahead, and a lone scalar may reach farther.
  const std::string text = "}\n{}\n\"" + std::string(5000, 'x') + "\"\n" + std::string(3000, '1') + "\n{}\n";
  Cutter::Options options;
  const std::vector<Cut> whole = cut_text(text, options);
  ASSERT_EQ(whole.size(), 5U);
  EXPECT_EQ(whole[2].length, 5002U);
  EXPECT_EQ(whole[3].length, 3000U);
  EXPECT_EQ(whole[4].of(text), "{}");
  for (options.window_bytes = 1; options.window_bytes < 9000; options.window_bytes += 501) {
    EXPECT_EQ(cut_text(text, options), whole);
  }
}

TEST(Cutter, CutsTheSameWhateverTheKeysOfAnEventAre) {
  Cutter::Options options{.resume_keys = {{"kind", "type"}}};
  const ByteView text = R"({"a":}{"detail":1}{"x":2,"type":1}{"b":2})";
  std::vector<std::string> found;
  for (const Cut& cut : cut_text(text, options)) found.push_back(shown(cut, text));
  EXPECT_THAT(found, ElementsAre(R"(broken_structure@5 {"a":}{"detail":1})", R"(recovered {"x":2,"type":1})",
                                 R"({"b":2})"));
}

// Story: a megabyte of commas was a window of a million dropped ranges, and cost more than a gigabyte.
TEST(Cutter, KeepsTinyPiecesFew) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += i % 3 == 0 ? "," : i % 3 == 1 ? "{}" : "1 ";
  const auto whole = cut_text(text, {.window_bytes = 1 << 20});
  EXPECT_GT(whole.size(), 45'000U);
  EXPECT_TRUE(whole == cut_text(text, {.window_bytes = 1000})) << "the limit shows in the frames";

  Cutter cutter({.window_bytes = 1 << 20});
  cutter.begin();
  MemoryReader reader(text);
  Window window;
  do {
    ASSERT_TRUE(cutter.cut(reader, window).has_value());
    EXPECT_LE(window.pieces.size(), 17'000U);
  } while (!window.last);
}

TEST(Cutter, StartsAfreshWithEachObject) {
  Cutter cutter({});
  Window window;
  for (int round = 0; round < 3; ++round) {
    cutter.begin();
    MemoryReader reader("[{\"a\":1}{\"b\":", 5);
    ASSERT_TRUE(cutter.cut(reader, window));
    EXPECT_TRUE(window.last);
    EXPECT_EQ(window.base, 0U);
    EXPECT_EQ(cutter.counts().frames, 1U);
    EXPECT_EQ(cutter.counts().dropped_ranges, 2U);
  }
}

}  // namespace
}  // namespace headgate
