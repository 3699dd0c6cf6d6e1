// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/json_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headgate::verify {
namespace {

using testing::ElementsAre;
using testing::Optional;

TEST(JsonText, KeepsHowEachValueIsWritten) {
  JsonText json;
  ASSERT_TRUE(json.read(R"( {"a": [1.50, {"b/c": "x\u00e9\ud83d\ude00\n"}], "e": {}, "f": null} )"));
  EXPECT_EQ(json.written(json.at({"a"})), R"([1.50, {"b/c": "x\u00e9\ud83d\ude00\n"}])");
  const std::uint32_t first = json.at({"a"}) + 1;
  EXPECT_EQ(json.written(first), "1.50");
  std::string room;
  EXPECT_EQ(json.characters(json.member(json[first].next, "b/c"), room), "x\u00e9\U0001f600\n");
  EXPECT_EQ(json[json.at({"e"})].kind, JsonKind::Object);
  EXPECT_EQ(json[json.at({"f"})].kind, JsonKind::Null);
  EXPECT_EQ(json.at({"a", "b/c"}), JsonText::kNowhere) << "pointers do not go into arrays";
}

TEST(JsonText, FindsNamesThatAreWrittenWithEscapes) {
  JsonText json;
  ASSERT_TRUE(json.read(R"({"\u0061": 1, "aa": 2})"));
  EXPECT_EQ(json.written(json.at({"a"})), "1");
  EXPECT_EQ(json.written(json.at({"aa"})), "2");
}

TEST(JsonText, ReadsRecords) {
  JsonText json;
  ASSERT_TRUE(json.read(
      R"({"text": "x", "count": -7, "yes": true, "no": false, "texts": ["a", "b"], "mixed": [1]})"));
  EXPECT_THAT(json.text("text"), Optional(std::string("x")));
  EXPECT_THAT(json.integer("count"), Optional(-7));
  EXPECT_THAT(json.truth("yes"), Optional(true));
  EXPECT_THAT(json.truth("no"), Optional(false));
  EXPECT_THAT(json.texts("texts"), Optional(ElementsAre("a", "b")));
  EXPECT_FALSE(json.text("count") || json.integer("text") || json.truth("text") || json.texts("mixed"));
}

TEST(JsonText, RefusesWhatIsNoJson) {
  JsonText json;
  for (const ByteView text :
       {"",      " ",   "{",   "}",      "[1,]",    "[1 2]",       "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
        "{a:1}", "'a'", "\"a", "\"\t\"", "\"\\x\"", "\"\\u12g4\"", "01",      "1.",       "+1",
        "1e",    ".5",  "-",   "nul",    "True",    "1 2",         "[1]x"}) {
    EXPECT_FALSE(json.read(text)) << text;
  }
  EXPECT_TRUE(json.read(std::string(1024, '[') + std::string(1024, ']')));
  EXPECT_FALSE(json.read(std::string(5000, '[') + std::string(5000, ']')));
}

}  // namespace
}  // namespace headgate::verify
