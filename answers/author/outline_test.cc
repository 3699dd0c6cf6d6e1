// SPDX-License-Identifier: Apache-2.0
#include "answers/author/outline.h"

#include "answers/author/author_test_support.h"

namespace headgate::author {
namespace {

std::string told(const std::string& schema) {
  const Document root = yaml_of(schema);
  const SchemaDocuments none;
  std::string text;
  for (const OutlineLine& line : outline(SchemaView(root, none))) {
    text += std::string(2 * line.depth, ' ') + line.name + ": " + line.rules + "\n";
  }
  return text;
}

TEST(Outline, TellsASchemaAsATree) {
  EXPECT_EQ(
      told("{type: object, required: [id, far], properties: {id: {type: string, minLength: 1, maxLength: 9}, "
           "tags: {type: [array, 'null'], minItems: 2, items: {enum: [a, b]}}, n: {minimum: 0}, free: true}, "
           "additionalProperties: false}"),
      "event: object, no other members\n"
      "  id: string, 1 to 9 characters, required\n"
      "  tags: array or null, at least 2 elements\n"
      "    each element: one of [a, b]\n"
      "  n: at least 0\n"
      "  free: anything\n"
      "  far: required\n");
}

TEST(Outline, TellsAlternativesConditionsAndReferences) {
  EXPECT_EQ(told("{allOf: [{$ref: '#/$defs/named'}], anyOf: [{title: known, required: [a]}, {properties: {b: "
                 "{const: 1}}}], "
                 "if: {required: [x]}, then: false, $defs: {named: {properties: {name: {pattern: '^a', "
                 "format: uuid}}}}}"),
            "event: \n"
            "  name: matches ^a, format uuid\n"
            "  if: \n"
            "    x: required\n"
            "  then: nothing may stand here\n"
            "  at least one of: \n"
            "    1. known: \n"
            "      a: required\n"
            "    2.: \n"
            "      b: 1\n");
}

TEST(Outline, EndsOnSchemasThatReferToThemselves) {
  EXPECT_EQ(told("{type: object, properties: {child: {$ref: '#'}}}"),
            "event: object\n  child: object\n    child: object, as above\n");
}

}  // namespace
}  // namespace headgate::author
