// SPDX-License-Identifier: Apache-2.0
// In which order violations come, how many, and how what they quote is shortened. Keywords: judge_*_test.cc.
#include "judge/judge_test_support.h"

namespace headgate {
namespace {

using cut_test::judged;
using cut_test::schema_of;
using testing::ElementsAre;

TEST(Judge, SeveralViolationsStandInTheOrderOfTheEvent) {
  EXPECT_THAT(judged(schema_of(R"(
required: [z]
properties:
  b: {type: string}
  a: {type: object, required: [c]}
)"),
                     R"({"a":{"d":2},"b":3})"),
              ElementsAre("required /a/c | /properties/a/required | a value | nothing | 4: required: [c]",
                          "type /b | /properties/b/type | string | integer 3 | 3: type: string",
                          "required /z | /required | a value | nothing | 1: required: [z]"));
}

TEST(Judge, AMessageSaysAllOfItInASentence) {
  const auto message = [](const std::string& schema, const std::string& event) {
    Violations found;
    const auto parsed = cut_test::parsed_value(event);
    Judge().judge(parsed->tape, schema_of(schema), 0, found);
    return found.kept.empty() ? "it holds" : found.kept.back().message;
  };
  EXPECT_EQ(message("type: object", "[]"), "the event is of another type: expected object, found array []");
  EXPECT_EQ(message("{properties: {a: {minLength: 1}}}", R"({"a":""})"),
            R"(/a is too short: expected at least 1 character, found "")");
  EXPECT_EQ(message("{required: [a/b]}", "{}"), "/a~1b is missing");
  EXPECT_EQ(message("{dependentRequired: {a: [b]}}", R"({"a":1})"), "/b is missing, which \"a\" asks for");
  EXPECT_EQ(message("{items: {minItems: 1}}", "[[]]"),
            "/0 has 0 elements: expected at least 1 element, found []");
  EXPECT_EQ(message("{additionalProperties: false}", R"({"x":1})"),
            "/x is a member that the contract does not name: expected no other member, found 1");
  EXPECT_EQ(message("{uniqueItems: true}", "[1,2,1]"),
            "the event has the same element at 0 and 2: expected elements that all differ, found [1,2,1]");
  EXPECT_EQ(
      message("{anyOf: [{type: 'null'}, {type: string}]}", "1"),
      "the event fits none of the alternatives; the nearest is number 1: expected one of 2 alternatives, "
      "found 1");
}

TEST(Judge, KeepsAHundredViolationsAndCountsAll) {
  std::string event = "{\"a\":[";
  for (int i = 0; i < 1000; ++i) event += i == 0 ? "0" : ",0";
  const auto parsed = cut_test::parsed_value(event + "]}");
  for (const std::string text :
       {"properties: {a: {items: {type: string}}}", "properties: {a: {anyOf: [{items: {type: string}}]}}"}) {
    Violations violations;
    Judge().judge(parsed->tape, schema_of(text), 0, violations);
    EXPECT_EQ(violations.kept.size(), 100U);
    EXPECT_EQ(violations.count, text.find("anyOf") == std::string::npos ? 1000U : 1001U);
    EXPECT_EQ(violations.kept.front().pointer, "/a/0");
    EXPECT_EQ(violations.kept.back().pointer, "/a/99");
  }
}

TEST(Judge, ShortensWhatItShows) {
  const std::string event = "{\"a\":\"" + std::string(78, 'x') + "é" + std::string(5000, 'y') + "\"}";
  EXPECT_THAT(judged(schema_of("properties: {a: {type: integer}}"), event),
              ElementsAre("type /a | /properties/a/type | integer | string \"" + std::string(78, 'x') +
                          "… | 1: type: integer"));
  std::string many = "[a0";
  for (int i = 1; i < 60; ++i) many += fmt::format(", a{}", i);
  EXPECT_THAT(judged(schema_of("enum: " + many + "]"), "1"),
              ElementsAre(R"(enum  | /enum | "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", )"
                          "… (60 values) | 1 | 1: enum: " +
                          many.substr(0, 120) + "…"));
}

TEST(Judge, IsReusedFromEventToEvent) {
  const Schema schema = schema_of("{required: [a], properties: {a: {type: object, required: [b]}}}");
  const auto good = cut_test::parsed_value(R"({"a":{"b":1}})"), bad = cut_test::parsed_value(R"({"a":{}})");
  Judge judge;
  for (int round = 0; round < 3; ++round) {
    Violations violations;
    judge.judge(good->tape, schema, 0, violations);
    EXPECT_EQ(violations.count, 0U);
    judge.judge(bad->tape, schema, 0, violations);
    EXPECT_EQ(violations.count, 1U);
  }
}

TEST(Judge, AddsToWhatIsThere) {
  const Schema schema = schema_of("type: object");
  const auto bad = cut_test::parsed_value("1");
  Violations violations;
  violations.add({Code::EventTime, "/time", "", "a time", "nothing", "the event has no time"});
  Judge().judge(bad->tape, schema, 0, violations);
  ASSERT_EQ(violations.kept.size(), 2U);
  EXPECT_EQ(violations.kept[0].code, Code::EventTime);
  EXPECT_EQ(violations.kept[1].code, Code::Type);
}

}  // namespace
}  // namespace headgate
