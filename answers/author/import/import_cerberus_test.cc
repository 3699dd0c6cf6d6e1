// SPDX-License-Identifier: Apache-2.0
#include "answers/author/import/import.h"

#include "answers/author/author_test_support.h"
#include "judge/identify.h"
#include "schema/canonical.h"

namespace headgate::author {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Result<Imported> import(const std::string& json, bool is_closed = false) {
  const auto document = read_json(json, "cerberus.json");
  EXPECT_TRUE(document.has_value()) << (document ? "" : document.error().message);
  return import_cerberus(*document, is_closed);
}

/// Gives what becomes of the rules of one field, as JSON with sorted keys.
std::string field(const std::string& rules) {
  const auto imported = import("{\"a\": " + rules + "}");
  if (!imported) return imported.error().message;
  const Document expect = yaml_of(write_yaml(imported->expect));
  return canonical_json(**(*expect->member("properties"))->member("a"));
}

/// Gives what becomes of a whole schema, without its properties.
std::string around(const std::string& fields, bool is_closed = false) {
  const auto imported = import(fields, is_closed);
  if (!imported) return imported.error().message;
  Yaml expect = imported->expect;
  std::erase_if(expect.members, [](const auto& member) { return member.first == "properties"; });
  return canonical_json(*yaml_of(write_yaml(expect)));
}

TEST(ImportCerberus, TakesTypes) {
  EXPECT_EQ(field(R"({"type": "string"})"), R"({"type":"string"})");
  EXPECT_EQ(field(R"({"type": "integer", "nullable": true})"), R"({"type":["integer","null"]})");
  EXPECT_EQ(field(R"({"type": "float"})"), R"({"type":"number"})");
  EXPECT_EQ(field(R"({"type": "number"})"), R"({"type":"number"})");
  EXPECT_EQ(field(R"({"type": ["string", "integer", "list"]})"), R"({"type":["array","string","integer"]})");
  EXPECT_EQ(field(R"({"type": "dict"})"), R"({"type":"object"})");
  EXPECT_EQ(field(R"({"type": "container"})"), R"({"type":["object","array"]})");
  // Nothing said is still not null.
  EXPECT_EQ(field("{}"), R"({"type":["object","array","string","number","boolean"]})");
  EXPECT_EQ(field(R"({"nullable": true})"), "true");
}

TEST(ImportCerberus, TakesRequiredMembersAndNestedMaps) {
  EXPECT_EQ(around(R"({"a": {"required": true, "type": "string"}, "b": {"type": "string"}})"),
            R"({"required":["a"],"type":"object"})");
  EXPECT_EQ(field(R"({"type": "dict", "schema": {"x": {"type": "string", "required": true}}})"),
            R"({"properties":{"x":{"type":"string"}},"required":["x"],"type":"object"})");
  EXPECT_EQ(field(R"({"type": "list", "schema": {"type": "string", "nullable": true}})"),
            R"({"items":{"type":["string","null"]},"type":"array"})");
  EXPECT_EQ(
      field(R"({"type": "dict", "require_all": true, "schema": {"x": {"type": "string"},
                      "y": {"type": "string", "required": false}}})"),
      R"({"properties":{"x":{"type":"string"},"y":{"type":"string"}},"required":["x"],"type":"object"})");
}

TEST(ImportCerberus, SaysWhatUnknownMembersAre) {
  EXPECT_EQ(around(R"({"a": {"type": "string"}})", true),
            R"({"additionalProperties":false,"type":"object"})");
  EXPECT_EQ(field(R"({"type": "dict", "allow_unknown": false, "schema": {}})"),
            R"({"additionalProperties":false,"type":"object"})");
  EXPECT_EQ(field(R"({"type": "dict", "allow_unknown": {"type": "integer"}, "schema": {}})"),
            R"({"additionalProperties":{"type":"integer"},"type":"object"})");
  // It holds for everything below, until it is said otherwise.
  EXPECT_EQ(
      field(R"({"type": "dict", "allow_unknown": false, "schema": {"x": {"type": "dict", "schema": {}}}})"),
      R"({"additionalProperties":false,"properties":{"x":{"additionalProperties":false,"type":"object"}},)"
      R"("type":"object"})");
}

TEST(ImportCerberus, TakesValues) {
  EXPECT_EQ(field(R"({"type": "string", "allowed": ["a"]})"), R"({"const":"a"})");
  EXPECT_EQ(field(R"({"type": "string", "allowed": ["a", "b"]})"), R"({"enum":["a","b"]})");
  EXPECT_EQ(field(R"({"type": "string", "nullable": true, "allowed": ["a"]})"), R"({"enum":["a",null]})");
  EXPECT_EQ(field(R"({"type": "list", "allowed": ["a"]})"), R"({"items":{"enum":["a"]},"type":"array"})");
  EXPECT_EQ(field(R"({"type": "dict", "allowed": ["a"]})"),
            R"({"propertyNames":{"enum":["a"]},"type":"object"})");
  EXPECT_EQ(field(R"({"type": ["string", "list"], "allowed": ["a"]})"),
            R"({"anyOf":[{"enum":["a"]},{"type":["object","array"]}],"items":{"enum":["a"]},)"
            R"("propertyNames":{"enum":["a"]},"type":["array","string"]})");
  EXPECT_EQ(field(R"({"type": "string", "forbidden": ["a", null]})"),
            R"({"not":{"enum":["a"]},"type":"string"})");
  EXPECT_EQ(field(R"({"type": "list", "forbidden": ["a"]})"),
            R"({"items":{"not":{"enum":["a"]}},"type":"array"})");
}

TEST(ImportCerberus, TakesBoundsLengthsAndPatterns) {
  EXPECT_EQ(field(R"({"type": "integer", "min": 0, "max": 9})"),
            R"({"maximum":9,"minimum":0,"type":"integer"})");
  EXPECT_EQ(field(R"({"type": "string", "minlength": 2, "maxlength": 5})"),
            R"({"maxLength":5,"minLength":2,"type":"string"})");
  EXPECT_EQ(field(R"({"type": "list", "minlength": 2})"), R"({"minItems":2,"type":"array"})");
  EXPECT_EQ(field(R"({"type": "string", "empty": false})"), R"({"minLength":1,"type":"string"})");
  EXPECT_EQ(field(R"({"type": "string", "empty": false, "minlength": 3})"),
            R"({"minLength":3,"type":"string"})");
  EXPECT_EQ(field(R"({"type": "dict", "empty": false})"), R"({"minProperties":1,"type":"object"})");
  // `empty: true` is more than nothing: it excuses the empty text from the rest.
  EXPECT_EQ(field(R"({"type": "string", "empty": true, "minlength": 3})"),
            R"({"anyOf":[{"enum":[""]},{"minLength":3}],"type":"string"})");
  EXPECT_EQ(field(R"({"type": "string", "regex": "[a-z]+"})"), R"({"pattern":"^[a-z]+$","type":"string"})");
  EXPECT_EQ(field(R"({"type": "string", "regex": "^a|b$"})"),
            R"~({"pattern":"^(?:^a|b$)","type":"string"})~");
  EXPECT_EQ(field(R"({"type": "string", "regex": "\\Aa\\Z"})"), R"({"pattern":"^a$$","type":"string"})");
}

TEST(ImportCerberus, TakesElementsKeysAndValues) {
  EXPECT_EQ(
      field(R"({"type": "list", "items": [{"type": "string"}, {"type": "integer"}]})"),
      R"({"maxItems":2,"minItems":2,"prefixItems":[{"type":"string"},{"type":"integer"}],"type":"array"})");
  EXPECT_EQ(field(R"({"type": "list", "contains": ["a", "b"]})"),
            R"({"allOf":[{"contains":{"const":"b"}}],"contains":{"const":"a"},"type":"array"})");
  EXPECT_EQ(
      field(
          R"({"type": "dict", "keysrules": {"type": "string", "regex": "x+"},
                      "valuesrules": {"type": "integer"}})"),
      R"({"additionalProperties":{"type":"integer"},"propertyNames":{"pattern":"^x+$","type":"string"},)"
      R"("type":"object"})");
  // valuesrules are about the described members, too.
  EXPECT_EQ(
      field(R"({"type": "dict", "schema": {"x": {"nullable": true}}, "valuesrules": {"type": "integer"}})"),
      R"({"allOf":[{"additionalProperties":{"type":"integer"}}],"properties":{"x":true},"type":"object"})");
}

TEST(ImportCerberus, TakesAlternatives) {
  EXPECT_EQ(field(R"({"anyof": [{"type": "string"}, {"type": "integer"}]})"),
            R"({"anyOf":[{"type":"string"},{"type":"integer"}]})");
  EXPECT_EQ(field(R"({"anyof_type": ["string", "integer"]})"),
            R"({"anyOf":[{"type":"string"},{"type":"integer"}]})");
  EXPECT_EQ(field(R"({"type": "integer", "allof": [{"min": 1}, {"max": 5}]})"),
            R"({"allOf":[{"minimum":1},{"maximum":5}],"type":"integer"})");
  EXPECT_EQ(field(R"({"type": "integer", "oneof": [{"min": 1}, {"max": 5}]})"),
            R"({"oneOf":[{"minimum":1},{"maximum":5}],"type":"integer"})");
  EXPECT_EQ(field(R"({"type": "string", "noneof": [{"allowed": ["a"]}]})"),
            R"({"not":{"anyOf":[{"const":"a"}]},"type":"string"})");
  EXPECT_EQ(field(
                R"({"type": "dict", "anyof_schema": [{"x": {"type": "string", "required": true}},
                                                        {"y": {"type": "string"}}]})"),
            R"({"anyOf":[{"properties":{"x":{"type":"string"}},"required":["x"]},)"
            R"({"properties":{"y":{"type":"string"}}}],)"
            R"("type":"object"})");
}

/// `nullable` does not reach into alternatives: null is refused there (Cerberus 1.3.3).
TEST(ImportCerberus, KeepsNullOutOfAlternatives) {
  EXPECT_EQ(field(R"({"nullable": true, "anyof": [{"type": "string"}, {"type": "integer"}]})"),
            R"({"anyOf":[{"type":"string"},{"type":"integer"}]})");
  EXPECT_EQ(field(R"({"nullable": true, "type": "integer", "anyof": [{"min": 5}, {"max": 1}]})"),
            R"({"anyOf":[{"minimum":5,"type":"integer"},{"maximum":1,"type":"integer"}],)"
            R"("type":["integer","null"]})");
  EXPECT_EQ(field(R"({"anyof": [{"type": "string", "nullable": true}, {"type": "integer"}]})"),
            R"({"anyOf":[{"type":["string","null"]},{"type":"integer"}],)"
            R"("type":["object","array","string","number","boolean"]})");
}

TEST(ImportCerberus, TakesRulesAboutOtherFields) {
  EXPECT_EQ(around(R"({"a": {"dependencies": "b"}, "c": {"dependencies": ["a", "b"]}})"),
            R"({"dependentRequired":{"a":["b"],"c":["a","b"]},"type":"object"})");
  EXPECT_EQ(around(R"({"a": {"dependencies": {"b": ["x", "y"]}}})"),
            R"({"dependentSchemas":{"a":{"properties":{"b":{"enum":["x","y"]}},"required":["b"]}},)"
            R"("type":"object"})");
  EXPECT_EQ(
      around(R"({"a": {"dependencies": "b.c"}})"),
      R"({"dependentSchemas":{"a":{"properties":{"b":{"required":["c"],"type":"object"}},"required":["b"]}},)"
      R"("type":"object"})");
  EXPECT_EQ(around(R"({"a": {"excludes": "b"}})"),
            R"({"dependentSchemas":{"a":{"properties":{"b":false}}},"type":"object"})");
  EXPECT_EQ(around(R"({"a": {"required": true, "excludes": "b"}, "b": {"required": true, "excludes": "a"}})"),
            R"({"oneOf":[{"required":["a"]},{"required":["b"]}],"type":"object"})");
}

TEST(ImportCerberus, LetsWhatIsFilledInBeMissing) {
  const auto imported = import(R"({"a": {"type": "string", "required": true, "default": "x"}})");
  ASSERT_TRUE(imported.has_value());
  EXPECT_EQ(imported->expect.find("required"), nullptr);
  EXPECT_EQ(field(R"({"type": "string", "default": "x"})"), R"({"type":["string","null"]})");
  EXPECT_THAT(imported->notes, Contains(HasSubstr("default: Cerberus fills it in")));
}

TEST(ImportCerberus, TellsWhereItJudgesOtherwise) {
  const auto imported =
      import(R"({"a": {"type": "integer"}, "b": {"type": "dict", "schema": {"c": {"type": "float"}}}})");
  ASSERT_TRUE(imported.has_value());
  EXPECT_THAT(imported->notes, Contains(AllOf(HasSubstr("refuses 1.0"), HasSubstr("(/a)"))));
  EXPECT_THAT(imported->notes, Contains(AllOf(HasSubstr("float: Cerberus takes true"), HasSubstr("(/b/c)"))));
  EXPECT_THAT(imported->notes, Contains(HasSubstr("allow_unknown=True")));
  EXPECT_THAT(import(R"({"a": {"type": "string"}})", true)->notes, IsEmpty());
}

TEST(ImportCerberus, RefusesWhatItCannotSay) {
  for (const auto& [rules, said] : std::vector<std::pair<std::string, std::string>>{
           {R"({"coerce": "int"})", "cerberus.json:1:8: the rule \"coerce\" cannot be taken over"},
           {R"({"check_with": "x"})", "it runs Python"},
           {R"({"rename": "b"})", "it changes events"},
           {R"({"readonly": true})", "leave the field out"},
           {R"({"type": "datetime"})", "no value of JSON is of the type \"datetime\""},
           {R"({"type": "strin"})", "did you mean \"string\"?"},
           {R"({"minlenght": 1})", "did you mean \"minlength\"?"},
           {R"("registered")", "names a set of rules that Python code registers"},
           {R"({"schema": {"type": "string"}})", "say type: dict or type: list"},
           {R"({"type": "dict", "schema": "registered"})", "write it out"},
           {R"({"min": "a"})", "a contract compares numbers only"},
           {R"({"maxlength": "a"})", "maxlength has to be an integer"},
           {R"({"maxlength": -1})", "nothing would be clean"},
           {R"({"regex": "(?=a)b"})", "cannot be taken over"},
           {R"({"items": []})", "say type: list beside it"},
           {R"({"type": "list", "items": {}})", "items has to be a list, here stands a map"},
           {R"({"required": "yes"})", "required has to be true or false, here stands \"yes\""},
           {R"({"type": "dict", "schema": 5})",
            "a schema has to be a map from fields to rules, here stands \"5\""},
           {R"({"contains": 1})", "say type: list beside it"},
           {R"({"allowed": []})", "nothing would be clean"},
           {R"({"allowed": "a"})", "allowed has to be a list"},
           {R"({"anyof": []})", "anyof has to be a list of rules"},
           {R"({"anyof": [{}], "anyof_type": ["string"]})", "Cerberus forgets one of them"},
           {R"({"anyof": [{"dependencies": "b"}]})", "write it into the rules of a field"},
           {R"({"dependencies": {"b": [null]}})", "a dependency on null"},
           {R"({"required": true, "excludes": "b"})", "by hand with oneOf"}}) {
    EXPECT_THAT(field(rules), HasSubstr(said)) << rules;
  }
}

TEST(WriteContract, ProposesAColumnForEachLeaf) {
  const auto imported =
      import(R"({"id": {"type": "string"}, "time": {"type": "string"}, "detail": {"type": "dict", "schema": {
      "id": {"type": "string"}, "n": {"type": "integer"}, "x": {"type": "float"}, "ok": {"type": "boolean"},
      "tags": {"type": "list", "schema": {"type": "string"}}, "free": {"nullable": true},
      "year": {"type": "integer"},
      "query": {"anyof": [{"type": "list", "schema": {"type": "string"}}, {"type": "string"}]},
      "people": {"type": "list", "schema": {"type": "dict", "schema": {"name": {"type": "string"}}}},
      "spans": {"type": "list", "schema": {"type": "dict", "schema": {
        "@type": {"type": "string"}, "http.status": {"type": "integer"}, "Type": {"type": "string"}}}},
      "sub": {"type": "dict", "schema": {"n": {"type": "string"}}},
      "odd-name": {"type": ["string", "integer"]}}}})");
  ASSERT_TRUE(imported.has_value());
  const auto text = write_contract("s", "event", "Imported.", *imported);
  ASSERT_TRUE(text.has_value());
  const ContractSource source = contract_of(*text);
  std::vector<std::string> columns;
  for (const Column& column : source.plan->columns) {
    columns.push_back(column.name + ": " + type_text(column) + " " + pointer_text(column.from) +
                      (column.wrap_scalar ? " wrap" : ""));
  }
  EXPECT_THAT(columns,
              ElementsAre("date_time: timestamp /time", "id: string /detail/id", "detail_n: int64 /detail/n",
                          "x: double /detail/x", "ok: boolean /detail/ok", "tags: list<string> /detail/tags",
                          "free: json /detail/free", "detail_year: int64 /detail/year",
                          "query: list<string> /detail/query wrap",
                          "people: list<struct<name: string>> /detail/people",
                          "spans: list<struct<type_2 from '@type': string, http_status from 'http.status': "
                          "int64, Type: string>> /detail/spans",
                          "sub_n: string /detail/sub/n", "odd_name: string /detail/odd-name"));
  EXPECT_THAT(*text, AllOf(HasSubstr("# Imported.\n# - "), Not(HasSubstr("\n\n\n"))));
}

}  // namespace
}  // namespace headgate::author
