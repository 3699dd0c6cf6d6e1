// SPDX-License-Identifier: Apache-2.0
// What is JSON and what is not, compared with simdjson's DOM.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include "cut/event_maker_test_support.h"
#include "cut/tape.h"

namespace headgate {
namespace {

using cut_test::Dice;
using namespace std::string_literals;

/// Says what a text is, as one value: `json`, the code of what is wrong in it, or `structure` where the
/// cutter finds something else than one frame.
std::string outcome(ByteView text) {
  static Cutter cutter({});
  static Window window;
  cutter.begin();
  MemoryReader reader(text);
  EXPECT_TRUE(cutter.cut(reader, window).has_value());
  if (!window.last || window.pieces.size() != 1) return "structure";
  const Piece& piece = window.pieces.front();
  if (piece.kind != Piece::Kind::Frame || piece.length != text.size()) return "structure";
  Tape tape;
  ParseFault fault;
  return TapeParser({}).parse(window, piece, tape, fault) ? "json" : std::string(name(fault.code));
}

simdjson::error_code dom(ByteView text) {
  static simdjson::dom::parser parser;
  return parser.parse(text.data(), text.size()).error();
}

/// Says whether a number stands in the text that no 64 bits hold: the DOM has no place for it.
bool has_large_number(ByteView text) {
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    digits = text[i] >= '0' && text[i] <= '9' ? digits + 1 : 0;
    if (digits >= 19) return true;
    if ((text[i] == 'e' || text[i] == 'E') && text.substr(i + 1).find_first_of("0123456789") <= 1) {
      std::size_t at = i + 1 + (text[i + 1] == '+');
      while (at < text.size() && text[at] == '0') ++at;
      std::size_t first = at;
      while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
      if (at - first >= 3) return true;
    }
  }
  return false;
}

/// Compares the two on one text, which is put into an object: at the top an array would be cut into elements.
void compare(const std::string& inside) {
  const std::string text = "{\"v\":" + inside + "}";
  const std::string ours = outcome(text);
  const simdjson::error_code theirs = dom(text);
  if (ours == "json" && theirs == simdjson::NUMBER_ERROR && has_large_number(text)) return;
  if (ours == "duplicate_key" && theirs == simdjson::SUCCESS) return;
  ASSERT_EQ(ours == "json", theirs == simdjson::SUCCESS)
      << ours << ", the DOM says " << simdjson::error_message(theirs) << ": " << testing::PrintToString(text);
}

std::string mutated(Dice& dice, std::string text) {
  for (std::size_t i = 1 + dice.below(2); i > 0; --i) {
    const std::size_t at = dice.below(text.size());
    switch (dice.below(4)) {
      case 0: text.erase(at, 1 + dice.below(3)); break;
      case 1: text[at] = static_cast<char>(dice.below(256)); break;
      case 2: text.insert(at, cut_test::json_like(dice, 1 + dice.below(3))); break;
      default: text[at] = R"({}[]",:\ 0123456789.eE+-truefalsn)"[dice.below(33)];
    }
    if (text.empty()) text = " ";
  }
  return text;
}

TEST(Json, IsWhatTheDomTakesForJson) {
  Dice dice(11);
  cut_test::EventMaker maker(dice);
  std::size_t json = 0;
  for (int round = 0; round < 60'000; ++round) {
    const std::string text = mutated(dice, maker.event());
    json += dom(text) == simdjson::SUCCESS;
    compare(text);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(json, 6000U);
}

TEST(Json, IsWhatTheDomTakesForJsonInShortTexts) {
  Dice dice(12);
  static const std::vector<std::string> kSeeds = {"-12.5e+10",
                                                  "0.1E-3",
                                                  "true",
                                                  "false",
                                                  "null",
                                                  R"("\u00e9\n\\\"\/")",
                                                  R"("\ud83d\ude00")",
                                                  R"([1,[],{}])",
                                                  R"({"a":{"b":[null]}})",
                                                  "\"\xc3\xa9\xe6\x97\xa5\xf0\x9f\x98\x80\"",
                                                  "12345678901234567890",
                                                  R"({"":""})",
                                                  "-0"};
  for (int round = 0; round < 100'000; ++round) {
    compare(dice.once_in(4) ? cut_test::json_like(dice, dice.below(12)) : mutated(dice, dice.one_of(kSeeds)));
    if (HasFatalFailure()) return;
  }
}

TEST(Json, FaultsHaveTheirOwnCodes) {
  const auto inside = [](ByteView text) { return outcome("{\"v\":" + std::string(text) + "}"); };
  for (const ByteView text :
       {"tru", "nul", "True", "NaN", "'a'", "a", "\x01", "\x0c", "\xef\xbb\xbf", "#", "+1", "Infinity"}) {
    EXPECT_EQ(inside(text), "invalid_literal") << text;
  }
  for (const ByteView text :
       {"01", "-", "1.", "-a", "1e", "1e+", "0x10", "1.e2", "-01", "--1", "1.2.3", "1\"a\"", "-.5"}) {
    EXPECT_EQ(inside(text), "invalid_number") << text;
  }
  for (const ByteView text :
       {R"("\x")", R"("\u12")", R"("\u12g4")", R"("\U0041")", R"("\ ")", "\"\\\xc3\xa9\"", R"("\u")"}) {
    EXPECT_EQ(inside(text), "invalid_escape") << text;
  }
  for (const ByteView text :
       {"\"\xff\"", "\"\xc3\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xe2\x82\""}) {
    EXPECT_EQ(inside(text), "invalid_utf8") << testing::PrintToString(text);
  }
  for (const ByteView text : {"\"\n\""s, "\"\t\""s, "\"\0\""s, "\"a\x1f\""s})
    EXPECT_EQ(inside(text), "control_character");
  EXPECT_EQ(inside("\"\x7f\""), "json");
  EXPECT_EQ(inside(R"("\u0000")"), "json");
}

/// Where the DOM has another view, or none: what becomes of such an event is for Headgate to say.
TEST(Json, HasTheseOutcomesWhereReadersDiffer) {
  const auto inside = [](ByteView text) { return outcome("{\"v\":" + std::string(text) + "}"); };
  EXPECT_EQ(inside("12345678901234567890123"), "json");
  EXPECT_EQ(inside("-12345678901234567890123"), "json");
  EXPECT_EQ(inside(std::string(300, '9')), "json");
  EXPECT_EQ(inside("1e999"), "json");
  EXPECT_EQ(inside("-1e99999999999999999999"), "json");
  EXPECT_EQ(inside("1e-999"), "json");
  EXPECT_EQ(inside(R"({"a":1,"a":1})"), "duplicate_key");
  EXPECT_EQ(inside(R"({"a":1,"\u0061":1})"), "duplicate_key");
  EXPECT_EQ(inside(R"({"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]})"), "json");
  EXPECT_EQ(inside(R"({"":1,"":1})"), "duplicate_key");
  for (const ByteView text : {R"("\ud800")", R"("\udc00")", R"("\ud800\ud800")", R"("\ud800x")",
                              R"("\ud83d\n")", R"("\ud800\u0041")", R"("\ude00\ud83d")"}) {
    EXPECT_EQ(inside(text), "lone_surrogate") << text;
  }
  const auto nested = [](std::size_t depth) {
    return "{\"v\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  EXPECT_EQ(outcome(nested(500)), "json");
  EXPECT_EQ(outcome(nested(1024)), "json");
  EXPECT_EQ(outcome(nested(1025)), "too_deep");
  EXPECT_EQ(outcome(nested(100'000)), "too_deep");
}

TEST(Json, ManyKeysAreComparedFastAndTellTheOneThatStandsTwice) {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += "\"key-" + std::to_string(i) + "\":1,";
  EXPECT_EQ(outcome(text + "\"key\":1}"), "json");
  EXPECT_EQ(outcome(text + "\"key-77\":1}"), "duplicate_key");
  // Keys that begin and end alike, and are as long.
  std::string alike = "{";
  for (int i = 0; i < 3000; ++i)
    alike += "\"same-beginning-" + std::to_string(100'000 + i) + "-same-end\":1,";
  EXPECT_EQ(outcome(alike + "\"x\":1}"), "json");
  EXPECT_EQ(outcome(alike + "\"same-beginning-101234-same-end\":1}"), "duplicate_key");
}

struct Fault {
  Code code;
  std::uint32_t offset;
  std::string pointer;
  bool operator==(const Fault&) const = default;
};
void PrintTo(const Fault& fault, std::ostream* out) {
  *out << name(fault.code) << " at " << fault.offset << ", " << fault.pointer;
}

Fault fault_of(ByteView text) {
  Cutter cutter({});
  Window window;
  cutter.begin();
  MemoryReader reader(text);
  EXPECT_TRUE(cutter.cut(reader, window).has_value());
  Tape tape;
  ParseFault fault{};
  EXPECT_FALSE(TapeParser({}).parse(window, window.pieces.front(), tape, fault));
  return {fault.code, fault.offset, fault.pointer};
}

TEST(Json, FaultsNameTheirPlace) {
  EXPECT_EQ(fault_of(R"({"a":[1,{"b/c":tru}]})"), (Fault{Code::InvalidLiteral, 15, "/a/1/b~1c"}));
  EXPECT_EQ(fault_of(R"({"a":[1,2,01]})"), (Fault{Code::InvalidNumber, 10, "/a/2"}));
  EXPECT_EQ(fault_of(R"({"x":{},"a":{"b":"ok \x"}})"), (Fault{Code::InvalidEscape, 21, "/a/b"}));
  EXPECT_EQ(fault_of(R"({"a":{"\x":1}})"), (Fault{Code::InvalidEscape, 7, "/a"}));
  EXPECT_EQ(fault_of(R"({"a":{"b":"\ud800"}})"), (Fault{Code::LoneSurrogate, 11, "/a/b"}));
  EXPECT_EQ(fault_of(R"({"a":[{},{"b":1,"c":2,"b":3}]})"), (Fault{Code::DuplicateKey, 22, "/a/1"}));
  EXPECT_EQ(fault_of("{\"a\":\"b\xff\"}"), (Fault{Code::InvalidUtf8, 7, ""}));
  EXPECT_EQ(fault_of("{\"a\":\"b\n\"}"), (Fault{Code::ControlCharacter, 7, "/a"}));
}

}  // namespace
}  // namespace headgate
