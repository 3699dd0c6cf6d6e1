// SPDX-License-Identifier: Apache-2.0
#include "answers/author/schema_view.h"

#include "answers/author/author_test_support.h"

namespace headgate::author {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

Step member(const std::string& name) { return {Step::To::Member, name}; }
const Step kElement = {Step::To::Element, ""};

TypeMask types_at(const std::string& schema, const std::vector<Step>& steps) {
  const Document root = yaml_of(schema);
  const SchemaDocuments none;
  return SchemaView(root, none).types_at(*root, steps);
}

TEST(SchemaView, SaysWhatMayStandWhere) {
  EXPECT_EQ(types_at("{}", {}), types::All);
  EXPECT_EQ(types_at("false", {}), 0);
  EXPECT_EQ(types_at("{type: [string, 'null']}", {}), types::String | types::Null);
  EXPECT_EQ(types_at("{type: number, enum: [1, x]}", {}), types::Integer);
  EXPECT_EQ(types_at("{properties: {a: {type: integer}}}", {member("a")}), types::Integer);
  EXPECT_EQ(types_at("{properties: {a: {type: integer}}}", {member("b")}), types::All);
  EXPECT_EQ(types_at("{properties: {a: true}, additionalProperties: false}", {member("b")}), 0);
  EXPECT_EQ(types_at("{properties: {a: true}, additionalProperties: false, patternProperties: {b: true}}",
                     {member("b")}),
            types::All);
  EXPECT_EQ(types_at("{type: string}", {member("a")}), 0);
  EXPECT_EQ(types_at("{items: {type: string}}", {kElement}), types::String);
}

TEST(SchemaView, SeesThroughCombinationsAndReferences) {
  EXPECT_EQ(types_at("{anyOf: [{type: string}, {type: integer}]}", {}), types::String | types::Integer);
  EXPECT_EQ(types_at("{allOf: [{type: [string, integer]}, {type: [integer, 'null']}]}", {}), types::Integer);
  EXPECT_EQ(
      types_at(
          "{$ref: '#/$defs/x', $defs: {x: {properties: {a: {$ref: '#y'}}}, y: {$anchor: y, type: boolean}}}",
          {member("a")}),
      types::Boolean);
  // What cannot be found lets anything stand.
  EXPECT_EQ(types_at("{$ref: 'https://example.com/x'}", {}), types::All);
}

TEST(SchemaView, FollowsReferencesBetweenDocuments) {
  SchemaDocuments documents;
  documents["sub/a.yaml"] =
      yaml_of("{$defs: {x: {$ref: 'b.yaml#/$defs/y'}, z: {$ref: '#/$defs/own'}, own: {type: 'null'}}}",
              "schemas/sub/a.yaml");
  documents["sub/b.yaml"] = yaml_of("{$defs: {y: {type: boolean}}}", "schemas/sub/b.yaml");
  const Document root =
      yaml_of("{properties: {a: {$ref: 'sub/a.yaml#/$defs/x'}, b: {$ref: 'headgate:/sub/a.yaml#/$defs/z'}}}",
              "c.yaml");
  const SchemaView view(root, documents);
  EXPECT_EQ(view.types_at(*root, {member("a")}), types::Boolean);
  EXPECT_EQ(view.types_at(*root, {member("b")}), types::Null);
}

/// The view finds what the compiler finds: both go through documents by the same keywords.
TEST(SchemaView, FindsWhatTheCompilerFinds) {
  SchemaDocuments documents;
  documents["old.yaml"] =
      yaml_of("{default: {$anchor: x, type: 'null'}, definitions: {d: {$anchor: x, type: boolean}}}",
              "schemas/old.yaml");
  // What looks like an anchor in a value is none; `definitions` holds schemas.
  const Document by_anchor = yaml_of("{properties: {a: {$ref: 'old.yaml#x'}}}", "c.yaml");
  EXPECT_EQ(SchemaView(by_anchor, documents).types_at(*by_anchor, {member("a")}), types::Boolean);
  // A reference counts from the $id around it.
  const Document by_id = yaml_of(
      "{properties: {a: {$id: 'headgate:/sub/', properties: {b: {$ref: '#/$defs/x'}}, $defs: {x: {type: "
      "string}}}}, $defs: {x: {type: integer}}}",
      "c.yaml");
  EXPECT_EQ(SchemaView(by_id, documents).types_at(*by_id, {member("a"), member("b")}), types::String);
  // Nobody wrote the standard's own schemas here.
  const Document standard = yaml_of("{$ref: 'https://json-schema.org/draft/2020-12/schema'}");
  EXPECT_EQ(SchemaView(standard, documents).types_at(*standard, {}), types::All);
}

TEST(SchemaView, NamesMembersAndPlaces) {
  const Document root = yaml_of(
      "{properties: {a: {items: {properties: {b: true}}}, self: {$ref: '#'}}, anyOf: [{properties: {c: true, "
      "a: true}}]}");
  const SchemaDocuments none;
  const SchemaView view(root, none);
  EXPECT_THAT(view.members_at(*root, {}), ElementsAre("a", "self", "c"));
  EXPECT_THAT(view.members_at(*root, {member("a"), kElement}), ElementsAre("b"));
  using Place = std::vector<std::string>;
  // What refers to itself is entered once more, and no further.
  EXPECT_THAT(view.named_places(),
              UnorderedElementsAre(Place{}, Place{"a"}, Place{"a", "*"}, Place{"a", "*", "b"}, Place{"c"},
                                   Place{"self"}, Place{"self", "a"}, Place{"self", "a", "*"},
                                   Place{"self", "a", "*", "b"}, Place{"self", "c"}, Place{"self", "self"}));
}

TEST(SchemaView, EndsOnSchemasThatMultiply) {
  std::string text = "{$defs: {a0: {type: string}";
  for (int i = 1; i < 60; ++i) {
    text += fmt::format(", a{0}: {{anyOf: [{{$ref: '#/$defs/a{1}'}}, {{$ref: '#/$defs/a{1}'}}]}}", i, i - 1);
  }
  const Document root = yaml_of(text + "}, $ref: '#/$defs/a59'}");
  const SchemaDocuments none;
  const SchemaView view(root, none);
  EXPECT_NE(view.types(*root), 0);
  EXPECT_THAT(view.named_places(), ElementsAre(ElementsAre()));
}

}  // namespace
}  // namespace headgate::author
