// SPDX-License-Identifier: Apache-2.0
#include "judge/frame_parser.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/json.h"
#include "cut/marks.h"

namespace headgate {
namespace {

/// Says what a frame is taken for: a value as it is written, or the fault and what stands there.
std::string taken(ByteView frame, Unwrap unwrap = Unwrap::Text) {
  Window window;
  window.bytes.append(frame);
  window.bytes.pad();
  append_marks(frame, 0, window.marks);
  Piece piece;
  piece.length = static_cast<std::uint32_t>(frame.size());
  piece.mark_count = static_cast<std::uint32_t>(window.marks.size());
  FrameParser parser(unwrap);
  Tape tape;
  ParseFault fault;
  if (parser.parse(window, piece, tape, fault)) return std::string(tape.frame);
  return fmt::format("{} at {} of {}", name(fault.code), fault.offset, tape.frame);
}

/// The same of a text that is written as a JSON string.
std::string taken_text(ByteView text) {
  std::string frame;
  append_json_string(frame, text);
  EXPECT_EQ(text_in(frame).has_value(), true) << frame;
  return taken(frame);
}

TEST(FrameParserTest, UnwrapsOnlyStringsAndOnlyWhereThatIsAsked) {
  EXPECT_EQ(taken(R"({"a":"{}"})"), R"({"a":"{}"})");
  EXPECT_EQ(taken("7"), "7");
  EXPECT_EQ(taken(R"("{\"a\":1}")", Unwrap::None), R"("{\"a\":1}")");
  EXPECT_EQ(taken(R"("{\"a\":1}")"), R"({"a":1})");
}

TEST(FrameParserTest, ResolvesEscapesOnce) {
  EXPECT_EQ(taken(R"("{\"a\":\"\\\"\\n\\u00e9\",\"b\":\"\u00e9\"}")"), R"({"a":"\"\n\u00e9","b":"é"})");
  EXPECT_EQ(taken(R"("\u007b\u0022a\u0022:1\u007d")"), R"({"a":1})");
  EXPECT_EQ(taken(R"("\"\ud83d\ude00\"")"), "\"\xF0\x9F\x98\x80\"");
}

TEST(FrameParserTest, LeavesOutBlanksAround) {
  EXPECT_EQ(taken(R"(" \n\t{\"a\" : 1}\r\n ")"), R"({"a" : 1})");
  EXPECT_EQ(text_in(R"(" \t7 ")"), "7");
}

TEST(FrameParserTest, UnwrapsAStringInAStringOnce) {
  EXPECT_EQ(taken_text(R"("{\"a\":1}")"), R"("{\"a\":1}")");
}

TEST(FrameParserTest, TakesEveryKindOfValue) {
  for (const ByteView text : {"7", "-1.50e3", "true", "null", "[]", "[1,{\"a\":[2]}]", "{}", "[[1],[2]]",
                              "[\"]\"]", R"(["[\"",2])"})
    EXPECT_EQ(taken_text(text), text);
}

TEST(FrameParserTest, CountsFaultsInTheText) {
  EXPECT_EQ(taken_text(""), "not_json at 0 of ");
  EXPECT_EQ(taken_text(" \n "), "not_json at 0 of ");
  EXPECT_EQ(taken_text("a word"), "not_json at 0 of a word");
  EXPECT_EQ(taken_text(R"( {"a":NaN})"), R"(invalid_literal at 5 of {"a":NaN})");
  EXPECT_EQ(taken_text(R"({"a":01})"), R"(invalid_number at 5 of {"a":01})");
  EXPECT_EQ(taken_text(R"({"a":1,"a":2})"), R"(duplicate_key at 7 of {"a":1,"a":2})");
  EXPECT_EQ(taken_text(R"({"a":5)"), R"(truncated at 6 of {"a":5)");
  EXPECT_EQ(taken_text("\"half"), "truncated at 5 of \"half");
  EXPECT_EQ(taken_text("[1"), "unclosed_array at 2 of [1");
}

TEST(FrameParserTest, WantsOneValueAndNoMore) {
  EXPECT_EQ(taken_text(R"({"a":7} {"a":8})"), R"(not_json at 7 of {"a":7} {"a":8})");
  EXPECT_EQ(taken_text("[1] [2]"), "not_json at 3 of [1] [2]");
  EXPECT_EQ(taken_text("[1]\n[2]"), "not_json at 3 of [1]\n[2]");
  EXPECT_EQ(taken_text("1 2"), "not_json at 1 of 1 2");
  EXPECT_EQ(taken_text("[1] 2"), "not_json at 3 of [1] 2");
  EXPECT_EQ(taken_text("[1 2]"), "missing_comma at 3 of [1 2]");
  EXPECT_EQ(taken_text("[1,]"), "stray_separator at 3 of [1,]");
}

TEST(FrameParserTest, JudgesWhatTheEscapesMake) {
  // A line feed that was escaped once is a raw one in the text.
  EXPECT_EQ(taken(R"("{\"a\":\"x\ny\"}")"), "control_character at 7 of {\"a\":\"x\ny\"}");
  EXPECT_EQ(taken(R"("{\"a\":\"\\q\"}")"), R"(invalid_escape at 6 of {"a":"\q"})");
  EXPECT_EQ(taken(R"("{\"a\":\"\\ud83d\"}")"), R"(lone_surrogate at 6 of {"a":"\ud83d"})");
}

TEST(FrameParserTest, AStringThatIsBrokenItselfIsNotLookedInto) {
  EXPECT_EQ(taken(R"("{\"a\":\ud83d}")"), R"(lone_surrogate at 8 of "{\"a\":\ud83d}")");
  EXPECT_EQ(taken(R"("{}\q")"), R"(invalid_escape at 3 of "{}\q")");
  EXPECT_EQ(text_in(R"("{}\q")"), std::nullopt);
  for (const ByteView frame : {"", "\"", "7", "{}", "\"a", "\"a\" \"b\""})
    EXPECT_EQ(text_in(frame), std::nullopt) << frame;
}

}  // namespace
}  // namespace headgate
