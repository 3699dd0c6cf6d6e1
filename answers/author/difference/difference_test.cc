// SPDX-License-Identifier: Apache-2.0
#include "answers/author/difference/difference.h"

#include "answers/author/author_test_support.h"

namespace headgate::author {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Writes each change as `class where: what`.
std::vector<std::string> changes(const std::string& before, const std::string& after,
                                 const SchemaTexts& old_schemas = {}, const SchemaTexts& new_schemas = {}) {
  std::vector<std::string> all;
  for (const Change& change : difference(contract_of(before, "old.yaml", old_schemas),
                                         contract_of(after, "new.yaml", new_schemas))) {
    all.push_back(fmt::format("{} {}: {}", name(change.kind), change.where, change.what));
  }
  return all;
}

std::vector<std::string> expecting(const std::string& before, const std::string& after) {
  return changes(contract_text(before), contract_text(after));
}

TEST(Difference, IsNoneWhereNothingChanged) {
  const std::string expect =
      "{type: object, properties: {a: {$ref: '#/$defs/x'}}, oneOf: [{required: [a]}], not: {const: 1}, "
      "$defs: {x: {pattern: '^a'}}}";
  EXPECT_THAT(expecting(expect, expect), IsEmpty());
  // The same said in another way.
  EXPECT_THAT(expecting("{properties: {a: {$ref: '#/$defs/x'}}, $defs: {x: {type: string}}}",
                        "{properties: {a: {type: [string]}}}"),
              IsEmpty());
  EXPECT_THAT(expecting("{const: 1}", "{enum: [1.0]}"), IsEmpty());
  EXPECT_THAT(expecting("true", "{}"), IsEmpty());
}

TEST(Difference, TellsTypes) {
  EXPECT_THAT(expecting("{type: string}", "{type: [string, 'null']}"),
              ElementsAre("widening /: null is allowed now"));
  EXPECT_THAT(expecting("{type: number}", "{type: integer}"),
              ElementsAre("breaking /: number with a fraction is refused now"));
  EXPECT_THAT(expecting("{type: string}", "{}"), ElementsAre(HasSubstr("widening /: ")));
  EXPECT_THAT(expecting("{type: string}", "{type: boolean}"),
              ElementsAre("breaking /: string is refused now", "widening /: boolean is allowed now"));
}

TEST(Difference, TellsValues) {
  EXPECT_THAT(expecting("{enum: [a, b]}", "{enum: [b, c]}"),
              ElementsAre("breaking /: a is refused now", "widening /: c is allowed now"));
  EXPECT_THAT(expecting("{const: a}", "{enum: [a, b]}"), ElementsAre("widening /: b is allowed now"));
  EXPECT_THAT(expecting("{}", "{const: a}"), ElementsAre("breaking /: only certain values are allowed now"));
  EXPECT_THAT(expecting("{enum: [a]}", "{}"), ElementsAre(HasSubstr("widening /: any values are allowed")));
}

TEST(Difference, SaysWhereReferencesAreNotFollowed) {
  const auto beside = [](const std::string& least) {
    return "{properties: {v: {$ref: '#/$defs/d', minLength: 3}}, $defs: {d: {minimum: " + least + "}}}";
  };
  EXPECT_THAT(expecting(beside("2"), beside("2")), IsEmpty());
  EXPECT_THAT(expecting(beside("2"), beside("100")), ElementsAre(HasSubstr("cannot tell")));
  const auto dynamic = [](const std::string& type) {
    return "{$defs: {x: {$dynamicAnchor: q, type: " + type + "}}, properties: {a: {$dynamicRef: '#q'}}}";
  };
  EXPECT_THAT(expecting(dynamic("string"), dynamic("integer")), ElementsAre(HasSubstr("cannot tell")));
  EXPECT_THAT(expecting("{contains: {type: string}, minContains: 0}", "{contains: {type: string}}"),
              ElementsAre(HasSubstr("breaking")));
}

TEST(Difference, EndsWhereASchemaThatRefersToItselfHasNoCounterpart) {
  const std::string tree = "$defs: {tree: {type: array, items: {$ref: '#/$defs/tree'}}}";
  const std::string with = "{properties: {a: {type: array, items: {$ref: '#/$defs/tree'}}}, " + tree + "}";
  const std::string without = "{properties: {a: {type: array}}, " + tree + "}";
  EXPECT_THAT(expecting(without, with), ElementsAre(HasSubstr("breaking /a/*: ")));
  EXPECT_THAT(expecting(with, without), ElementsAre(HasSubstr("widening /a/*: ")));
}

TEST(Difference, TellsMembers) {
  EXPECT_THAT(expecting("{properties: {a: true}}", "{properties: {a: true, b: {type: string}}}"),
              ElementsAre(HasSubstr("breaking /b: a member is described that was unknown")));
  EXPECT_THAT(expecting("{properties: {a: true}}", "{properties: {a: true, b: true}}"),
              ElementsAre("compatible /b: a member is named that may be anything"));
  EXPECT_THAT(expecting("{properties: {a: {type: string}}}", "{}"), ElementsAre(HasSubstr("widening /a: ")));
  EXPECT_THAT(
      expecting("{additionalProperties: false}", "{additionalProperties: false, properties: {a: true}}"),
      ElementsAre("widening /a: the member may be there now, which was refused"));
  EXPECT_THAT(
      expecting("{additionalProperties: false, properties: {a: true}}", "{additionalProperties: false}"),
      ElementsAre(HasSubstr("breaking /a: the member is not described any more, and others are refused")));
  EXPECT_THAT(expecting("{}", "{properties: {a: false}}"),
              ElementsAre("breaking /a: the member may not be there any more"));
  EXPECT_THAT(expecting("{}", "{additionalProperties: false}"),
              ElementsAre("breaking /: members that are not described are refused now"));
  EXPECT_THAT(expecting("{additionalProperties: {type: integer}}", "{additionalProperties: {type: number}}"),
              ElementsAre("widening /*: number with a fraction is allowed now"));
  EXPECT_THAT(expecting("{required: [a, b]}", "{required: [b, c]}"),
              ElementsAre("breaking /c: the member has to be there now",
                          "widening /a: the member may be missing now"));
  EXPECT_THAT(expecting("{properties: {a: {items: {type: string}}}}",
                        "{properties: {a: {items: {type: [string, 'null']}}}}"),
              ElementsAre("widening /a/*: null is allowed now"));
}

TEST(Difference, TellsBounds) {
  EXPECT_THAT(expecting("{minimum: 1, maxLength: 5}", "{minimum: 1.0, maxLength: 6}"),
              ElementsAre("widening /: maxLength was 5 and is 6 now"));
  EXPECT_THAT(expecting("{minimum: 1}", "{minimum: 2}"),
              ElementsAre("breaking /: minimum was 1 and is 2 now"));
  EXPECT_THAT(expecting("{maximum: 1}", "{maximum: 0.5}"),
              ElementsAre("breaking /: maximum was 1 and is 0.5 now"));
  EXPECT_THAT(expecting("{}", "{minItems: 1}"),
              ElementsAre("breaking /: minItems is 1 now, and was not limited"));
  EXPECT_THAT(expecting("{maxItems: 1}", "{}"), ElementsAre(HasSubstr("widening /: maxItems was 1")));
  EXPECT_THAT(expecting("{multipleOf: 4}", "{multipleOf: 2}"),
              ElementsAre("widening /: multipleOf was 4 and is 2 now"));
  EXPECT_THAT(expecting("{multipleOf: 2}", "{multipleOf: 4}"),
              ElementsAre("breaking /: multipleOf was 2 and is 4 now"));
  EXPECT_THAT(expecting("{uniqueItems: true}", "{uniqueItems: false}"),
              ElementsAre(HasSubstr("widening /: ")));
}

TEST(Difference, TellsBranches) {
  EXPECT_THAT(
      expecting("{anyOf: [{type: string}]}", "{anyOf: [{type: integer, title: whole}, {type: string}]}"),
      ElementsAre("widening /: there is another alternative: \"whole\""));
  EXPECT_THAT(expecting("{anyOf: [{type: string}, {type: integer}]}", "{anyOf: [{type: string}]}"),
              ElementsAre("breaking /: an alternative is gone: number 2"));
  EXPECT_THAT(expecting("{anyOf: [{title: a, minimum: 2}, {type: string}]}",
                        "{anyOf: [{type: string}, {title: a, minimum: 1}]}"),
              ElementsAre("widening /: minimum was 2 and is 1 now"));
  EXPECT_THAT(expecting("{}", "{allOf: [{minimum: 2}]}"),
              ElementsAre("breaking /: has to hold, too: number 1"));
  EXPECT_THAT(expecting("{allOf: [{minimum: 2}]}", "{}"),
              ElementsAre("widening /: no longer has to hold: number 1"));
}

TEST(Difference, SaysWhereItCannotTell) {
  const std::string cannot = "changed: cannot tell, judge events with `headgate check`";
  EXPECT_THAT(expecting("{pattern: a}", "{pattern: b}"), ElementsAre("breaking /: pattern " + cannot));
  EXPECT_THAT(expecting("{not: {minimum: 1}}", "{not: {minimum: 2}}"),
              ElementsAre("breaking /: not " + cannot));
  EXPECT_THAT(expecting("{if: {required: [a]}, then: {required: [b]}}",
                        "{if: {required: [c]}, then: {required: [b]}}"),
              ElementsAre("breaking /: if " + cannot));
  EXPECT_THAT(expecting("{oneOf: [{type: string}]}", "{oneOf: [{type: string}, {type: integer}]}"),
              ElementsAre("breaking /: oneOf " + cannot));
  EXPECT_THAT(expecting("{not: {$ref: '#/$defs/a'}, $defs: {a: {minimum: 1}}}",
                        "{not: {$ref: '#/$defs/a'}, $defs: {a: {minimum: 2}}}"),
              ElementsAre("breaking /: not " + cannot));
}

TEST(Difference, LooksWhereReferencesLead) {
  const std::string text = contract_text("{properties: {a: {$ref: 'x.yaml#/$defs/a'}}}");
  EXPECT_THAT(changes(text, text, {{"x.yaml", "$defs: {a: {type: string}}"}},
                      {{"x.yaml", "$defs: {a: {type: integer}}"}}),
              ElementsAre("breaking /a: string is refused now", "widening /a: integer is allowed now"));
}

TEST(Difference, EndsOnSchemasThatReferToThemselves) {
  EXPECT_THAT(expecting("{properties: {a: {$ref: '#'}}, minProperties: 1}",
                        "{properties: {a: {$ref: '#'}}, minProperties: 2}"),
              ElementsAre("breaking /: minProperties was 1 and is 2 now"));
}

TEST(Difference, TakesFormatsForWordsUnlessTheyReject) {
  EXPECT_THAT(expecting("{format: uuid}", "{format: date}"),
              ElementsAre(HasSubstr("cosmetic /: format was reworded")));
  EXPECT_THAT(changes(contract_text("{format: uuid}", "{}", "formats: assert\n"),
                      contract_text("{format: date}", "{}", "formats: assert\n")),
              ElementsAre(HasSubstr("breaking /: format changed: cannot tell")));
  EXPECT_THAT(changes(contract_text("true"), contract_text("true", "{}", "formats: assert\n")),
              ElementsAre(HasSubstr("breaking formats: a wrong format is dirty now")));
}

TEST(Difference, TellsHeadsColumnsAndTheRest) {
  const auto with = [](const std::string& columns, const std::string& more = "") {
    return contract_text("true", columns, more);
  };
  EXPECT_THAT(
      changes(with("{a: {from: /a, type: int64}, b: {from: /b, type: string}}"),
              with("{a: {from: /a, type: string}, c: {from: /c, type: string}}")),
      ElementsAre("breaking column a: it was int64 and is string now: a landing that has it takes no more "
                  "commits",
                  "breaking column b: the column is gone: a landing that has it takes no more commits",
                  "compatible column c: a column was added: it is null in the rows that are there already"));
  EXPECT_THAT(
      changes(with("{a: {from: /a, type: 'list<struct<x: date>>'}}"),
              with("{a: {from: /a, type: 'list<struct<x: date, y: json>>'}}")),
      ElementsAre("compatible column a: it was list<struct<x: date>> and is list<struct<x: date, y: json>> "
                  "now: new fields are null in the rows that are there already"));
  EXPECT_THAT(changes(with("{a: {from: /a, type: 'struct<x: date>'}}"),
                      with("{a: {from: /a, type: \"struct<x from '@x': date>\"}}")),
              ElementsAre("breaking column a: it was struct<x: date> and is struct<x from '@x': date> now: a "
                          "landing that has it takes no more commits"));
  EXPECT_THAT(changes(with("{}"), with("{}", "mask: [/a]\nwarn: {required: [a]}\n")),
              ElementsAre(HasSubstr("compatible warn: "), HasSubstr("compatible mask: ")));
  std::string other = with("{}");
  other.replace(other.find("service: s"), 10, "service: t");
  other.replace(other.find("1.0.0"), 5, "1.1.0");
  EXPECT_THAT(changes(with("{}"), other),
              ElementsAre(HasSubstr("breaking service: service was s and is t now"),
                          "cosmetic version: version was 1.0.0 and is 1.1.0 now"));
  std::string bare = with("{}");
  bare.replace(bare.find("columns: {}"), 11, "columns: {}, rescue: false");
  EXPECT_THAT(changes(with("{}"), bare),
              ElementsAre(HasSubstr("breaking table: the table loses its column _rescued")));
  EXPECT_THAT(expecting("{title: a}", "{title: b, description: c}"),
              ElementsAre(HasSubstr("cosmetic /: title was reworded"),
                          HasSubstr("cosmetic /: description was added")));
}

TEST(Difference, NamesBothPlaces) {
  const auto found = difference(contract_of(contract_text("{minimum: 1}"), "old.yaml"),
                                contract_of("\n" + contract_text("{minimum: 2}"), "new.yaml"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].before, "old.yaml:5:19");
  EXPECT_EQ(found[0].after, "new.yaml:6:19");
}

}  // namespace
}  // namespace headgate::author
