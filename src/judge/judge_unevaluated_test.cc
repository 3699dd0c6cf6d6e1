// SPDX-License-Identifier: Apache-2.0
// unevaluatedProperties and unevaluatedItems: what no schema over the same value has looked at.
#include "judge/judge_test_support.h"

namespace headgate {
namespace {

using cut_test::expect_judged;

TEST(JudgeUnevaluated, UnevaluatedProperties) {
  expect_judged(R"(
properties: {a: true}
unevaluatedProperties: false
)",
                {{R"({"a":1})"},
                 {"[1]"},
                 {R"({"a":1,"b/":[2]})",
                  {"unevaluatedProperties /b~1 | /unevaluatedProperties | no other member | [2] | 2: "
                   "unevaluatedProperties: false"}}});
  expect_judged(R"(
allOf:
  - properties: {a: true}
  - patternProperties: {^x: true}
unevaluatedProperties: false
)",
                {{R"({"a":1,"x1":2})"},
                 {R"({"a":1,"b":2})",
                  {"unevaluatedProperties /b | /unevaluatedProperties | no other member | 2 | 4: "
                   "unevaluatedProperties: false"}}});
  expect_judged(R"(
$ref: '#/$defs/base'
unevaluatedProperties: {type: integer}
$defs:
  base: {properties: {a: true}}
)",
                {{R"({"a":"x","b":1})"},
                 {R"({"a":"x","b":"y"})",
                  {R"(type /b | /unevaluatedProperties/type | integer | string "y" | 2: type: integer)"}}});
  expect_judged(R"(
anyOf:
  - {required: [a], properties: {a: true, b: true}}
  - {required: [c], properties: {c: true}}
unevaluatedProperties: false
)",
                {{R"({"a":1,"b":2})"},
                 {R"({"c":1})"},
                 {R"({"a":1,"b":2,"c":3})"},
                 {R"({"c":1,"b":2})",
                  {"unevaluatedProperties /b | /unevaluatedProperties | no other member | 2 | 4: "
                   "unevaluatedProperties: false"}}});
  expect_judged(R"(
if: {required: [a], properties: {a: {const: 1}}}
then: {properties: {b: true}}
else: {properties: {c: true}}
unevaluatedProperties: false
)",
                {{R"({"a":1,"b":2})"},
                 {R"({"c":1})"},
                 {R"({"a":1,"c":2})",
                  {"unevaluatedProperties /c | /unevaluatedProperties | no other member | 2 | 4: "
                   "unevaluatedProperties: false"}},
                 {R"({"a":2})",
                  {"unevaluatedProperties /a | /unevaluatedProperties | no other member | 2 | 4: "
                   "unevaluatedProperties: false"}}});
  expect_judged(R"(
dependentSchemas: {a: {properties: {a: true, b: true}}}
unevaluatedProperties: false
)",
                {{R"({"a":1,"b":2})"},
                 {R"({"b":2})",
                  {"unevaluatedProperties /b | /unevaluatedProperties | no other member | 2 | 2: "
                   "unevaluatedProperties: false"}}});
  expect_judged(R"(
not: {not: {properties: {a: true}}}
unevaluatedProperties: false
)",
                {{"{}"},
                 {R"({"a":1})",
                  {"unevaluatedProperties /a | /unevaluatedProperties | no other member | 1 | 2: "
                   "unevaluatedProperties: false"}}});
  expect_judged(R"(
properties: {a: {properties: {b: true}}}
unevaluatedProperties: false
)",
                {{R"({"a":{"b":1,"c":2}})"},
                 {R"({"b":1})",
                  {"unevaluatedProperties /b | /unevaluatedProperties | no other member | 1 | 2: "
                   "unevaluatedProperties: false"}}});
  expect_judged(R"(
allOf: [{additionalProperties: true}]
unevaluatedProperties: false
)",
                {{R"({"a":1,"b":2})"}});
  expect_judged(R"(
allOf: [{unevaluatedProperties: true}]
unevaluatedProperties: false
)",
                {{R"({"a":1})"}});
  expect_judged(R"(
required: [a]
unevaluatedProperties: false
)",
                {{R"({"a":1})",
                  {"unevaluatedProperties /a | /unevaluatedProperties | no other member | 1 | 2: "
                   "unevaluatedProperties: false"}}});
}

TEST(JudgeUnevaluated, UnevaluatedItems) {
  expect_judged(R"(
prefixItems: [true]
unevaluatedItems: false
)",
                {{"[1]"},
                 {R"({"a":1})"},
                 {"[1,2]",
                  {"unevaluatedItems /1 | /unevaluatedItems | no further element | 2 | 2: "
                   "unevaluatedItems: false"}}});
  expect_judged(R"(
allOf: [{prefixItems: [true, true]}]
prefixItems: [true]
unevaluatedItems: {type: string}
)",
                {{R"([1,2,"x"])"},
                 {"[1,2,3]", {"type /2 | /unevaluatedItems/type | string | integer 3 | 3: type: string"}}});
  expect_judged(R"(
contains: {type: string}
unevaluatedItems: false
)",
                {{R"(["a","b"])"},
                 {R"(["a",1])",
                  {"unevaluatedItems /1 | /unevaluatedItems | no further element | 1 | 2: "
                   "unevaluatedItems: false"}}});
  expect_judged(R"(
anyOf: [{prefixItems: [{const: 1}]}, {prefixItems: [true, {const: 2}]}]
unevaluatedItems: false
)",
                {{"[1]"},
                 {"[5,2]"},
                 {"[1,2]"},
                 {"[1,3]",
                  {"unevaluatedItems /1 | /unevaluatedItems | no further element | 3 | 2: "
                   "unevaluatedItems: false"}}});
  expect_judged(R"(
allOf: [{items: true}]
unevaluatedItems: false
)",
                {{"[1,2,3]"}});
  expect_judged(R"(
$ref: '#/$defs/pair'
unevaluatedItems: false
$defs:
  pair: {prefixItems: [true, true]}
)",
                {{"[1,2]"},
                 {"[1,2,3]",
                  {"unevaluatedItems /2 | /unevaluatedItems | no further element | 3 | 2: "
                   "unevaluatedItems: false"}}});
  expect_judged(R"(
if: {prefixItems: [{const: a}]}
then: {prefixItems: [true, true]}
unevaluatedItems: false
)",
                {{R"(["a",1])"},
                 {R"(["a",1,2])",
                  {"unevaluatedItems /2 | /unevaluatedItems | no further element | 2 | 3: "
                   "unevaluatedItems: false"}},
                 {R"(["b"])",
                  {R"(unevaluatedItems /0 | /unevaluatedItems | no further element | "b" | 3: )"
                   "unevaluatedItems: false"}}});
}

TEST(JudgeUnevaluated, AClosedTreeThatOthersExtend) {
  expect_judged(R"(
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
)",
                {{R"({"value":1,"below":[{"value":2,"below":[]},{}]})"},
                 {R"({"value":1,"below":[{"valeu":2}]})",
                  {"unevaluatedProperties /below/0/valeu | /unevaluatedProperties | no other member | 2 "
                   "| 4: unevaluatedProperties: false"}}});
}

}  // namespace
}  // namespace headgate
