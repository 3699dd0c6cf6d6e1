// SPDX-License-Identifier: Apache-2.0
#include "scan/judge.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scan/parsed_test_support.h"

namespace headgate {
namespace {

using scan_test::plan_of;
using testing::ElementsAre;
using testing::IsEmpty;

/// Judges an event and writes each violation as `code pointer | rule | expected | actual`.
std::vector<std::string> judged(const std::string& expect, ByteView event) {
  const auto plan = plan_of(expect);
  const auto parsed = scan_test::parsed(event);
  Violations violations;
  Judge().judge(parsed->tape, plan->schema, plan->expect, violations);
  EXPECT_EQ(violations.count, violations.kept.size());
  std::vector<std::string> out;
  for (const Violation& v : violations.kept) {
    EXPECT_EQ(family(v.code), "rule");
    EXPECT_THAT(v.message, testing::HasSubstr(v.code == Code::Required ? v.pointer : v.actual));
    out.push_back(fmt::format("{} {} | {} | {} | {}", name(v.code), v.pointer, v.rule, v.expected, v.actual));
  }
  return out;
}

TEST(Judge, Types) {
  EXPECT_THAT(judged("{type: object}", "{}"), IsEmpty());
  EXPECT_THAT(judged("{type: object}", "1"), ElementsAre("type  | /type | object | integer 1"));
  const std::string a = "{properties: {a: {type: ";
  EXPECT_THAT(judged(a + "string}}}", R"({"a":"x"})"), IsEmpty());
  EXPECT_THAT(judged(a + "string}}}", R"({"a":true})"),
              ElementsAre("type /a | /properties/a/type | string | boolean true"));
  EXPECT_THAT(judged(a + "[string, null]}}}", R"({"a":null})"), IsEmpty());
  EXPECT_THAT(judged(a + "[string, 'null']}}}", R"({"a":[1,"é"]})"),
              ElementsAre(R"(type /a | /properties/a/type | string or null | array [1,"é"])"));
  EXPECT_THAT(judged(a + "boolean}}}", R"({"a":null})"),
              ElementsAre("type /a | /properties/a/type | boolean | null"));
  EXPECT_THAT(judged(a + "array}}}", R"({"a":{}})"),
              ElementsAre("type /a | /properties/a/type | array | object {}"));
  EXPECT_THAT(judged(a + "object}}}", R"({"a":[]})"),
              ElementsAre("type /a | /properties/a/type | object | array []"));
  EXPECT_THAT(judged(a + "'null'}}}", R"({"a":0})"),
              ElementsAre("type /a | /properties/a/type | null | integer 0"));
}

TEST(Judge, AnIntegerIsANumberWithoutAFraction) {
  const std::string integer = "{properties: {a: {type: integer}}}";
  for (const std::string number :
       {"0", "-0", "1.0", "1e2", "-1.50e1", "100e-2", "0.0", "0e-9", "1e400", "-0.0e0"}) {
    EXPECT_THAT(judged(integer, "{\"a\":" + number + "}"), IsEmpty()) << number;
  }
  EXPECT_THAT(judged(integer, "{\"a\":1" + std::string(300, '0') + "}"), IsEmpty());
  EXPECT_THAT(judged(integer, R"({"a":1.5})"),
              ElementsAre("type /a | /properties/a/type | integer | number with a fraction 1.5"));
  EXPECT_THAT(judged(integer, R"({"a":1e-1})"),
              ElementsAre("type /a | /properties/a/type | integer | number with a fraction 1e-1"));
  EXPECT_THAT(judged(integer, R"({"a":true})"),
              ElementsAre("type /a | /properties/a/type | integer | boolean true"));
  EXPECT_THAT(judged("{properties: {a: {type: number}}}", R"({"a":1.5})"), IsEmpty());
  EXPECT_THAT(judged("{properties: {a: {type: number}}}", R"({"a":"1"})"),
              ElementsAre(R"(type /a | /properties/a/type | number | string "1")"));
}

TEST(Judge, Required) {
  EXPECT_THAT(judged("{required: [a]}", R"({"a":null})"), IsEmpty());
  EXPECT_THAT(judged("{required: [a, b/c]}", R"({"b":1})"),
              ElementsAre("required /a | /required | a value | nothing",
                          "required /b~1c | /required | a value | nothing"));
  EXPECT_THAT(judged("{required: [a]}", "[[]]"), IsEmpty());  // Says nothing of what is no object.
  EXPECT_THAT(judged("{properties: {x: {required: [a]}}}", R"({"x":{}})"),
              ElementsAre("required /x/a | /properties/x/required | a value | nothing"));
  EXPECT_THAT(judged("{required: [a]}", R"({"\u0061":1})"), IsEmpty());
}

TEST(Judge, AdditionalProperties) {
  const std::string closed = "{properties: {a: true}, additionalProperties: false}";
  EXPECT_THAT(judged(closed, R"({"a":1})"), IsEmpty());
  EXPECT_THAT(judged(closed, R"({"a":1,"b~":[2]})"),
              ElementsAre("false /b~0 | /additionalProperties | nothing | [2]"));
  const std::string others = "{properties: {a: true}, additionalProperties: {type: integer}}";
  EXPECT_THAT(judged(others, R"({"a":"x","b":1})"), IsEmpty());
  EXPECT_THAT(judged(others, R"({"a":1,"b":"x"})"),
              ElementsAre(R"(type /b | /additionalProperties/type | integer | string "x")"));
  // A property that is only required is not a named one.
  EXPECT_THAT(judged("{required: [a], additionalProperties: false}", R"({"a":1})"),
              ElementsAre("false /a | /additionalProperties | nothing | 1"));
}

TEST(Judge, Items) {
  const std::string texts = "{properties: {a: {items: {type: string}}}}";
  EXPECT_THAT(judged(texts, R"({"a":["x","y"]})"), IsEmpty());
  EXPECT_THAT(judged(texts, R"({"a":[]})"), IsEmpty());
  EXPECT_THAT(judged(texts, R"({"a":{"b":1}})"), IsEmpty());
  EXPECT_THAT(judged(texts, R"({"a":["x",1,[{}],"y",null]})"),
              ElementsAre("type /a/1 | /properties/a/items/type | string | integer 1",
                          "type /a/2 | /properties/a/items/type | string | array [{}]",
                          "type /a/4 | /properties/a/items/type | string | null"));
}

TEST(Judge, Enum) {
  const std::string kinds = "{properties: {a: {enum: [x, 1, 2.50, true, null, '3']}}}";
  for (const std::string value :
       {"\"x\"", "1", "1.0", "10e-1", "2.5", "25e-1", "true", "null", "\"3\"", "\"\\u0078\""}) {
    EXPECT_THAT(judged(kinds, "{\"a\":" + value + "}"), IsEmpty()) << value;
  }
  for (const std::string value : {"\"y\"", "2", "false", "3", "\"1\"", "\"\"", "[]", "{}", "\"null\""}) {
    EXPECT_THAT(judged(kinds, "{\"a\":" + value + "}"),
                ElementsAre(R"(enum /a | /properties/a/enum | "x", 1, 25e-1, true, null, "3" | )" + value));
  }
  std::string many = "[a0";
  for (int i = 1; i < 20; ++i) many += fmt::format(", a{}", i);
  EXPECT_THAT(judged("{enum: " + many + "]}", "1"),
              ElementsAre(R"(enum  | /enum | "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", )"
                          "… (20 values) | 1"));
}

TEST(Judge, Const) {
  EXPECT_THAT(judged("{properties: {a: {const: x}}}", R"({"a":"x"})"), IsEmpty());
  EXPECT_THAT(judged("{properties: {a: {const: x}}}", R"({"a":"xx"})"),
              ElementsAre(R"(const /a | /properties/a/const | "x" | "xx")"));
  EXPECT_THAT(judged("{properties: {a: {const: null}}}", R"({"a":null})"), IsEmpty());
  EXPECT_THAT(judged("{properties: {a: {const: null}}}", R"({"a":0})"),
              ElementsAre("const /a | /properties/a/const | null | 0"));
  EXPECT_THAT(judged("{properties: {a: {const: false}}}", R"({"a":true})"),
              ElementsAre("const /a | /properties/a/const | false | true"));
  EXPECT_THAT(
      judged("{const: 100000000000000000000000000001}", "100000000000000000000000000002"),
      ElementsAre("const  | /const | 100000000000000000000000000001 | 100000000000000000000000000002"));
}

TEST(Judge, AnyOfIsExplainedByItsNearestAlternative) {
  const std::string expect =
      "{anyOf: [{required: [a, b, c]}, {required: [d], properties: {e: {type: string}}}, {required: [a, x, "
      "y]}]}";
  EXPECT_THAT(judged(expect, R"({"d":1})"), IsEmpty());
  EXPECT_THAT(judged(expect, R"({"d":1,"e":"x"})"), IsEmpty());
  EXPECT_THAT(judged(expect, R"({"d":1,"e":2})"),
              ElementsAre("type /e | /anyOf/1/properties/e/type | string | integer 2",
                          R"(anyOf  | /anyOf | one of 3 alternatives | {"d":1,"e":2})"));
  EXPECT_THAT(judged(expect, R"({"a":1,"b":2,"e":2})"),
              ElementsAre("required /c | /anyOf/0/required | a value | nothing",
                          R"(anyOf  | /anyOf | one of 3 alternatives | {"a":1,"b":2,"e":2})"));
  EXPECT_THAT(judged("{properties: {l: {items: {anyOf: [{type: string}, {type: 'null'}]}}}}",
                     R"({"l":["x",null,1]})"),
              ElementsAre("type /l/2 | /properties/l/items/anyOf/0/type | string | integer 1",
                          "anyOf /l/2 | /properties/l/items/anyOf | one of 2 alternatives | 1"));
}

TEST(Judge, AllOfTakesEveryOne) {
  const std::string expect = "{allOf: [{required: [a]}, {required: [b]}]}";
  EXPECT_THAT(judged(expect, R"({"a":1,"b":1})"), IsEmpty());
  EXPECT_THAT(judged(expect, "{}"), ElementsAre("required /a | /allOf/0/required | a value | nothing",
                                                "required /b | /allOf/1/required | a value | nothing"));
}

TEST(Judge, OneOfTakesExactlyOne) {
  const std::string expect = "{oneOf: [{required: [a]}, {required: [b]}]}";
  EXPECT_THAT(judged(expect, R"({"a":1})"), IsEmpty());
  EXPECT_THAT(judged(expect, R"({"a":1,"b":2})"),
              ElementsAre(R"(oneOf  | /oneOf | exactly one alternative | {"a":1,"b":2})"));
  EXPECT_THAT(judged(expect, "{}"), ElementsAre("required /a | /oneOf/0/required | a value | nothing",
                                                "oneOf  | /oneOf | one of 2 alternatives | {}"));
}

TEST(Judge, TheSchemasTrueAndFalse) {
  EXPECT_THAT(judged("true", "1"), IsEmpty());
  EXPECT_THAT(judged("{}", "[[]]"), IsEmpty());
  EXPECT_THAT(judged("false", "{}"), ElementsAre("false  |  | nothing | {}"));
  EXPECT_THAT(judged("{properties: {a: false}}", R"({"a":"x"})"),
              ElementsAre(R"(false /a | /properties/a | nothing | "x")"));
}

TEST(Judge, SeveralViolationsStandInTheOrderOfTheEvent) {
  EXPECT_THAT(judged("{required: [z], properties: {b: {type: string}, a: {type: object, required: [c]}}}",
                     R"({"a":{"c":1,"d":2},"b":3})"),
              ElementsAre("type /b | /properties/b/type | string | integer 3",
                          "required /z | /required | a value | nothing"));
}

TEST(Judge, KeepsAHundredViolationsAndCountsAll) {
  std::string event = "{\"a\":[";
  for (int i = 0; i < 1000; ++i) event += i == 0 ? "0" : ",0";
  const auto parsed = scan_test::parsed(event + "]}");
  for (const std::string expect : {"{properties: {a: {items: {type: string}}}}",
                                   "{properties: {a: {anyOf: [{items: {type: string}}]}}}"}) {
    Violations violations;
    const auto plan = plan_of(expect);
    Judge().judge(parsed->tape, plan->schema, plan->expect, violations);
    EXPECT_EQ(violations.kept.size(), 100U);
    EXPECT_EQ(violations.count, expect.find("anyOf") == std::string::npos ? 1000U : 1001U);
    EXPECT_EQ(violations.kept.front().pointer, "/a/0");
    EXPECT_EQ(violations.kept.back().pointer, "/a/99");
  }
}

TEST(Judge, ShortensWhatItShows) {
  const std::vector<std::string> found =
      judged("{properties: {a: {type: integer}}}",
             "{\"a\":\"" + std::string(78, 'x') + "é" + std::string(5000, 'y') + "\"}");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0], "type /a | /properties/a/type | integer | string \"" + std::string(78, 'x') + "…");
}

TEST(Judge, IsReusedFromEventToEvent) {
  const auto plan = plan_of("{required: [a], properties: {a: {type: object, required: [b]}}}");
  const auto good = scan_test::parsed(R"({"a":{"b":1}})"), bad = scan_test::parsed(R"({"a":{}})");
  Judge judge;
  for (int round = 0; round < 3; ++round) {
    Violations violations;
    judge.judge(good->tape, plan->schema, plan->expect, violations);
    EXPECT_EQ(violations.count, 0U);
    judge.judge(bad->tape, plan->schema, plan->expect, violations);
    EXPECT_EQ(violations.count, 1U);
  }
}

}  // namespace
}  // namespace headgate
