// SPDX-License-Identifier: Apache-2.0
#include "answers/author/author_test_support.h"
#include "answers/author/import/import.h"
#include "answers/author/lint/lint.h"
#include "schema/canonical.h"

namespace headgate::author {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Writes a data contract with one object of these properties, in YAML's flow form.
std::string odcs(const std::string& properties, const std::string& version = "v3.1.0") {
  return "{apiVersion: " + version +
         ", kind: DataContract, id: x, version: 2.3.4, status: active, "
         "schema: [{name: orders, logicalType: object, properties: [" +
         properties + "]}]}";
}

Result<Imported> imported(const std::string& text, const std::string& object = "",
                          const std::string& at = "") {
  return import_odcs(yaml_of(text), object, *split_json_pointer(at));
}

std::string said(const Result<Imported>& imported) {
  if (!imported) return imported.error().message;
  return canonical_json(**yaml_of(write_yaml(Yaml::map({{"expect", imported->expect}})))->member("expect"));
}

/// Gives the schema of a property `a` with these keys beside its name.
std::string said_of(const std::string& keys, const std::string& version = "v3.1.0") {
  const auto result = imported(odcs("{name: a, " + keys + "}", version));
  const std::string all = said(result);
  const std::string before = R"({"properties":{"a":)", behind = R"(},"type":"object"})";
  if (!all.starts_with(before)) return all;
  const std::size_t end = all.rfind(R"(},"required":["a"])");
  const std::string schema = all.substr(before.size(), std::min(end, all.rfind(behind)) - before.size());
  return schema + (end == std::string::npos ? "" : " required");
}

std::vector<std::string> notes_of(const std::string& keys) {
  return imported(odcs("{name: a, " + keys + "}"))->notes;
}

TEST(ImportOdcs, SaysEachLogicalType) {
  EXPECT_EQ(said_of("logicalType: string"), R"({"type":["string","null"]})");
  EXPECT_EQ(said_of("logicalType: string, required: true"), R"({"type":"string"} required)");
  EXPECT_EQ(said_of("logicalType: integer"), R"({"type":["integer","null"]})");
  EXPECT_EQ(said_of("logicalType: number"), R"({"type":["number","null"]})");
  EXPECT_EQ(said_of("logicalType: boolean"), R"({"type":["boolean","null"]})");
  EXPECT_EQ(said_of("logicalType: date"), R"({"format":"date","type":["string","null"]})");
  EXPECT_EQ(said_of("logicalType: timestamp"), R"({"format":"date-time","type":["string","null"]})");
  EXPECT_EQ(said_of("logicalType: time"), R"({"format":"time","type":["string","null"]})");
  EXPECT_EQ(said_of("logicalType: object"), R"({"type":["object","null"]})");
  EXPECT_EQ(said_of("logicalType: array"), R"({"type":["array","null"]})");
  EXPECT_EQ(said_of("physicalType: INT"), "true");
  EXPECT_EQ(said_of("required: true"), R"({"type":["object","array","string","number","boolean"]} required)");
  EXPECT_THAT(said_of("logicalType: strin"),
              HasSubstr("there is no logicalType \"strin\", did you mean \"string\"?"));
}

TEST(ImportOdcs, SaysWhatIsInside) {
  EXPECT_EQ(
      said_of("logicalType: object, properties: [{name: b, logicalType: string, required: true}, {name: c}], "
              "logicalTypeOptions: {required: [c], minProperties: 1, maxProperties: 3}"),
      R"({"maxProperties":3,"minProperties":1,"properties":{"b":{"type":"string"},"c":true},)"
      R"("required":["b","c"],"type":["object","null"]})");
  EXPECT_EQ(
      said_of(
          "logicalType: array, items: {logicalType: object, properties: [{name: b, logicalType: number}]}, "
          "logicalTypeOptions: {minItems: 1, maxItems: 2, uniqueItems: true}"),
      R"({"items":{"properties":{"b":{"type":["number","null"]}},"type":["object","null"]},)"
      R"("maxItems":2,"minItems":1,"type":["array","null"],"uniqueItems":true})");
  EXPECT_EQ(said_of("logicalType: array, items: {logicalType: string, required: true}"),
            R"({"items":{"type":"string"},"type":["array","null"]})");
}

TEST(ImportOdcs, SaysTheOptions) {
  EXPECT_EQ(said_of("logicalType: string, logicalTypeOptions: {minLength: 1, maxLength: 3, pattern: '^x', "
                    "format: uuid}"),
            R"({"format":"uuid","maxLength":3,"minLength":1,"pattern":"^x","type":["string","null"]})");
  EXPECT_EQ(
      said_of(
          "logicalType: number, logicalTypeOptions: {minimum: 1, exclusiveMaximum: 2.5, multipleOf: 0.5}"),
      R"({"exclusiveMaximum":25e-1,"minimum":1,"multipleOf":5e-1,"type":["number","null"]})");
  EXPECT_EQ(
      said_of("logicalType: integer, logicalTypeOptions: {maximum: 9, exclusiveMaximum: true, minimum: 1, "
              "exclusiveMinimum: false}",
              "v3.0.2"),
      R"({"exclusiveMaximum":9,"minimum":1,"type":["integer","null"]})");
  EXPECT_EQ(said_of("logicalType: integer, logicalTypeOptions: {format: u8}"),
            R"({"maximum":255,"minimum":0,"type":["integer","null"]})");
  EXPECT_EQ(said_of("logicalType: integer, logicalTypeOptions: {minimum: 5, format: i128}"),
            R"({"allOf":[{"maximum":170141183460469231731687303715884105727,)"
            R"("minimum":-170141183460469231731687303715884105728}],"minimum":5,"type":["integer","null"]})");
  EXPECT_THAT(said_of("logicalType: integer, logicalTypeOptions: {format: i7}"), HasSubstr("i8 to i128"));
  EXPECT_THAT(said_of("logicalType: integer, logicalTypeOptions: {minimum: low}"),
              HasSubstr("has to be a number"));
  EXPECT_THAT(said_of("logicalType: string, logicalTypeOptions: {minLength: x}"),
              HasSubstr("minLength cannot be"));
}

TEST(ImportOdcs, SaysTheRulesThatAskSomethingOfEachEvent) {
  const auto rule = [](const std::string& keys) {
    return said_of("logicalType: string, quality: [{" + keys + "}]");
  };
  EXPECT_EQ(rule("metric: invalidValues, mustBe: 0, arguments: {validValues: [a, null, b, a]}"),
            R"({"enum":["a","b",null],"type":["string","null"]})");
  EXPECT_EQ(
      said_of("logicalType: string, required: true, quality: [{metric: invalidValues, mustBeLessThan: 1, "
              "unit: rows, arguments: {validValues: [a], pattern: '^a'}}]"),
      R"({"enum":["a"],"pattern":"^a","type":"string"} required)");
  EXPECT_EQ(rule("rule: validValues, validValues: [a]"), R"({"enum":["a",null],"type":["string","null"]})");
  EXPECT_EQ(rule("metric: nullValues, mustBe: 0"), R"({"type":"string"} required)");
  EXPECT_EQ(rule("metric: missingValues, mustBe: 0, arguments: {missingValues: [null, '', 'N/A']}"),
            R"({"not":{"enum":["","N/A"]},"type":"string"} required)");
  EXPECT_EQ(
      said_of("logicalType: string, logicalTypeOptions: {enum: [a]}, customProperties: [{property: enum, "
              "value: '[\"a\", \"b\"]'}]"),
      R"({"allOf":[{"enum":["a","b",null]}],"enum":["a",null],"type":["string","null"]})");
}

TEST(ImportOdcs, TellsWhatHasNoEqual) {
  const std::string nothing = R"({"type":["string","null"]})";
  const auto told = [&](const std::string& keys, const std::string& note) {
    EXPECT_EQ(said_of("logicalType: string, " + keys), nothing) << keys;
    EXPECT_THAT(notes_of("logicalType: string, " + keys), Contains(HasSubstr(note))) << keys;
  };
  told("unique: true", "unique is about all rows, and an event is judged alone (/a)");
  told("primaryKey: true", "primaryKey is about all rows");
  told("quality: [{metric: duplicateValues, mustBe: 0}]",
       "quality duplicateValues, which is about all rows (/a)");
  told("quality: [{metric: invalidValues, mustBeLessThan: 5, unit: percent, arguments: {validValues: [x]}}]",
       "quality invalidValues, which takes a number of rows");
  told("quality: [{metric: nullValues, mustBeLessThan: 1, unit: percent}]", "which takes a number of rows");
  told("quality: [{type: sql, query: x, mustBe: 0}]", "quality of the type sql");
  told("quality: [{type: text, description: x}]", "quality of the type text");
  told("classification: restricted", "classification hides nothing here: mask");
  told("logicalTypeOptions: {minimum: 1}", "not taken over: minimum of string");
  told("tags: [x], physicalType: TEXT", "left out, since it asks nothing of an event: physicalType, tags");
  EXPECT_THAT(notes_of("logicalType: date, logicalTypeOptions: {minimum: '2020-01-01', format: yyyy}"),
              testing::IsSupersetOf({HasSubstr("minimum of date, which no keyword about texts can say"),
                                     HasSubstr("format of date")}));
  EXPECT_THAT(notes_of("logicalType: string, unique: false, primaryKey: false"),
              Not(Contains(HasSubstr("rows, and"))));
  EXPECT_THAT(
      imported("{apiVersion: v3.0.0, kind: DataContract, servers: [], team: [], schema: [{name: a, quality: "
               "[{rule: rowCount, mustBe: 3}]}]}")
          ->notes,
      testing::IsSupersetOf({HasSubstr("not about the form of events: servers, team"),
                             HasSubstr("quality rowCount, which is about all rows (/)")}));
}

TEST(ImportOdcs, NamesMembersAsTheDataDoes) {
  const auto result =
      imported(odcs("{name: order, physicalName: ord_no, businessName: The order, description: Its "
                    "number., logicalType: string, examples: [a, b], required: true}"));
  EXPECT_EQ(
      said(result),
      R"({"properties":{"ord_no":{"$comment":"the contract calls it order","description":"Its number.",)"
      R"("examples":["a","b"],"title":"The order","type":"string"}},"required":["ord_no"],"type":"object"})");
  EXPECT_THAT(said(imported(odcs("{name: a}, {name: b, physicalName: a}"))),
              HasSubstr("two properties \"a\""));
  EXPECT_THAT(said(imported(odcs("{logicalType: string}"))), HasSubstr("a property has to have a name"));
}

TEST(ImportOdcs, PicksOneObjectAndItsPlace) {
  const std::string two =
      "{apiVersion: v3.1.0, kind: DataContract, version: 7, schema: [{name: a, properties: [{name: x}]}, "
      "{name: b}]}";
  EXPECT_THAT(said(imported(two)),
              HasSubstr("there are 2 schema objects, and a contract is for one: --object a|b"));
  EXPECT_THAT(said(imported(two, "c")), HasSubstr("there is no schema object \"c\": there are a, b"));
  EXPECT_EQ(said(imported(two, "b")), R"({"type":"object"})");
  EXPECT_EQ(said(imported(two, "a", "/detail/row")),
            R"({"properties":{"detail":{"properties":{"row":{"properties":{"x":true},"type":"object"}},)"
            R"("required":["row"],"type":"object"}},"required":["detail"],"type":"object"})");
  EXPECT_EQ(imported(two, "a")->version, "7");
  EXPECT_THAT(imported(odcs("{name: a, unique: true}"), "", "/detail")->notes,
              Contains(HasSubstr("(/detail/a)")));
}

TEST(ImportOdcs, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(said(imported(odcs("{name: a}", "v2.2.2"))),
              HasSubstr("apiVersion \"v2.2.2\" is not known here"));
  EXPECT_THAT(said(imported(odcs("{name: a}", "v3.2.0"))), HasSubstr("v3.0 and v3.1 of ODCS are"));
  EXPECT_THAT(said(imported("{kind: DataContract, apiVersion: v3.1.0}")), HasSubstr("describes nothing"));
  EXPECT_THAT(said(imported("{kind: DataContract, apiVersion: v3.1.0, schema: [x]}")),
              HasSubstr("has to be a map"));
  EXPECT_THAT(said(imported("{kind: DataContract, apiVersion: v3.1.0, schema: [{properties: []}]}")),
              HasSubstr("has to have a name"));
  EXPECT_THAT(said(imported("{foo: 1}")), HasSubstr("no data contract of ODCS"));
  EXPECT_THAT(said_of("required: 1"), HasSubstr("required has to be true or false"));
  EXPECT_THAT(said_of("quality: {a: 1}"), HasSubstr("quality has to be a list"));
  EXPECT_THAT(said_of("logicalType: string, logicalTypeOptions: {enum: [null]}"),
              HasSubstr("no value is allowed"));
  std::string deep = "{name: a}";
  for (int i = 0; i < 120; ++i) deep = "{name: a, logicalType: object, properties: [" + deep + "]}";
  EXPECT_THAT(said(imported(odcs(deep))), HasSubstr("more than 100 deep"));
}

TEST(ImportOdcs, MakesAContractWithoutWarnings) {
  const auto result =
      imported(odcs("{name: at, logicalType: timestamp, required: true}, {name: day, logicalType: date}, "
                    "{name: n, logicalType: integer}, {name: x, logicalType: number}, {name: any}, "
                    "{name: list, logicalType: array, items: {logicalType: integer}}, "
                    "{name: who, logicalType: object, properties: [{name: id, logicalType: string}]}"));
  const auto text = write_contract("s", "event", "Imported.", *result);
  ASSERT_TRUE(text);
  EXPECT_THAT(*text, HasSubstr("version: 2.3.4\n"));
  EXPECT_THAT(*text, HasSubstr("at: {from: /at, type: timestamp}"));
  EXPECT_THAT(*text, HasSubstr("day: {from: /day, type: date}"));
  EXPECT_THAT(*text, HasSubstr("list: {from: /list, type: list<int64>}"));
  std::vector<std::string> codes;
  for (const Warning& warning : lint(contract_of(*text))) codes.push_back(warning.code);
  EXPECT_THAT(codes, testing::Each("idle_format"));
}

}  // namespace
}  // namespace headgate::author
