// SPDX-License-Identifier: Apache-2.0
// $ref, $dynamicRef, $id, anchors: which schema they lead to, and how what is wrong names it.
#include "judge/judge_test_support.h"

namespace headgate {
namespace {

using cut_test::expect_judged;

TEST(JudgeReferences, RefsByPointer) {
  expect_judged(R"(
$defs:
  text: {type: string}
  a/b~c d: {minimum: 1}
properties:
  t: {$ref: '#/$defs/text'}
  u: {$ref: '#/$defs/a~1b~0c%20d'}
  v: {$ref: '#/properties/t'}
)",
                {{R"({"t":"x","u":1,"v":"y"})"},
                 {R"({"t":1,"u":0,"v":null})",
                  {"type /t | /$defs/text/type | string | integer 1 | 2: type: string",
                   "minimum /u | /$defs/a~1b~0c d/minimum | at least 1 | 0 | 3: minimum: 1",
                   "type /v | /$defs/text/type | string | null | 2: type: string"}}});
}

TEST(JudgeReferences, WhatStandsBesideARefCountsToo) {
  expect_judged(R"(
$defs: {text: {type: string}}
$ref: '#/$defs/text'
minLength: 2
)",
                {{R"("ab")"},
                 {R"("a")", {R"(minLength  | /minLength | at least 2 characters | "a" | 3: minLength: 2)"}},
                 {"5", {"type  | /$defs/text/type | string | integer 5 | 1: type: string"}}});
}

TEST(JudgeReferences, RefsByAnchor) {
  expect_judged(
      R"(
properties:
  a: {$ref: '#here'}
  b: {$anchor: here, type: integer}
)",
      {{R"({"a":1,"b":2})"},
       {R"({"a":"x"})", {R"(type /a | /properties/b/type | integer | string "x" | 3: type: integer)"}}});
}

TEST(JudgeReferences, RefsByIdentifier) {
  expect_judged(R"(
$id: https://example.com/root
properties:
  a: {$ref: inner}
  b: {$ref: 'https://example.com/inner#deep'}
$defs:
  x:
    $id: inner
    properties: {c: {$anchor: deep, type: string}}
)",
                {{R"({"a":{"c":"x"},"b":"y"})"},
                 {R"({"a":{"c":1},"b":2})",
                  {"type /a/c | /$defs/x/properties/c/type | string | integer 1 | 8: type: string",
                   "type /b | /$defs/x/properties/c/type | string | integer 2 | 8: type: string"}}});
}

TEST(JudgeReferences, APointerCountsFromItsResource) {
  expect_judged(R"(
$defs:
  inner:
    $id: inner
    $defs: {t: {type: string}}
    items: {$ref: '#/$defs/t'}
  t: {type: integer}
$ref: inner
)",
                {{R"(["a"])"},
                 {"[1]", {"type /0 | /$defs/inner/$defs/t/type | string | integer 1 | 4: type: string"}}});
}

TEST(JudgeReferences, ATreeRefersToItself) {
  expect_judged(R"(
type: object
required: [name]
properties:
  name: {type: string}
  children: {items: {$ref: '#'}}
)",
                {{R"({"name":"a","children":[{"name":"b"},{"name":"c","children":[]}]})"},
                 {R"({"name":"a","children":[{"name":"b","children":[{}]},{"name":1}]})",
                  {"required /children/0/children/0/name | /required | a value | nothing | 2: required: "
                   "[name]",
                   "type /children/1/name | /properties/name/type | string | integer 1 | 4: type: string"}}});
}

TEST(JudgeReferences, DynamicRefsMeanTheOutermost) {
  expect_judged(
      R"(
$id: strings
$ref: list
$defs:
  elements: {$dynamicAnchor: element, type: string}
  list:
    $id: list
    items: {$dynamicRef: '#element'}
    $defs: {any: {$dynamicAnchor: element}}
)",
      {{R"(["a"])"}, {"[1]", {"type /0 | /$defs/elements/type | string | integer 1 | 4: type: string"}}});
  expect_judged(R"(
$id: plain
$ref: list
$defs:
  elements: {$anchor: element, type: string}
  list:
    $id: list
    items: {$dynamicRef: '#element'}
    $defs: {any: {$dynamicAnchor: element}}
)",
                {{"[1]"}});
  expect_judged(
      R"(
properties: {a: {$dynamicRef: '#/$defs/t'}}
$defs: {t: {type: string}}
)",
      {{R"({"a":"x"})"}, {R"({"a":1})", {"type /a | /$defs/t/type | string | integer 1 | 2: type: string"}}});
}

TEST(JudgeReferences, DocumentsOfTheFolderAreNamedInTheRule) {
  SchemaDocuments documents;
  documents.emplace("headgate:/address.yaml",
                    read_yaml("type: object\nproperties:\n  city:\n    type: string\n    minLength: 1\n",
                              "schemas/address.yaml")
                        ->front());
  documents.emplace("headgate:/parts/code.yaml",
                    read_yaml("$id: urn:code\npattern: ^[0-9]+$\n", "schemas/parts/code.yaml")->front());
  expect_judged(R"(
properties:
  home: {$ref: address.yaml}
  city: {$ref: 'address.yaml#/properties/city'}
  code: {$ref: 'parts/code.yaml'}
  by_id: {$ref: 'urn:code'}
)",
                {{R"({"home":{"city":"Rom"},"city":"Ulm","code":"123","by_id":"4"})"},
                 {R"({"home":{"city":""},"city":5,"code":"x","by_id":"y"})",
                  {"minLength /home/city | schemas/address.yaml#/properties/city/minLength | at least 1 "
                   R"(character | "" | 5: minLength: 1)",
                   "type /city | schemas/address.yaml#/properties/city/type | string | integer 5 | 4: "
                   "type: string",
                   R"(pattern /code | schemas/parts/code.yaml#/pattern | a text like ^[0-9]+$ | "x" | 2: )"
                   "pattern: ^[0-9]+$",
                   R"(pattern /by_id | schemas/parts/code.yaml#/pattern | a text like ^[0-9]+$ | "y" | 2: )"
                   "pattern: ^[0-9]+$"}}},
                {.documents = documents});
}

TEST(JudgeReferences, TheMetaschemaIsAmongThem) {
  expect_judged("$ref: https://json-schema.org/draft/2020-12/schema",
                {{R"({"type":"object"})"},
                 {"true"},
                 {R"({"type":"objekt"})",
                  {"enum /type | https://json-schema.org/draft/2020-12/meta/validation#/$defs/simpleType"
                   R"(s/enum | "array", "boolean", "integer", "null", "number", "object", "string" | )"
                   R"("objekt" | 81: enum: ["array", "boolean", "integer", "null", "number", "object", )"
                   R"("string"])",
                   "anyOf /type | https://json-schema.org/draft/2020-12/meta/validation#/properties/type"
                   R"(/anyOf | one of 2 alternatives | "objekt" | 13: anyOf: [{$ref: )"
                   R"("#/$defs/simpleTypes"}, {type: "array", items: {$ref: "#/$defs/simpleTypes"}, )"
                   "minItems: 1, uniqueItems: true}]"}}});
}

}  // namespace
}  // namespace headgate
