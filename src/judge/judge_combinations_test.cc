// SPDX-License-Identifier: Apache-2.0
// Schemas over the same value.
#include "judge/judge_test_support.h"

namespace headgate {
namespace {

using cut_test::expect_judged;

TEST(JudgeCombinations, AnyOfIsExplainedByItsNearestAlternative) {
  expect_judged(R"(
anyOf:
  - required: [a, b, c]
  - required: [d]
    properties: {e: {type: string}}
  - required: [a, x, y]
)",
                {{R"({"d":1})"},
                 {R"({"d":1,"e":"x"})"},
                 {R"({"d":1,"e":2})",
                  {"type /e | /anyOf/1/properties/e/type | string | integer 2 | 4: type: string",
                   R"(anyOf  | /anyOf | one of 3 alternatives | {"d":1,"e":2} | 1: anyOf: [{required: [a, )"
                   "b, c]}, {required: [d], properties: {e: {type: string}}}, {required: [a, x, y]}]"}},
                 {R"({"a":1,"b":2,"e":2})",
                  {"required /c | /anyOf/0/required | a value | nothing | 2: required: [a, b, c]",
                   R"(anyOf  | /anyOf | one of 3 alternatives | {"a":1,"b":2,"e":2} | 1: anyOf: )"
                   "[{required: [a, b, c]}, {required: [d], properties: {e: {type: string}}}, "
                   "{required: [a, x, y]}]"}}});
  expect_judged("items: {anyOf: [{type: string}, {type: 'null'}]}",
                {{R"(["x",null])"},
                 {R"(["x",null,1])",
                  {"type /2 | /items/anyOf/0/type | string | integer 1 | 1: type: string",
                   "anyOf /2 | /items/anyOf | one of 2 alternatives | 1 | 1: anyOf: [{type: string}, "
                   R"({type: "null"}])"}}});
}

TEST(JudgeCombinations, AllOfTakesEveryOne) {
  expect_judged(R"(
allOf:
  - required: [a]
  - required: [b]
)",
                {{R"({"a":1,"b":1})"},
                 {"{}",
                  {"required /a | /allOf/0/required | a value | nothing | 2: required: [a]",
                   "required /b | /allOf/1/required | a value | nothing | 3: required: [b]"}}});
}

TEST(JudgeCombinations, OneOfTakesExactlyOne) {
  expect_judged(R"(
oneOf:
  - required: [a]
  - required: [b]
)",
                {{R"({"a":1})"},
                 {R"({"a":1,"b":2})",
                  {R"(oneOf  | /oneOf | exactly one alternative | {"a":1,"b":2} | 1: oneOf: [{required: )"
                   "[a]}, {required: [b]}]"}},
                 {"{}",
                  {"required /a | /oneOf/0/required | a value | nothing | 2: required: [a]",
                   "oneOf  | /oneOf | one of 2 alternatives | {} | 1: oneOf: [{required: [a]}, "
                   "{required: [b]}]"}}});
  expect_judged("oneOf: [{multipleOf: 3}, {multipleOf: 5}]",
                {{"9"},
                 {"10"},
                 {"15",
                  {"oneOf  | /oneOf | exactly one alternative | 15 | 1: oneOf: [{multipleOf: 3}, "
                   "{multipleOf: 5}]"}},
                 {"7",
                  {"multipleOf  | /oneOf/0/multipleOf | a multiple of 3 | 7 | 1: multipleOf: 3",
                   "oneOf  | /oneOf | one of 2 alternatives | 7 | 1: oneOf: [{multipleOf: 3}, "
                   "{multipleOf: 5}]"}}});
}

TEST(JudgeCombinations, Not) {
  expect_judged("not: {type: string}",
                {{"1"}, {R"("x")", {R"(not  | /not | anything else | "x" | 1: not: {type: string})"}}});
  expect_judged("not: {not: {minimum: 1}}",
                {{"1"}, {"0", {"not  | /not | anything else | 0 | 1: not: {not: {minimum: 1}}"}}});
  expect_judged("not: {required: [a], properties: {a: {const: 1}}}",
                {{"{}"},
                 {R"({"a":2})"},
                 {R"({"a":1.0})",
                  {R"(not  | /not | anything else | {"a":1.0} | 1: not: {required: [a], properties: {a: )"
                   "{const: 1}}}"}}});
  expect_judged("not: true", {{"1", {"not  | /not | anything else | 1 | 1: not: true"}}});
}

TEST(JudgeCombinations, IfThenElse) {
  expect_judged(R"(
if: {properties: {kind: {const: card}}, required: [kind]}
then: {required: [number]}
else: {required: [iban]}
)",
                {{R"({"kind":"card","number":1})"},
                 {R"({"iban":1})"},
                 {R"({"kind":"bank","iban":1})"},
                 {R"({"kind":"card","iban":1})",
                  {"required /number | /then/required | a value | nothing | 2: required: [number]"}},
                 {R"({"kind":"bank"})",
                  {"required /iban | /else/required | a value | nothing | 3: required: [iban]"}}});
  expect_judged(
      R"(
if: {type: string}
then: {minLength: 2}
)",
      {{"1"},
       {R"("ab")"},
       {R"("a")", {R"(minLength  | /then/minLength | at least 2 characters | "a" | 2: minLength: 2)"}}});
  expect_judged(R"(
if: {type: string}
else: {minimum: 2}
)",
                {{R"("a")"}, {"2"}, {"1", {"minimum  | /else/minimum | at least 2 | 1 | 2: minimum: 2"}}});
  expect_judged("if: false", {{"1"}});
}

TEST(JudgeCombinations, AMemberTellsTheAlternativesApart) {
  expect_judged(R"(
oneOf:
  - required: [kind]
    properties: {kind: {const: circle}, radius: {type: number}}
  - required: [kind]
    properties: {kind: {enum: [square, box]}, side: {type: number}}
)",
                {{R"({"kind":"circle","radius":1})"},
                 {R"({"kind":"box"})"},
                 {R"({"kind":"s\u0071uare"})"},
                 {R"({"kind":"circle","radius":"1"})",
                  {R"(type /radius | /oneOf/0/properties/radius/type | number | string "1" | 3: type: )"
                   "number",
                   R"(oneOf  | /oneOf | one of 2 alternatives | {"kind":"circle","radius":"1"} | 1: )"
                   "oneOf: [{required: [kind], properties: {kind: {const: circle}, radius: {type: "
                   "number}}}, {required: [kind], properties: {kind: …"}},
                 {R"({"kind":"triangle"})",
                  {R"(oneOf /kind | /oneOf | "circle", "box", "square" | "triangle" | 1: oneOf: )"
                   "[{required: [kind], properties: {kind: {const: circle}, radius: {type: number}}}, "
                   "{required: [kind], properties: {kind: …"}},
                 {R"({"kind":5})",
                  {R"(const /kind | /oneOf/0/properties/kind/const | "circle" | 5 | 3: const: circle)",
                   R"(oneOf  | /oneOf | one of 2 alternatives | {"kind":5} | 1: oneOf: [{required: )"
                   "[kind], properties: {kind: {const: circle}, radius: {type: number}}}, {required: "
                   "[kind], properties: {kind: …"}},
                 {"{}",
                  {"required /kind | /oneOf/0/required | a value | nothing | 2: required: [kind]",
                   "oneOf  | /oneOf | one of 2 alternatives | {} | 1: oneOf: [{required: [kind], "
                   "properties: {kind: {const: circle}, radius: {type: number}}}, {required: [kind], "
                   "properties: {kind: …"}},
                 {R"({"radius":1})",
                  {"required /kind | /oneOf/0/required | a value | nothing | 2: required: [kind]",
                   R"(oneOf  | /oneOf | one of 2 alternatives | {"radius":1} | 1: oneOf: [{required: )"
                   "[kind], properties: {kind: {const: circle}, radius: {type: number}}}, {required: "
                   "[kind], properties: {kind: …"}}});
  expect_judged(R"(
anyOf:
  - properties: {head: {properties: {type: {const: a}}}, x: {type: integer}}
  - properties: {head: {properties: {type: {const: b}}}, x: {type: string}}
)",
                {{R"({"head":{"type":"a"},"x":1})"},
                 {R"({"head":{"type":"b"},"x":"1"})"},
                 {"{}"},
                 {R"({"head":1})"},
                 {R"({"head":{}})"},
                 {R"({"head":{"type":"a"},"x":"1"})",
                  {R"(type /x | /anyOf/0/properties/x/type | integer | string "1" | 2: type: integer)",
                   R"(anyOf  | /anyOf | one of 2 alternatives | {"head":{"type":"a"},"x":"1"} | 1: anyOf: )"
                   "[{properties: {head: {properties: {type: {const: a}}}, x: {type: integer}}}, "
                   "{properties: {head: {properties: {type: {co…"}},
                 {R"({"head":{"type":"c"},"x":1})",
                  {R"(anyOf /head/type | /anyOf | "a", "b" | "c" | 1: anyOf: )"
                   "[{properties: {head: {properties: {type: {const: a}}}, x: {type: integer}}}, "
                   "{properties: {head: {properties: {type: {co…"}}});
}

}  // namespace
}  // namespace headgate
