// SPDX-License-Identifier: Apache-2.0
#include "answers/explain/explanation.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/screen_text.h"
#include "cut/cutter.h"
#include "judge/tape_scanner.h"
#include "read/object_reader.h"
#include "store/memory_store.h"

namespace headgate::explain {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

StoredViolation fault(const std::string& code, const std::string& pointer, const std::string& expected = "",
                      const std::string& actual = "") {
  StoredViolation violation;
  violation.code = code;
  violation.pointer = pointer;
  violation.expected = expected;
  violation.actual = actual;
  return violation;
}

ExplainOptions at_width(std::size_t width) {
  ExplainOptions options;
  options.width = width;
  return options;
}

/// Gives an explanation as it stands on the screen, with a line break in front.
std::string explained(ByteView event, const std::vector<StoredViolation>& violations = {},
                      const ExplainOptions& options = {}) {
  std::string text = "\n";
  for (const ExplainedLine& line : lay_out(event, violations, options).lines) text += line.text + "\n";
  return text;
}

TEST(Explain, PutsACaretUnderAFaultyValue) {
  EXPECT_EQ(explained(R"({"id":"a", "detail":{"rating":"five","mood":"so-so"}})",
                      {fault("type", "/detail/rating", "integer", "string \"five\""),
                       fault("enum", "/detail/mood", "\"good\", \"bad\"", "\"so-so\"")}),
            R"(
{
  "id": "a",
  "detail": {
    "rating": "five",
              ^~~~~~ type: expected integer, found string "five"
    "mood": "so-so"
            ^~~~~~~ enum: expected "good", "bad", found "so-so"
  }
}
)");
}

TEST(Explain, MarksWhatIsMissingAtTheEndOfTheObjectThatLacksIt) {
  EXPECT_EQ(explained(R"({"detail":{"type":"x"},"tags":{}})",
                      {fault("required", "/detail/id", "a value", "nothing"),
                       fault("required", "/tags/a~1b", "a value", "nothing"),
                       fault("required", "/time", "a value", "nothing")}),
            R"(
{
  "detail": {
    "type": "x"
  },
  ^ required: /detail/id is missing
  "tags": {
  }
  ^ required: /tags/a~1b is missing
}
^ required: /time is missing
)");
}

TEST(Explain, MarksAContainerAtItsBeginningOrAsAWhole) {
  EXPECT_EQ(explained(R"({"a":[1,2],"b":{"c":{}}})", {fault("type", "/a", "string", "array [1,2]"),
                                                      fault("anyOf", "", "one of 2 alternatives", "…"),
                                                      fault("false", "/b/c", "nothing", "{}")}),
            R"(
{
^ anyOf: expected one of 2 alternatives, found …
  "a": [1, 2],
       ^~~~~~ type: expected string, found array [1,2]
  "b": {
    "c": {}
         ^~ false: expected nothing, found {}
  }
}
)");
}

TEST(Explain, SeveralFaultsOfOneValueStandBelowEachOther) {
  EXPECT_EQ(explained(R"({"a":[true]})", {fault("type", "/a/0", "string", "boolean true"),
                                          fault("anyOf", "/a/0", "one of 2 alternatives", "true")}),
            R"(
{
  "a": [
    true
    ^~~~ type: expected string, found boolean true
    ^~~~ anyOf: expected one of 2 alternatives, found true
  ]
}
)");
}

TEST(Explain, FoldsWhatIsLongAndNeverWhatIsFaulty) {
  std::string event = "{\"list\":[";
  for (int i = 0; i < 60; ++i)
    event += fmt::format("{}{{\"n\":{},\"text\":\"{}\"}}", i == 0 ? "" : ",", i, "long");
  event += R"(],"note":")" + std::string(300, 'x') + "\"}";
  EXPECT_EQ(explained(event, {fault("type", "/list/40/n", "string", "integer 40")}, at_width(60)),
            R"(
{
  "list": [
    {"n": 0, "text": "long"},
    {"n": 1, "text": "long"},
    {"n": 2, "text": "long"},
    {"n": 3, "text": "long"},
    {"n": 4, "text": "long"},
    … 35 more elements,
    {
      "n": 40,
           ^~ type: expected string, found integer 40
      "text": "long"
    },
    … 19 more elements
  ],
  "note": "xxxxxxxxxxxxxxxxxxxxxxxx…" (276 more characters)
}
)");
}

TEST(Explain, WritesNumbersAndEscapesAsTheyStand) {
  EXPECT_EQ(explained(R"({ "n" : -0.10E+2 , "\u0061\"b" : "\ud83d\ude00\/" })",
                      {fault("type", "/n", "integer", "x"), fault("type", "/a\"b", "integer", "y")}),
            R"(
{
  "n": -0.10E+2,
       ^~~~~~~~ type: expected integer, found x
  "\u0061\"b": "\ud83d\ude00\/"
               ^~~~~~~~~~~~~~~~ type: expected integer, found y
}
)");
}

TEST(Explain, CountsTheColumnsOfATerminal) {
  EXPECT_EQ(explained("{\"日本\":\"é語\",\"a\u202e\":1}",
                      {fault("type", "/日本", "null", "s"), fault("type", "/a\u202e", "null", "1")}),
            "\n{\n"
            "  \"日本\": \"é語\",\n"
            "          ^~~~~ type: expected null, found s\n"
            "  \"a\\u202e\": 1\n"
            "             ^ type: expected null, found 1\n"
            "}\n");
}

TEST(Explain, ALabelWithoutRoomStandsBelowItsCaret) {
  EXPECT_EQ(explained(R"({"abcdefghijklmnopqrst":true})",
                      {fault("type", "/abcdefghijklmnopqrst", "string", "boolean true")}, at_width(60)),
            R"(
{
  "abcdefghijklmnopqrst": true
                          ^~~~
                   type: expected string, found boolean true
}
)");
}

TEST(Explain, AFaultyTextIsBrokenSoThatTheCaretStaysBelowIt) {
  EXPECT_EQ(explained(R"({"a":")" + std::string(50, 'x') + R"(","b":0})", {fault("type", "/a", "null", "x")},
                      at_width(40)),
            R"(
{
  "a": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
       xxxxxxxxxxxxxxxxxxx",
       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
       type: expected null, found x
  "b": 0
}
)");
}

TEST(Explain, HidesMaskedValuesAndWhatQuotesThem) {
  const ExplainOptions options{.width = 100, .masks = [](ByteView pointer, bool /*is_scalar*/) {
                                 return pointer == "/user/name" || pointer.starts_with("/tags/");
                               }};
  const std::string event = R"({"user":{"name":{"first":7},"age":1},"tags":["secret"],"n":"x"})";
  const auto text = explained(
      event,
      {fault("type", "/user/name/first", "string", "integer 7"),
       fault("type", "/user", "null", "object {\"name\":{\"first\":7}}"),
       fault("required", "/user/id", "a value", "nothing"), fault("type", "/n", "null", "string \"x\"")},
      options);
  EXPECT_EQ(text, R"x(
{
  "user": {
          ^ type: expected null, found (masked)
    "name": "(masked)",
            ^~~~~~~~~~ type: expected string, found (masked)
    "age": 1
  },
  ^ required: /user/id is missing
  "tags": ["(masked)"],
  "n": "x"
       ^~~ type: expected null, found string "x"
}
)x");
}

TEST(Explain, ReplacesMaskedValuesInTheBytes) {
  const auto masks = [](ByteView pointer, bool /*is_scalar*/) {
    return pointer == "/a" || pointer == "/a/b" || pointer == "/l/1";
  };
  const MaskedEvent masked = mask(R"({ "a" : {"b": 1} ,"l":[1, "x","y"],"a2":null})", masks);
  EXPECT_EQ(masked.bytes, R"x({ "a" : "(masked)" ,"l":[1, "(masked)","y"],"a2":null})x");
  EXPECT_EQ(masked.values, 2U);
  EXPECT_EQ(mask(R"({"b":1})", masks).values, 0U);
}

TEST(Explain, AVeryDeepEventStaysOnTheScreen) {
  std::string event, pointer;
  for (int i = 0; i < 1000; ++i) event += "{\"k\":", pointer += "/k";
  event += "1" + std::string(1000, '}');
  const Explanation explanation = lay_out(event, {fault("type", pointer, "string", "integer 1")}, {});
  EXPECT_EQ(explanation.lines.size(), 2002U);
  std::size_t widest = 0;
  for (const ExplainedLine& line : explanation.lines) widest = std::max(widest, display_width(line.text));
  EXPECT_LE(widest, 100U);
  const auto clean = lay_out(event, {}, {});
  EXPECT_LT(clean.lines.size(), 20U);
  EXPECT_THAT(clean.lines[8].text, HasSubstr("{… 1 member}"));
}

TEST(Explain, AVeryLongEventIsFoldedAndNotLaidOutAsAWhole) {
  std::string event = "{\"a\":[";
  for (int i = 0; i < 300'000; ++i) event += i == 0 ? "[1]" : ",[1]";
  event += "],\"b\":\"" + std::string(4'000'000, 'y') + "\"}";
  const auto text = explained(
      event, {fault("type", "/a/299999/0", "string", "integer 1"), fault("type", "/b", "integer", "string")});
  EXPECT_LT(text.size(), 5000U);
  EXPECT_THAT(text, HasSubstr("… 299,994 more elements,"));
  EXPECT_THAT(text, HasSubstr("    [\n      1\n      ^ type: expected string, found integer 1\n"));
  EXPECT_THAT(text, HasSubstr("more characters)\n"));
}

TEST(Explain, WarningsLookLikeWarnings) {
  StoredViolation warning = fault("maximum", "/n", "at most 5", "7");
  warning.warning = true;
  const auto lines = lay_out(R"({"n":7})", {warning}, {}).lines;
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[2], (ExplainedLine{ExplainedLine::Kind::Warning,
                                     "       ^ warning, maximum: expected at most 5, found 7"}));
}

TEST(Explain, AnEventThatIsNoJsonIsShownAroundItsFault) {
  StoredViolation twice = fault("duplicate_key", "/a");
  twice.message = "a key that stands twice in one object at byte 7 of the event: expected the key \"a\" once";
  EXPECT_EQ(explained(R"({"a":1,"a":2})", {twice}), R"(
{"a":1,"a":2}
       ^
       duplicate_key: a key that stands twice in one object at byte 7 of the event: expected the key
       "a" once
)");
}

TEST(Explain, BytesAreMadeVisibleAndCutAroundTheFault) {
  StoredViolation violation = fault("not_json", "");
  violation.message = "what";
  const std::string bytes = std::string(500, 'a') + "\x01\xff\n日#" + std::string(500, 'b');
  const auto lines = lay_out_bytes(bytes, 506, violation, at_width(60)).lines;
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].text, "…aaaaaaaaaaaa\\x01\\xff\\n日#bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…");
  EXPECT_EQ(lines[1].text, std::string(25, ' ') + "^ not_json: what");
  EXPECT_EQ(display_width(lines[0].text), 60U);
}

TEST(Explain, ARangeMayEndAtItsFaultOrHaveNoBytes) {
  StoredViolation violation = fault("truncated", "");
  violation.message = "the object ends inside a value (6 bytes dropped, broken at byte 6 of them)";
  EXPECT_THAT(lay_out_bytes("{\"a\":1", 6, violation, {}).lines[1].text, StartsWith("      ^ truncated: "));
  EXPECT_EQ(lay_out_bytes("", 0, violation, {}).lines[0].text, "(no bytes: something is missing here)");
}

TEST(Explain, FindsTheByteOfAFault) {
  const std::string event = R"({"a": {"b":1},"c":[true]})";
  EXPECT_THAT(fault_offsets(event,
                            {fault("type", "/a/b"), fault("required", "/a/x"), fault("type", "/c/0"),
                             fault("anyOf", ""), fault("required", "/y")},
                            true),
              ElementsAre(11, 12, 19, 0, event.size() - 1));
  EXPECT_THAT(fault_offsets(R"({"a":1,"a":2})", {fault("duplicate_key", "/a")}, true), ElementsAre(7));
}

/// Cuts and judges a text, as a run does, and gives the byte at which its first piece broke; by its record,
/// or without it.
std::size_t broken_at(ByteView text, bool is_told) {
  const Contracts contracts = *Contracts::make({});
  const Identification identification;
  Batch batch;
  Cutter cutter({});
  cutter.begin();
  MemoryStore store;
  EXPECT_TRUE(store.put("a", text).has_value());
  const auto reader = ObjectReader::open(store, *store.stat("a"));
  EXPECT_TRUE(cutter.cut(**reader, batch.window).has_value());
  TapeScanner(contracts, identification).scan(batch);
  const Piece& piece = batch.window.pieces.at(0);
  StoredViolation violation;
  if (is_told) violation.fault_offset = batch.violations.at(0).fault_offset;
  return fault_offsets(batch.window.bytes_of(piece), {violation}, piece.kind == Piece::Kind::Frame).at(0);
}

TEST(Explain, FindsTheByteThatTheRecordNames) {
  // A record before data_version 3 names none: the bytes are cut again.
  for (const bool is_told : {true, false}) {
    EXPECT_EQ(broken_at(R"({"a":1)", is_told), 6U);
    EXPECT_EQ(broken_at(R"({"a":1,,"b":2})", is_told), 7U);
    EXPECT_EQ(broken_at(R"({"a":NaN})", is_told), 5U);
    EXPECT_EQ(broken_at("#garbage#", is_told), 0U);
  }
  // What is an array by itself was cut out of another one, and cannot be cut again.
  EXPECT_EQ(broken_at("[" + std::string(1026, '[') + std::string(1026, ']') + "]", true), 1024U);
}

}  // namespace
}  // namespace headgate::explain
