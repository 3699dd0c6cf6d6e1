// SPDX-License-Identifier: Apache-2.0
// What the members of an object have to be.
#include "judge/judge_test_support.h"

namespace headgate {
namespace {

using cut_test::expect_judged;

TEST(JudgeObjects, Properties) {
  expect_judged(
      R"(
properties:
  a: {type: string}
  b/c~d:
    properties:
      e: {type: integer}
)",
      {{"{}"},
       {R"({"a":"x","b/c~d":{"e":1}})"},
       {"[1]"},
       {R"({"f":5})"},
       {R"({"a":1,"b/c~d":{"e":"x"}})",
        {"type /a | /properties/a/type | string | integer 1 | 2: type: string",
         R"(type /b~1c~0d/e | /properties/b~1c~0d/properties/e/type | integer | string "x" | 5: )"
         "type: integer"}},
       {R"({"\u0061":1})", {"type /a | /properties/a/type | string | integer 1 | 2: type: string"}}});
}

TEST(JudgeObjects, Required) {
  expect_judged("required: [a, b/c]",
                {{R"({"a":null,"b/c":0})"},
                 {R"({"\u0061":1,"b/c":2})"},
                 {"[[]]"},
                 {R"("a")"},
                 {R"({"b":1})",
                  {"required /a | /required | a value | nothing | 1: required: [a, b/c]",
                   "required /b~1c | /required | a value | nothing | 1: required: [a, b/c]"}}});
  expect_judged(
      R"(
properties:
  x: {required: [a]}
)",
      {{"{}"},
       {R"({"x":1})"},
       {R"({"x":{}})", {"required /x/a | /properties/x/required | a value | nothing | 2: required: [a]"}}});
  expect_judged("required: []", {{"{}"}});
}

TEST(JudgeObjects, AdditionalProperties) {
  expect_judged(R"(
properties:
  a: true
additionalProperties: false
)",
                {{R"({"a":1})"},
                 {"[2]"},
                 {R"({"a":1,"b~":[2]})",
                  {"additionalProperties /b~0 | /additionalProperties | no other member | [2] | 3: "
                   "additionalProperties: false"}}});
  expect_judged(R"(
properties: {a: true}
additionalProperties: {type: integer}
)",
                {{R"({"a":"x","b":1})"},
                 {R"({"a":1,"b":"x"})",
                  {R"(type /b | /additionalProperties/type | integer | string "x" | 2: type: integer)"}}});
  expect_judged(R"(
required: [a]
additionalProperties: false
)",
                {{R"({"a":1})",
                  {"additionalProperties /a | /additionalProperties | no other member | 1 | 2: "
                   "additionalProperties: false"}}});
  expect_judged(R"(
patternProperties: {^x: true}
additionalProperties: false
)",
                {{R"({"x1":1,"xy":2})"},
                 {R"({"1x":1})",
                  {"additionalProperties /1x | /additionalProperties | no other member | 1 | 2: "
                   "additionalProperties: false"}}});
  expect_judged("additionalProperties: true", {{R"({"a":1})"}});
}

TEST(JudgeObjects, PatternProperties) {
  expect_judged(R"(
patternProperties:
  ^n_: {type: integer}
  _t$: {maxLength: 2}
)",
                {{R"({"n_a":1,"b_t":"xy","c":[]})"},
                 {R"({"n_t":5})"},
                 {R"({"n_a":"x"})",
                  {R"(type /n_a | /patternProperties/^n_/type | integer | string "x" | 2: type: integer)"}},
                 {R"({"n_t":"xyz"})",
                  {R"(type /n_t | /patternProperties/^n_/type | integer | string "xyz" | 2: type: integer)",
                   R"(maxLength /n_t | /patternProperties/_t$/maxLength | at most 2 characters | "xyz" | )"
                   "3: maxLength: 2"}},
                 {R"({"\u006e_a":"x"})",
                  {R"(type /n_a | /patternProperties/^n_/type | integer | string "x" | 2: type: integer)"}}});
  expect_judged(R"(
properties: {n_a: {minimum: 5}}
patternProperties: {^n_: {type: integer}}
)",
                {{R"({"n_a":6})"},
                 {R"({"n_a":1.5})",
                  {"minimum /n_a | /properties/n_a/minimum | at least 5 | 1.5 | 1: minimum: 5",
                   "type /n_a | /patternProperties/^n_/type | integer | number with a fraction 1.5 | 2: "
                   "type: integer"}}});
}

TEST(JudgeObjects, PropertyNames) {
  expect_judged("propertyNames: {pattern: '^[a-z]+$', maxLength: 3}",
                {{R"({"abc":1})"},
                 {"{}"},
                 {R"(["A"])"},
                 {R"({"A":1,"abcd":2,"ok":3})",
                  {R"(propertyNames /A | /propertyNames | a name that the contract allows | "A" | 1: )"
                   R"(propertyNames: {pattern: "^[a-z]+$", maxLength: 3})",
                   R"(propertyNames /abcd | /propertyNames | a name that the contract allows | "abcd" | )"
                   R"(1: propertyNames: {pattern: "^[a-z]+$", maxLength: 3})"}}});
  expect_judged("propertyNames: false",
                {{"{}"},
                 {R"({"a":1})",
                  {R"(propertyNames /a | /propertyNames | a name that the contract allows | "a" | 1: )"
                   "propertyNames: false"}}});
}

TEST(JudgeObjects, MinAndMaxProperties) {
  expect_judged(R"(
minProperties: 1
maxProperties: 2
)",
                {{R"({"a":1})"},
                 {R"({"a":1,"b":2})"},
                 {"[]"},
                 {"{}", {"minProperties  | /minProperties | at least 1 member | {} | 1: minProperties: 1"}},
                 {R"({"a":1,"b":2,"c":3})",
                  {R"(maxProperties  | /maxProperties | at most 2 members | {"a":1,"b":2,"c":3} | 2: )"
                   "maxProperties: 2"}}});
}

TEST(JudgeObjects, DependentRequired) {
  expect_judged(R"(
dependentRequired:
  card: [name, number]
  b: []
)",
                {{"{}"},
                 {R"({"name":1})"},
                 {R"({"card":1,"name":2,"number":3})"},
                 {R"({"b":1})"},
                 {R"(["card"])"},
                 {R"({"card":1})",
                  {"dependentRequired /name | /dependentRequired | a value | nothing | 1: "
                   "dependentRequired: {card: [name, number], b: []}",
                   "dependentRequired /number | /dependentRequired | a value | nothing | 1: "
                   "dependentRequired: {card: [name, number], b: []}"}},
                 {R"({"card":null,"name":1})",
                  {"dependentRequired /number | /dependentRequired | a value | nothing | 1: "
                   "dependentRequired: {card: [name, number], b: []}"}}});
}

TEST(JudgeObjects, DependentSchemas) {
  expect_judged(R"(
dependentSchemas:
  card:
    required: [name]
    properties: {name: {type: string}}
  old: false
)",
                {{"{}"},
                 {R"({"name":1})"},
                 {R"({"card":1,"name":"x"})"},
                 {R"({"card":1})",
                  {"required /name | /dependentSchemas/card/required | a value | nothing | 3: required: "
                   "[name]"}},
                 {R"({"card":1,"name":2})",
                  {"type /name | /dependentSchemas/card/properties/name/type | string | integer 2 | 4: "
                   "type: string"}},
                 {R"({"old":0})", {R"(false  | /dependentSchemas/old | nothing | {"old":0} | 5: false)"}}});
}

TEST(JudgeObjects, RequiredBeyondTheFirst64Names) {
  std::string names, all = "{";
  for (int i = 0; i < 70; ++i) names += fmt::format("m{}, ", i);
  for (int i = 0; i < 69; ++i) all += fmt::format("\"m{0}\":{0},", i);
  const std::string text = "$comment: many\nrequired: [" + names + "z]\n";
  const std::string rule = " | /required | a value | nothing | 2: required: [" + names.substr(0, 119) + "…";
  expect_judged(text, {{all + "\"m69\":1,\"z\":2}"},
                       {all + "\"z\":2}", {"required /m69" + rule}},
                       {"{" + all.substr(8) + "\"y\":2}",
                        {"required /m0" + rule, "required /m69" + rule, "required /z" + rule}}});
}

}  // namespace
}  // namespace headgate
