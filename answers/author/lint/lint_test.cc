// SPDX-License-Identifier: Apache-2.0
#include "answers/author/lint/lint.h"

#include <fstream>
#include <sstream>

#include "answers/author/author_test_support.h"

namespace headgate::author {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Writes each warning as `line:column code: message`.
std::vector<std::string> warnings(const std::string& text, const SchemaTexts& schemas = {}) {
  std::vector<std::string> all;
  for (const Warning& warning : lint(contract_of(text, "c.yaml", schemas))) {
    all.push_back(fmt::format("{}:{} {}: {}", warning.line, warning.column, warning.code, warning.message));
  }
  return all;
}

std::vector<std::string> in_expect(const std::string& expect, const std::string& columns = "{}",
                                   const std::string& more = "") {
  return warnings(contract_text(expect, columns, more));
}

TEST(Lint, FindsNothingInWhatIsMeant) {
  EXPECT_THAT(
      in_expect("{type: object, required: [a], properties: {a: {type: [string, 'null']}, b: {enum: [1, x]}}, "
                "anyOf: [{required: [b]}, {properties: {a: {type: string}}}]}",
                "{a: {from: /a, type: string}, other: {from: /elsewhere, type: int64}}"),
      IsEmpty());
}

TEST(Lint, FindsColumnsThatReadNothing) {
  const std::string rating =
      "{type: object, properties: {detail: {type: object, properties: {rating: {type: integer}}, "
      "additionalProperties: false}}}";
  EXPECT_THAT(
      in_expect(rating, "{r: {from: /detail/ratng, type: int64}}"),
      ElementsAre(
          "6:29 impossible_place: column r is always null: expect lets nothing stand at /detail/ratng, "
          "did you mean /detail/rating?"));
  const std::string open = "{type: object, properties: {rating: {type: integer}}}";
  EXPECT_THAT(
      in_expect(open, "{r: {from: /ratng, type: int64}}"),
      ElementsAre(
          "6:29 unknown_member: column r reads /ratng, which expect does not name, did you mean /rating? "
          "Where both are right, name it: ratng: true"));
  EXPECT_THAT(in_expect("{type: object, properties: {rating: {type: integer}, ratng: true}}",
                        "{r: {from: /ratng, type: int64}}"),
              IsEmpty());
  EXPECT_THAT(in_expect("{type: object, properties: {a: {type: string}}}", "{r: {from: /a/b, type: int64}}"),
              ElementsAre(HasSubstr("impossible_place")));
}

TEST(Lint, FindsColumnsThatLoseEveryValue) {
  const auto codes = [](const std::string& schema, const std::string& type) {
    return in_expect("{type: object, properties: {a: " + schema + "}}",
                     "{a: {from: /a, type: " + type + "}}");
  };
  EXPECT_THAT(
      codes("{type: string}", "int64"),
      ElementsAre(
          "6:39 impossible_type: column a is int64, and expect lets only string stand at /a: it is always "
          "null"));
  EXPECT_THAT(codes("{type: [integer, 'null']}", "boolean"),
              ElementsAre(HasSubstr("lets only integer stand")));
  EXPECT_THAT(codes("{type: object}", "string"), ElementsAre(HasSubstr("impossible_type")));
  EXPECT_THAT(codes("{type: string}", "'list<string>'"), ElementsAre(HasSubstr("impossible_type")));
  EXPECT_THAT(codes("{type: string}", "'list<string>', wrap_scalar: true"), IsEmpty());
  EXPECT_THAT(codes("{type: integer}", "timestamp"), ElementsAre(HasSubstr("impossible_type")));
  EXPECT_THAT(codes("{type: integer}", "timestamp, timestamp: epoch_ms"), IsEmpty());
  EXPECT_THAT(codes("{type: [string, integer]}", "string"), IsEmpty());
  EXPECT_THAT(codes("{type: 'null'}", "int64"), IsEmpty());
  EXPECT_THAT(codes("{type: object}", "json"), IsEmpty());
  EXPECT_THAT(codes("{type: array, items: {type: object, properties: {x: {type: string}}}}",
                    "'list<struct<x: double, y: string>>'"),
              ElementsAre(HasSubstr(
                  "field x of an element of column a is double, and expect lets only string stand at "
                  "/a/*/x")));
  EXPECT_THAT(
      codes("{type: object, properties: {x: true, '@x': {type: string}}}", "\"struct<x from '@x': int64>\""),
      ElementsAre(HasSubstr("field x of column a is int64, and expect lets only string stand at /a/@x")));
}

TEST(Lint, FindsColumnsThatLoseSomeTypes) {
  const auto found = [](const std::string& schema, const std::string& type) {
    return in_expect("{type: object, properties: {a: " + schema + "}}",
                     "{a: {from: /a, type: " + type + "}}");
  };
  EXPECT_THAT(
      found("{type: [integer, string, 'null']}", "int64"),
      ElementsAre("6:39 partial_type: column a is int64, and expect lets string stand at /a, too: it is null "
                  "then; string shows each as its text"));
  EXPECT_THAT(found("{type: number}", "int64"),
              ElementsAre(HasSubstr("lets number with a fraction stand at /a, too: it is null then; double "
                                    "takes both")));
  EXPECT_THAT(
      found("{type: [array, string]}", "string"),
      ElementsAre(HasSubstr("lets array stand at /a, too: it is null then; json shows each as it is")));
  EXPECT_THAT(
      found("{type: [array, string]}", "'list<string>'"),
      ElementsAre(HasSubstr("lets string stand at /a, too: it is null then; wrap_scalar: true takes")));
  EXPECT_THAT(found("{anyOf: [{type: object}, {const: 1}]}", "'map<string, json>'"),
              ElementsAre(HasSubstr("partial_type: column a is map<string, json>, and expect lets integer")));
  EXPECT_THAT(
      found("{type: array, items: {type: [integer, boolean]}}", "'list<int64>'"),
      ElementsAre(HasSubstr("an element of column a is int64, and expect lets boolean stand at /a/*, too")));
  EXPECT_THAT(found("{type: array, items: {type: object, properties: {x: {type: [array, string]}}}}",
                    "'list<struct<x: list<string>>>'"),
              ElementsAre(HasSubstr("lets string stand at /a/*/x, too: it is null then; json shows")));
  // All of these are shown, or expect says nothing of what they are.
  for (const auto& [schema, type] : std::vector<std::pair<std::string, std::string>>{
           {"{type: [integer, string, boolean]}", "string"},
           {"{type: number}", "double"},
           {"{type: number}", "'decimal(9, 2)'"},
           {"{type: [array, string, object]}", "json"},
           {"{enum: [1, 2, null]}", "int64"},
           {"{type: [array, 'null']}", "'list<int64>'"},
           {"true", "int64"},
           {"{minimum: 1}", "int64"},
           {"{type: [array, string], items: {type: string}}", "'list<string>', wrap_scalar: true"}}) {
    EXPECT_THAT(found(schema, type), IsEmpty()) << schema << " over " << type;
  }
}

TEST(Lint, FindsObjectsThatMayBeAnything) {
  EXPECT_THAT(
      in_expect("{properties: {a: true}}"),
      ElementsAre(
          "5:9 untyped_object: members are described and type: object is not: a string or a list passes "
          "here unseen"));
  EXPECT_THAT(in_expect("{type: object, properties: {a: {required: [x], properties: {x: true}}}}"),
              ElementsAre(HasSubstr("5:40 untyped_object")));
  EXPECT_THAT(in_expect("{type: [object, string], properties: {a: true}}"), IsEmpty());
}

TEST(Lint, FindsRequiredMembersThatNobodyDescribes) {
  EXPECT_THAT(
      in_expect("{type: object, required: [a, rateing], properties: {a: true, rating: true}}"),
      ElementsAre(
          "5:38 undescribed_member: \"rateing\" is required, and no properties describe it, did you mean "
          "\"rating\"?"));
  EXPECT_THAT(in_expect("{type: object, required: [x_a], patternProperties: {'^x_': true}}"), IsEmpty());
}

TEST(Lint, FindsWhatCanNeverHold) {
  EXPECT_THAT(
      in_expect(
          "{type: object, properties: {a: {type: string, enum: [x, 1]}, b: {type: integer, const: x}}}"),
      ElementsAre(HasSubstr("impossible_value: the value 1 is no string"),
                  HasSubstr("impossible_value: the const x is no integer")));
  EXPECT_THAT(
      in_expect("{type: object, properties: {a: {minimum: 5, maximum: 4.5}, b: {minLength: 2, maxLength: 1}, "
                "c: {minimum: 1, exclusiveMaximum: 1}, d: {minimum: 1, maximum: 1.0}}}"),
      ElementsAre(HasSubstr("minimum 5 leaves nothing below maximum 4.5"),
                  HasSubstr("minLength 2 leaves nothing below maxLength 1"),
                  HasSubstr("minimum 1 leaves nothing below exclusiveMaximum 1")));
  EXPECT_THAT(
      in_expect("{type: object, properties: {a: {type: integer, minLength: 2}}}"),
      ElementsAre(HasSubstr("idle_keyword: minLength is about string, and here may only stand integer")));
}

TEST(Lint, FindsBranchesThatOverlap) {
  EXPECT_THAT(
      in_expect("{oneOf: [{type: integer}, {type: number}]}"),
      ElementsAre(HasSubstr("overlapping_branches: branches 1 and 2 of oneOf both hold for integer")));
  EXPECT_THAT(in_expect("{oneOf: [{minimum: 1}, {type: string}, {minimum: 1.0}]}"),
              ElementsAre(HasSubstr("branches 1 and 3 of oneOf both hold for the same values")));
  EXPECT_THAT(in_expect("{oneOf: [{type: integer}, {type: string}, {type: number, minimum: 5}]}"), IsEmpty());
}

TEST(Lint, FindsFormatsThatJudgeNothing) {
  const std::string expect = "{type: object, properties: {a: {format: date-time}, b: {format: uuid}}}";
  EXPECT_THAT(in_expect(expect), ElementsAre(HasSubstr("idle_format: format: date-time only tells people")));
  EXPECT_THAT(in_expect(expect, "{}", "formats: assert\n"), IsEmpty());
  EXPECT_THAT(in_expect("{format: date-tim}"),
              ElementsAre(HasSubstr("unknown_format: there is no format \"date-tim\" that "
                                    "can be checked, did you mean \"date-time\"?")));
}

TEST(Lint, FindsDefinitionsThatNobodyUses) {
  EXPECT_THAT(
      in_expect("{$ref: '#/$defs/a', $defs: {a: {$ref: '#/$defs/b/items'}, b: {items: true}, c: true}}"),
      ElementsAre(HasSubstr("unused_definition: nothing refers to the definition \"c\"")));
}

TEST(Lint, FindsMasksOfPlacesThatNobodyKnows) {
  const std::string expect =
      "{type: object, properties: {a: {type: array, items: {type: object, properties: {b: true}}}}}";
  EXPECT_THAT(
      in_expect(expect, "{c: {from: /x/y, type: 'struct<z: string>'}}",
                "mask: [/a/*/b, /a, /x, /x/y/z, /*, /a/*/c, /q]\n"),
      ElementsAre(
          "5:36 idle_mask: neither expect nor a column knows a place /a/*/c: it hides what is there only by "
          "chance",
          HasSubstr("knows a place /q")));
  EXPECT_THAT(
      in_expect("true", "{c: {from: /x, type: \"struct<z from '@z': string>\"}}", "mask: [/x/@z, /x/z]\n"),
      ElementsAre(HasSubstr("knows a place /x/z")));
}

TEST(Lint, LooksWhereReferencesLead) {
  const SchemaTexts schemas = {{"common.yaml", "$defs:\n  a:\n    type: string\n    minimum: 1\n"}};
  const auto found =
      lint(contract_of(contract_text("{type: object, properties: {a: {$ref: 'common.yaml#/$defs/a'}}}",
                                     "{a: {from: /a, type: int64}}"),
                       "c.yaml", schemas));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].code, "impossible_type");
  EXPECT_EQ(found[1].code, "idle_keyword");
  EXPECT_EQ(found[1].file, "schemas/common.yaml");
  EXPECT_EQ(found[1].line, 4);
}

TEST(Lint, LooksAtWarnToo) {
  EXPECT_THAT(in_expect("true", "{}", "warn: {minimum: 2, maximum: 1}\n"),
              ElementsAre(HasSubstr("impossible_bounds")));
}

TEST(LintTogether, FindsTwoContractsOfOneName) {
  const std::string text = contract_text("true");
  const auto found = lint_together({contract_of(text, "a.yaml"), contract_of(text, "b.yaml")});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].code, "same_name");
  EXPECT_EQ(found[0].file, "b.yaml");
  EXPECT_EQ(found[0].message, "a.yaml is called \"c\", too: commits and logs could not tell them apart");
}

/// The owners of microone check sentence_scores, and events carry sentences_scores, which the table reads.
TEST(Lint, KnowsOneOddityOfTheShippedContracts) {
  for (const std::string name : {"microone_event", "microone_prediction", "microtwo_event",
                                 "microtwo_prediction", "microthree_event", "microthree_prediction"}) {
    std::ifstream file(std::string(HEADGATE_SOURCE_DIR "/contracts/") + name + ".yaml");
    std::stringstream text;
    text << file.rdbuf();
    for (const std::string& warning : warnings(text.str()))
      EXPECT_THAT(warning, HasSubstr("sentences_scores")) << name;
  }
}

}  // namespace
}  // namespace headgate::author
