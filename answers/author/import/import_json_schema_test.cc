// SPDX-License-Identifier: Apache-2.0
#include "answers/author/import/import.h"

#include "answers/author/author_test_support.h"
#include "schema/canonical.h"

namespace headgate::author {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

std::string said(const std::string& yaml) {
  const auto imported = import_json_schema(yaml_of(yaml));
  if (!imported) return imported.error().message;
  return canonical_json(**yaml_of(write_yaml(Yaml::map({{"expect", imported->expect}})))->member("expect"));
}

std::vector<std::string> notes(const std::string& yaml) { return import_json_schema(yaml_of(yaml))->notes; }

TEST(ImportJsonSchema, KeepsTheWordsOfTheStandard) {
  const std::string schema =
      "{type: object, properties: {a: {enum: [1, null, {definitions: 1}]}, b: {$ref: '#/$defs/x'}}, "
      "required: [a], "
      "anyOf: [{not: {const: 2}}, true], $defs: {x: {prefixItems: [{}], items: false}}}";
  EXPECT_EQ(said(schema), canonical_json(*yaml_of(schema)));
  EXPECT_THAT(notes(schema), IsEmpty());
  EXPECT_EQ(said("true"), "true");
}

TEST(ImportJsonSchema, RewritesEarlierDrafts) {
  EXPECT_EQ(said("{$ref: '#/definitions/a', definitions: {a: {type: string}}}"),
            R"({"$defs":{"a":{"type":"string"}},"$ref":"#/$defs/a"})");
  EXPECT_EQ(said("{dependencies: {a: [b], c: {required: [d]}}}"),
            R"({"dependentRequired":{"a":["b"]},"dependentSchemas":{"c":{"required":["d"]}}})");
  EXPECT_EQ(said("{items: [{type: string}], additionalItems: false}"),
            R"({"items":false,"prefixItems":[{"type":"string"}]})");
  EXPECT_EQ(said("{items: {type: string}, additionalItems: false}"), R"({"items":{"type":"string"}})");
  EXPECT_EQ(said("{minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false}"),
            R"({"exclusiveMinimum":1,"maximum":9})");
  EXPECT_EQ(said("{$id: '#here', type: string, nullable: true}"),
            R"({"$anchor":"here","type":["string","null"]})");
  EXPECT_EQ(said("{$schema: 'http://json-schema.org/draft-04/schema#', id: 'http://x/y#'}"),
            R"({"$id":"http://x/y"})");
}

TEST(ImportJsonSchema, LeavesOutWhatSaysNothingAndTellsSo) {
  EXPECT_EQ(said("{x-owner: me, type: string}"), R"({"type":"string"})");
  EXPECT_THAT(notes("{x-owner: me, type: string}"),
              Contains(HasSubstr("left out, since no vocabulary has them: x-owner")));
  const std::string draft7 =
      "{$schema: 'http://json-schema.org/draft-07/schema#', properties: {a: {$ref: '#/definitions/b', "
      "maxLength: 1}}, "
      "definitions: {b: true}}";
  EXPECT_EQ(said(draft7), R"({"$defs":{"b":true},"properties":{"a":{"$ref":"#/$defs/b"}}})");
  EXPECT_THAT(notes(draft7), Contains(HasSubstr("maxLength stood beside $ref, where its draft ignores it")));
  EXPECT_THAT(notes("{format: email}"), Contains(HasSubstr("formats: assert")));
}

TEST(ImportJsonSchema, RefusesWhatIsNoSchema) {
  EXPECT_THAT(said("{foo: 1}"), HasSubstr("no JSON Schema: none of its keys is a keyword (foo)"));
  EXPECT_THAT(said("{id: '1', name: x, a: 1, b: 2, c: 3, title: t, description: d}"),
              HasSubstr("(id, name, a, b, c, ...)"));
  EXPECT_THAT(said("{type: order, required: 3}"), HasSubstr("no JSON Schema"));
  EXPECT_THAT(said("{apiVersion: v3.0.2, kind: DataContract, id: x, version: 1.0.0, status: active, "
                   "description: {purpose: p}, schema: [{name: t, logicalType: object}]}"),
              HasSubstr("this is a data contract (apiVersion, kind) and no schema: --from odcs"));
  // What says yes to everything on purpose.
  for (const char* schema : {"{}", "true"}) EXPECT_EQ(said(schema), schema);
  EXPECT_EQ(said("{type: [string, 'null']}"), R"({"type":["string","null"]})");
  EXPECT_EQ(said("{required: [a]}"), R"({"required":["a"]})");
}

TEST(ImportJsonSchema, ColumnsKnowWhereIdAndTimeStand) {
  const auto imported =
      import_json_schema(yaml_of("{type: object, properties: {id: {type: string}, messageId: {type: string}, "
                                 "time: {type: string}, at: {type: "
                                 "string}}}"));
  ASSERT_TRUE(imported);
  Identification identification;
  identification.event_id = {"messageId"};
  identification.event_time = {{{"at"}, {}}};
  const auto text = write_contract("s", "event", "Imported.", *imported, identification);
  ASSERT_TRUE(text);
  EXPECT_THAT(*text, HasSubstr("from: /id"));
  EXPECT_THAT(*text, testing::Not(HasSubstr("from: /messageId")));
  EXPECT_THAT(*text, HasSubstr("date_time"));
  const std::size_t at = text->find("from: /time");
  ASSERT_NE(at, std::string::npos);
  EXPECT_THAT(text->substr(at, 40), HasSubstr("string"));
}

TEST(ImportJsonSchema, RefusesWhatHasNoCounterpart) {
  EXPECT_THAT(said("{$schema: 'http://json-schema.org/draft-03/schema#'}"),
              HasSubstr("bring the schema to a later draft"));
  EXPECT_THAT(said("{$schema: 'http://example.com/mine'}"),
              HasSubstr("given.yaml:1:11: \"http://example.com/mine\" is no dialect"));
  EXPECT_THAT(said("{required: true}"), HasSubstr("the flag is of draft 3"));
  EXPECT_THAT(said("{$recursiveRef: '#'}"), HasSubstr("became $dynamicRef"));
  EXPECT_THAT(said("{nullable: true, enum: [a]}"), HasSubstr("write null into the values by hand"));
  EXPECT_THAT(said("{dependencies: [a]}"), HasSubstr("dependencies has to be a map, here stands a list"));
  EXPECT_THAT(said("{properties: [a]}"), HasSubstr("a map of schemas"));
  EXPECT_THAT(said("{anyOf: {a: b}}"), HasSubstr("a list of schemas"));
}

TEST(ImportJsonSchema, SaysWhereAPatternStandsThatIsNone) {
  EXPECT_THAT(
      said("properties:\n  a:\n    type: string\n    pattern: '(?=x)y'\n"),
      HasSubstr("given.yaml:4:14: the pattern \"(?=x)y\" cannot be taken over: RE2 has no look-ahead"));
  EXPECT_THAT(said("patternProperties:\n  '^x': true\n  '[a': {type: string}\n"),
              HasSubstr("given.yaml:3:3: the pattern \"[a\" cannot be taken over: a [ is not closed"));
  EXPECT_THAT(said("$defs: {a: {items: [{pattern: '(a'}]}}\n"), HasSubstr("given.yaml:1:31: the pattern"));
  EXPECT_THAT(said("properties:\n  pattern: {pattern: '\\1(a)'}\n"),
              HasSubstr("given.yaml:2:22: the pattern"));
}

}  // namespace
}  // namespace headgate::author
