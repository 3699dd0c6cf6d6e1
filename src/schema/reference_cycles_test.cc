// SPDX-License-Identifier: Apache-2.0
// Schemas that come back to themselves: over the same value never, further down as often as they like.
#include <gmock/gmock.h>

#include "schema/schema_test_support.h"

namespace headgate {
namespace {

using schema_test::folder;
using schema_test::refusal;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kCompiles = "it compiles";

TEST(Circles, OverTheSameValueAreRefusedWithTheirPlace) {
  EXPECT_EQ(
      refusal("$ref: '#'\n"),
      "s.yaml:1:1: the whole schema refers to itself for the same value, round and round: judging would not "
      "end; a reference has to go down into a member or an element");
  EXPECT_THAT(refusal(R"(
properties:
  a: {$ref: '#/$defs/x'}
$defs:
  x: {allOf: [{$ref: '#/$defs/y'}]}
  y: {anyOf: [true, {$ref: '#/$defs/x'}]}
)"),
              StartsWith("s.yaml:4:6: the schema \"/$defs/x\" refers to itself"));
  for (const std::string way : {"{$ref: '#'}", "{$dynamicRef: '#'}", "{allOf: [{$ref: '#'}]}",
                                "{anyOf: [{$ref: '#'}, true]}", "{oneOf: [true, {$ref: '#'}]}",
                                "{not: {$ref: '#'}}", "{if: {$ref: '#'}}", "{if: true, then: {$ref: '#'}}",
                                "{if: true, else: {$ref: '#'}}", "{dependentSchemas: {a: {$ref: '#'}}}"}) {
    EXPECT_THAT(refusal(way), HasSubstr("refers to itself for the same value")) << way;
  }
}

TEST(Circles, InADocumentOfTheFolderAreSaidWithItsName) {
  EXPECT_THAT(refusal("properties: {a: {$ref: x.yaml}}",
                      folder({{"x.yaml", "\n$defs:\n  y: {$ref: '#'}\n$ref: '#/$defs/y'\n"}})),
              StartsWith("schemas/x.yaml:1:1: the schema \"schemas/x.yaml#\" refers to itself"));
}

TEST(Circles, FurtherDownAreTrees) {
  for (const std::string way :
       {"{properties: {a: {$ref: '#'}}}", "{items: {$ref: '#'}}", "{prefixItems: [{$ref: '#'}]}",
        "{contains: {$ref: '#'}}", "{additionalProperties: {$ref: '#'}}",
        "{patternProperties: {a: {$ref: '#'}}}", "{propertyNames: {$ref: '#'}}",
        "{unevaluatedProperties: {$ref: '#'}}", "{unevaluatedItems: {$ref: '#'}}",
        "{$defs: {a: {$ref: '#'}}}",
        "{anyOf: [{items: {$ref: '#'}}, {$ref: '#/$defs/a'}], $defs: {a: {not: {items: {$ref: '#'}}}}}"}) {
    EXPECT_EQ(refusal(way), kCompiles) << way;
  }
}

TEST(Circles, LayersOverOneValueAreBounded) {
  const auto layers = [](int count) {
    std::string text = "{type: string}";
    for (int i = 0; i < count; ++i) text = "{not: " + text + "}";
    return text;
  };
  EXPECT_EQ(refusal(layers(250)), kCompiles);
  EXPECT_THAT(refusal(layers(251)), HasSubstr("more than 250 schemas lie over each other at one value"));
}

}  // namespace
}  // namespace headgate
