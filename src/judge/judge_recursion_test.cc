// SPDX-License-Identifier: Apache-2.0
// Schemas that refer to themselves, over events as deep as events may be: judged in a time that does not
// multiply from level to level, and within the stack of a thread.
#include <chrono>
#include <thread>

#include "judge/judge_test_support.h"

namespace headgate {
namespace {

using cut_test::judged;
using cut_test::schema_of;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

/// Nests `open`, `inside`, `close`.
std::string nested(int depth, const std::string& open, const std::string& inside, const std::string& close) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += open;
  text += inside;
  for (int i = 0; i < depth; ++i) text += close;
  return text;
}

/// Judges within the time that even a slow machine takes for a few million steps, on a stack like that of a
/// worker.
std::vector<std::string> judged_soon(const std::string& schema, const std::string& event) {
  std::vector<std::string> found;
  const Schema compiled = schema_of(schema);
  const auto begin = std::chrono::steady_clock::now();
  std::thread([&] { found = judged(compiled, event); }).join();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30)) << schema;
  return found;
}

TEST(JudgeRecursion, APlainTreeIsJudgedToTheLastLevel) {
  const std::string objects = "{type: object, properties: {below: {$ref: '#'}, name: {type: string}}}";
  EXPECT_THAT(judged_soon(objects, nested(1023, R"({"below":)", "{}", "}")), IsEmpty());
  EXPECT_THAT(judged_soon(objects, nested(1023, R"({"below":)", R"({"name":1})", "}")), SizeIs(1));
  const std::string arrays = "{type: array, items: {$ref: '#'}}";
  EXPECT_THAT(judged_soon(arrays, nested(1024, "[", "", "]")), IsEmpty());
  EXPECT_THAT(judged_soon(arrays, nested(1023, "[", "1", "]")), SizeIs(1));
  const std::string both = "{type: object, properties: {below: {type: array, items: {$ref: '#'}}}}";
  EXPECT_THAT(judged_soon(both, nested(511, R"({"below":[)", "{}", "]}")), IsEmpty());
}

TEST(JudgeRecursion, LayersOverEachLevelFitTheStack) {
  const std::string schema = R"(
$ref: '#/$defs/a'
$defs:
  a: {if: {type: object}, then: {properties: {below: {$ref: '#'}}}}
)";
  EXPECT_THAT(judged_soon(schema, nested(1000, R"({"below":)", "{}", "}")), IsEmpty());
}

TEST(JudgeRecursion, DeeperThanTheStackIsTooCostly) {
  const std::string schema = R"(
allOf: [{allOf: [{allOf: [{allOf: [{allOf: [{allOf: [{allOf: [{$ref: '#/$defs/down'}]}]}]}]}]}]}]
$defs:
  down: {properties: {below: {$ref: '#'}}}
)";
  const Schema compiled = schema_of(schema);
  const auto parsed = cut_test::parsed_value(nested(1000, R"({"below":)", "{}", "}"));
  Violations found;
  Judge().judge(parsed->tape, compiled, 0, found);
  ASSERT_EQ(found.kept.size(), 1U);
  EXPECT_EQ(found.kept[0].code, Code::TooCostly);
  EXPECT_EQ(family(found.kept[0].code), "limit");
  EXPECT_FALSE(Judge().holds(parsed->tape, compiled, 0));
  EXPECT_FALSE(Judge().explains_nothing(parsed->tape, compiled, 0));
}

/// Each level has three alternatives that all go on: 3 to the power of the depth, if each were judged anew.
constexpr const char* kAlternatives = R"(
anyOf:
  - {required: [a], properties: {below: {$ref: '#'}}}
  - {required: [b], properties: {below: {$ref: '#'}}}
  - {properties: {below: {$ref: '#'}, name: {type: string}}}
)";

TEST(JudgeRecursion, AlternativesThatGoOnAreNotJudgedTwice) {
  EXPECT_THAT(judged_soon(kAlternatives, nested(1000, R"({"below":)", "{}", "}")), IsEmpty());
  EXPECT_THAT(judged_soon(kAlternatives, nested(12, R"({"below":)", R"({"name":1})", "}")),
              SizeIs(testing::Gt(1)));
}

TEST(JudgeRecursion, AFaultFarBelowManyAlternativesIsStillSaid) {
  const auto found = judged_soon(kAlternatives, nested(1000, R"({"below":)", R"({"name":1})", "}"));
  EXPECT_THAT(found, Contains(StartsWith("anyOf  | /anyOf | one of 3 alternatives | ")));
}

TEST(JudgeRecursion, EveryWayToCombineIsBounded) {
  for (const std::string schema : {
           "{oneOf: [{properties: {below: {$ref: '#'}}}, {required: [x], properties: {below: {$ref: '#'}}}]}",
           "{not: {not: {properties: {below: {allOf: [{$ref: '#'}, {not: {not: {$ref: '#'}}}]}}}}}",
           "{if: {properties: {below: {$ref: '#'}}}, then: {properties: {below: {$ref: '#'}}}, else: false}",
           "{dependentSchemas: {below: {properties: {below: {$ref: '#'}}}}, properties: {below: {$ref: "
           "'#'}}}",
           "{allOf: [{properties: {below: {$ref: '#'}}}, {properties: {below: {$ref: '#'}}}]}",
           "{patternProperties: {b: {$ref: '#'}, e: {$ref: '#'}, l: {$ref: '#'}}}",
       }) {
    EXPECT_THAT(judged_soon(schema, nested(500, R"({"below":)", "{}", "}")), IsEmpty()) << schema;
  }
  EXPECT_THAT(
      judged_soon("{contains: {$ref: '#'}, items: {$ref: '#'}, minContains: 0}", nested(800, "[", "", "]")),
      IsEmpty());
}

TEST(JudgeRecursion, AClosedTreeThatOthersExtendIsJudgedAtAnyDepth) {
  const std::string schema = R"(
$id: closed
$dynamicAnchor: node
$ref: tree
unevaluatedProperties: false
$defs:
  tree:
    $id: tree
    $dynamicAnchor: node
    properties:
      value: true
      below: {items: {$dynamicRef: '#node'}}
)";
  const std::string open = R"({"value":1,"below":[)", close = "]}";
  EXPECT_THAT(judged_soon(schema, nested(500, open, "", close)), IsEmpty());
  // What is wrong far below is said once: the members on the way down are no strangers for it.
  EXPECT_THAT(
      judged_soon(schema, nested(3, open, R"({"valeu":1})", close)),
      ElementsAre("unevaluatedProperties /below/0/below/0/below/0/valeu | /unevaluatedProperties | no "
                  "other member | 1 | 4: unevaluatedProperties: false"));
  EXPECT_THAT(judged_soon(schema, nested(500, open, R"({"valeu":1})", close)), SizeIs(1));
}

TEST(JudgeRecursion, ManySchemasOverManyValuesAreJudged) {
  std::string schema = "items:\n  allOf:\n";
  for (int i = 0; i < 900; ++i) schema += fmt::format("    - {{not: {{const: x{}}}}}\n", i);
  std::string event = "[0";
  for (int i = 0; i < 1000; ++i) event += ",\"y\"";
  EXPECT_THAT(judged_soon(schema, event + "]"), IsEmpty());
}

}  // namespace
}  // namespace headgate
