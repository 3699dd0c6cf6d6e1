// SPDX-License-Identifier: Apache-2.0
// What a value has to be by itself: type, enum, const, and the schemas true and false.
#include "judge/judge_test_support.h"

namespace headgate {
namespace {

using cut_test::expect_judged;

TEST(JudgeValues, Type) {
  expect_judged("type: string",
                {{R"("x")"}, {"true", {"type  | /type | string | boolean true | 1: type: string"}}});
  expect_judged("type: object", {{"{}"},
                                 {"1", {"type  | /type | object | integer 1 | 1: type: object"}},
                                 {"[]", {"type  | /type | object | array [] | 1: type: object"}}});
  expect_judged(
      "type: [string, null]",
      {{"null"},
       {R"(["a",1])", {R"(type  | /type | string or null | array ["a",1] | 1: type: [string, null])"}}});
  expect_judged("type: boolean", {{"false"},
                                  {"null", {"type  | /type | boolean | null | 1: type: boolean"}},
                                  {"0", {"type  | /type | boolean | integer 0 | 1: type: boolean"}}});
  expect_judged("type: array", {{"[]"}, {"{}", {"type  | /type | array | object {} | 1: type: array"}}});
  expect_judged("type: 'null'", {{"null"},
                                 {"0", {R"(type  | /type | null | integer 0 | 1: type: "null")"}},
                                 {R"("")", {R"(type  | /type | null | string "" | 1: type: "null")"}}});
  expect_judged("type: number",
                {{"1"}, {"1.5"}, {R"("1")", {R"(type  | /type | number | string "1" | 1: type: number)"}}});
  expect_judged("type: [integer, string, boolean, array, object, 'null']",
                {{"[1]"},
                 {"0.5",
                  {"type  | /type | string or integer or boolean or array or object or null | number "
                   R"(with a fraction 0.5 | 1: type: [integer, string, boolean, array, object, "null"])"}}});
}

TEST(JudgeValues, AnIntegerIsANumberWithoutAFraction) {
  expect_judged("type: integer",
                {{"0"},
                 {"-0"},
                 {"1.0"},
                 {"1e2"},
                 {"-1.50e1"},
                 {"100e-2"},
                 {"0.0"},
                 {"0e-9"},
                 {"1e400"},
                 {"-0.0e0"},
                 {"1000000000000000000000000000000000000000000000000000000000000"},
                 {"1.5", {"type  | /type | integer | number with a fraction 1.5 | 1: type: integer"}},
                 {"1e-1", {"type  | /type | integer | number with a fraction 1e-1 | 1: type: integer"}},
                 {"true", {"type  | /type | integer | boolean true | 1: type: integer"}},
                 {"1.0000000000000000000000001",
                  {"type  | /type | integer | number with a fraction 1.0000000000000000000000001 | 1: "
                   "type: integer"}}});
}

TEST(JudgeValues, Enum) {
  expect_judged("enum: [x, 1, 2.50, true, null, '3']",
                {{R"("x")"},
                 {"1"},
                 {"1.0"},
                 {"10e-1"},
                 {"2.5"},
                 {"25e-1"},
                 {"true"},
                 {"null"},
                 {R"("3")"},
                 {R"("\u0078")"},
                 {R"("y")",
                  {R"(enum  | /enum | "x", 1, 2.50, true, null, "3" | "y" | 1: enum: [x, 1, 2.50, true, )"
                   R"(null, "3"])"}},
                 {"2",
                  {R"(enum  | /enum | "x", 1, 2.50, true, null, "3" | 2 | 1: enum: [x, 1, 2.50, true, )"
                   R"(null, "3"])"}},
                 {"false",
                  {R"(enum  | /enum | "x", 1, 2.50, true, null, "3" | false | 1: enum: [x, 1, 2.50, true, )"
                   R"(null, "3"])"}},
                 {"3",
                  {R"(enum  | /enum | "x", 1, 2.50, true, null, "3" | 3 | 1: enum: [x, 1, 2.50, true, )"
                   R"(null, "3"])"}},
                 {R"("1")",
                  {R"(enum  | /enum | "x", 1, 2.50, true, null, "3" | "1" | 1: enum: [x, 1, 2.50, true, )"
                   R"(null, "3"])"}},
                 {R"("")",
                  {R"(enum  | /enum | "x", 1, 2.50, true, null, "3" | "" | 1: enum: [x, 1, 2.50, true, )"
                   R"(null, "3"])"}},
                 {"[]",
                  {R"(enum  | /enum | "x", 1, 2.50, true, null, "3" | [] | 1: enum: [x, 1, 2.50, true, )"
                   R"(null, "3"])"}},
                 {"{}",
                  {R"(enum  | /enum | "x", 1, 2.50, true, null, "3" | {} | 1: enum: [x, 1, 2.50, true, )"
                   R"(null, "3"])"}},
                 {R"("null")",
                  {R"(enum  | /enum | "x", 1, 2.50, true, null, "3" | "null" | 1: enum: [x, 1, 2.50, )"
                   R"(true, null, "3"])"}}});
  expect_judged(
      "enum: [a, b, c, d, e]",
      {{R"("e")"},
       {R"("\u0061")"},
       {R"("f")", {R"(enum  | /enum | "a", "b", "c", "d", "e" | "f" | 1: enum: [a, b, c, d, e])"}},
       {"5", {R"(enum  | /enum | "a", "b", "c", "d", "e" | 5 | 1: enum: [a, b, c, d, e])"}},
       {R"(["a"])", {R"(enum  | /enum | "a", "b", "c", "d", "e" | ["a"] | 1: enum: [a, b, c, d, e])"}}});
  expect_judged(
      "enum: [a, a, a, a, a, b]",
      {{R"("a")"},
       {R"("b")"},
       {R"("c")", {R"(enum  | /enum | "a", "a", "a", "a", "a", "b" | "c" | 1: enum: [a, a, a, a, a, b])"}}});
}

TEST(JudgeValues, EnumAndConstTakeArraysAndObjects) {
  expect_judged("enum: [[1, [2.0]], {a: 1, b: [null]}]",
                {{"[1,[2]]"},
                 {"[1.0,[20e-1]]"},
                 {R"({"b":[null],"a":1})"},
                 {R"({"\u0061":1e0,"b":[null]})"},
                 {"[[2],1]",
                  {R"(enum  | /enum | [1,[2]], {"a":1,"b":[null]} | [[2],1] | 1: enum: [[1, [2.0]], {a: )"
                   "1, b: [null]}]"}},
                 {"[1,[2],3]",
                  {R"(enum  | /enum | [1,[2]], {"a":1,"b":[null]} | [1,[2],3] | 1: enum: [[1, [2.0]], {a: )"
                   "1, b: [null]}]"}},
                 {R"({"a":1})",
                  {R"(enum  | /enum | [1,[2]], {"a":1,"b":[null]} | {"a":1} | 1: enum: [[1, [2.0]], {a: )"
                   "1, b: [null]}]"}},
                 {R"({"a":1,"b":null})",
                  {R"(enum  | /enum | [1,[2]], {"a":1,"b":[null]} | {"a":1,"b":null} | 1: enum: [[1, )"
                   "[2.0]], {a: 1, b: [null]}]"}}});
  expect_judged("const: []", {{"[]"},
                              {"[[]]", {"const  | /const | [] | [[]] | 1: const: []"}},
                              {"{}", {"const  | /const | [] | {} | 1: const: []"}}});
  expect_judged("const: {}", {{"{}"},
                              {"[]", {"const  | /const | {} | [] | 1: const: {}"}},
                              {"null", {"const  | /const | {} | null | 1: const: {}"}}});
  expect_judged(R"(
properties:
  a: {const: {b: [x, {c: y}]}}
)",
                {{R"({"a":{"b":["x",{"c":"y"}]}})"},
                 {R"({"a":{"b":["x",{"c":"z"}]}})",
                  {R"(const /a | /properties/a/const | {"b":["x",{"c":"y"}]} | {"b":["x",{"c":"z"}]} | 2: )"
                   "const: {b: [x, {c: y}]}"}}});
}

TEST(JudgeValues, Const) {
  expect_judged("const: x", {{R"("x")"},
                             {R"("xx")", {R"(const  | /const | "x" | "xx" | 1: const: x)"}},
                             {R"("X")", {R"(const  | /const | "x" | "X" | 1: const: x)"}}});
  expect_judged("const: null", {{"null"},
                                {"0", {"const  | /const | null | 0 | 1: const: null"}},
                                {R"("")", {R"(const  | /const | null | "" | 1: const: null)"}}});
  expect_judged("const: false", {{"false"},
                                 {"true", {"const  | /const | false | true | 1: const: false"}},
                                 {"0", {"const  | /const | false | 0 | 1: const: false"}},
                                 {R"("false")", {R"(const  | /const | false | "false" | 1: const: false)"}}});
  expect_judged("const: 100000000000000000000000000001",
                {{"100000000000000000000000000001"},
                 {"100000000000000000000000000001.0"},
                 {"100000000000000000000000000002",
                  {"const  | /const | 100000000000000000000000000001 | 100000000000000000000000000002 | "
                   "1: const: 100000000000000000000000000001"}}});
  expect_judged("const: 0.1", {{"0.1"},
                               {"1e-1"},
                               {"0.10"},
                               {"0.10000000000000000001",
                                {"const  | /const | 0.1 | 0.10000000000000000001 | 1: const: 0.1"}}});
  expect_judged("const: 1e400", {{"1e400"},
                                 {"10e399"},
                                 {"1e401", {"const  | /const | 1e400 | 1e401 | 1: const: 1e400"}},
                                 {"0", {"const  | /const | 1e400 | 0 | 1: const: 1e400"}}});
  expect_judged("const: ''", {{R"("")"}, {R"(" ")", {R"(const  | /const | "" | " " | 1: const: "")"}}});
}

TEST(JudgeValues, EnumBesideConst) {
  expect_judged(R"(
enum: [a, b]
const: a
)",
                {{R"("a")"},
                 {R"("b")", {R"(const  | /const | "a" | "b" | 2: const: a)"}},
                 {R"("c")", {R"(const  | /const | "a" | "c" | 2: const: a)"}}});
}

TEST(JudgeValues, TheSchemasTrueAndFalse) {
  expect_judged("true", {{"1"}, {"[[]]"}});
  expect_judged("{}", {{"null"}});
  expect_judged("false", {{"{}", {"false  |  | nothing | {} | 1: false"}},
                          {"null", {"false  |  | nothing | null | 1: false"}}});
  expect_judged(
      R"(
properties:
  a: true
  b: false
)",
      {{R"({"a":1})"}, {R"({"a":1,"b":"x"})", {R"(false /b | /properties/b | nothing | "x" | 3: false)"}}});
}

TEST(JudgeValues, WhatIsForPeopleChangesNothing) {
  expect_judged(R"(
$comment: for the next one to read
title: a title
description: a description
default: 5
examples: [1, x]
deprecated: true
readOnly: true
writeOnly: true
contentEncoding: base64
contentMediaType: application/json
contentSchema: {type: object}
format: email
)",
                {{R"("no mail, no base64, no JSON")"}, {"{}"}, {"1"}});
}

}  // namespace
}  // namespace headgate
