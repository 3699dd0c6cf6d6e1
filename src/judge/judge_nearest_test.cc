// SPDX-License-Identifier: Apache-2.0
// Which alternative explains a value that fits none.
#include <random>

#include "judge/judge_test_support.h"

namespace headgate {
namespace {

using cut_test::judged;
using cut_test::parsed_value;
using cut_test::schema_of;
using cut_test::without_switches;
using testing::ElementsAre;

Violations explained(const std::string& schema, const std::string& value) {
  const Schema compiled = schema_of(schema);
  const auto parsed = parsed_value(value);
  Violations violations;
  Judge().judge(parsed->tape, compiled, 0, violations);
  EXPECT_NE(violations.count, 0U) << value << " fits " << schema;
  return violations;
}

/// Gives the places in the schema of what a value breaks, the last being that of the alternatives.
std::vector<std::string> broken(const std::string& schema, const std::string& value) {
  std::vector<std::string> rules;
  for (const Violation& violation : explained(schema, value).kept) rules.push_back(violation.rule);
  return rules;
}

/// Gives the number of the alternative that explains a value; 0 where none does.
int nearest(const std::string& schema, const std::string& value) {
  static const std::string kSays = "the nearest is number ";
  const std::string message = explained(schema, value).kept.back().message;
  const auto at = message.find(kSays);
  return at == std::string::npos ? 0 : std::stoi(message.substr(at + kSays.size()));
}

/// Webhooks: two kinds by their action, and a greeting that has none.
const std::string kWebhooks = R"(
oneOf:
  - properties:
      action: {enum: [opened, reopened]}
      issue:
        required: [user]
        properties:
          number: {type: integer}
          title: {type: string}
          state: {enum: [open]}
          labels: {type: array}
  - properties: {action: {enum: [closed]}, reason: {type: string}}
  - required: [zen, hook_id]
)";

TEST(JudgeNearest, TheOneWhoseEnumIsMetHoweverMuchIsWrong) {
  EXPECT_THAT(broken(kWebhooks, R"({"action":"opened","issue":{"number":"7","title":7,"labels":{}}})"),
              ElementsAre("/oneOf/0/properties/issue/properties/number/type",
                          "/oneOf/0/properties/issue/properties/title/type",
                          "/oneOf/0/properties/issue/properties/labels/type",
                          "/oneOf/0/properties/issue/required", "/oneOf"));
  EXPECT_EQ(nearest(kWebhooks, R"({"action":"closed","reason":7})"), 2);
  // A value that is wrong farther in takes nothing from it.
  EXPECT_EQ(nearest(kWebhooks, R"({"action":"opened","issue":{"state":"opne","number":"7","title":7}})"), 1);
}

TEST(JudgeNearest, TheFewestFaultsWhereNothingTells) {
  EXPECT_EQ(nearest(kWebhooks, R"({"action":"renamed","issue":{"number":"7","title":7}})"), 2);
  EXPECT_EQ(nearest(kWebhooks, R"({"action":"renamed","issue":{"number":"7","title":7},"zen":1,"reason":1})"),
            3);
  const std::string plain =
      "anyOf: [{required: [a, b, c]}, {required: [d], properties: {e: {type: string}}}]";
  EXPECT_EQ(nearest(plain, R"({"a":1,"b":1,"e":1})"), 1);
  EXPECT_EQ(nearest(plain, R"({"d":1,"e":1})"), 2);
}

TEST(JudgeNearest, OneOfTwoLacksTheMemberThatTells) {
  const std::string schema = R"(
anyOf:
  - required: [id]
  - properties: {kind: {const: circle}, radius: {type: number}, x: {type: number}, y: {type: number}}
)";
  EXPECT_EQ(nearest(schema, R"({"kind":"circle","radius":"1","x":"1","y":"1"})"), 2);
  EXPECT_EQ(nearest(schema, R"({"kind":"square","radius":"1","x":"1","y":"1"})"), 1);
}

TEST(JudgeNearest, WhatTellsApartCountsMoreThanWhatOneAloneAsksFor) {
  // Colour, size and shape are met by number 1, and say nothing: the kind does.
  const std::string schema = R"(
oneOf:
  - properties:
      kind: {const: a}
      colour: {enum: [red]}
      size: {enum: [big]}
      shape: {enum: [round]}
  - properties: {kind: {const: b}, x: {type: integer}, y: {type: integer}}
  - properties: {kind: {const: c}, colour: {enum: [blue]}, size: {enum: [small]}, shape: {enum: [flat]}}
  - required: [greeting]
)";
  const std::string rest = R"("colour":"red","size":"big","shape":"round","x":"","y":""})";
  EXPECT_EQ(nearest(schema, R"({"kind":"b",)" + rest), 2);
  EXPECT_EQ(nearest(schema, R"({"kind":"a","colour":"green","size":"medium","shape":"flat"})"), 1);
  // A kind that none of them knows: the enums that are met prove nothing.
  EXPECT_EQ(nearest(R"(
oneOf:
  - {properties: {kind: {const: a}, colour: {enum: [red]}, x: {type: integer}}}
  - {properties: {kind: {const: b}}}
  - {required: [zen, hook_id]}
)",
                    R"({"kind":"d","colour":"red","x":""})"),
            2);
}

TEST(JudgeNearest, SeveralMembersTellTogether) {
  std::string schema = "oneOf:\n";
  for (const char* type : {"order", "refund"}) {
    for (const char* state : {"new", "done"}) {
      schema += fmt::format(
          "  - {{properties: {{type: {{const: {}}}, state: {{const: {}}}, sum: {{type: integer}}, "
          "at: {{type: string}}}}}}\n",
          type, state);
    }
  }
  schema += "  - {required: [ping]}\n";
  const auto of = [&](const char* type, const char* state) {
    return nearest(schema, fmt::format(R"({{"type":"{}","state":"{}","sum":"1","at":1}})", type, state));
  };
  EXPECT_EQ(of("order", "new"), 1);
  EXPECT_EQ(of("order", "done"), 2);
  EXPECT_EQ(of("refund", "new"), 3);
  EXPECT_EQ(of("refund", "done"), 4);
  EXPECT_EQ(of("refund", "lost"), 3) << "the first of those that it may be";
  EXPECT_EQ(of("gift", "done"), 2);
}

TEST(JudgeNearest, WhatTellsStandsFartherInBehindReferencesOrInAnAlternative) {
  const std::string schema = R"(
oneOf:
  - allOf:
      - $ref: "#/$defs/created"
      - properties: {body: {required: [a, b, c]}}
  - properties: {head: {properties: {type: {oneOf: [{const: removed}, {const: dropped, title: of old}]}}}}
    required: [body, x, y]
  - required: [ping]
$defs:
  created: {properties: {head: {properties: {type: {enum: [created]}}}}}
)";
  EXPECT_EQ(nearest(schema, R"({"head":{"type":"created"},"body":{}})"), 1);
  EXPECT_EQ(nearest(schema, R"({"head":{"type":"dropped"}})"), 2);
  EXPECT_EQ(nearest(schema, R"({"head":{"type":"\u0064ropped"}})"), 2);
  EXPECT_EQ(nearest(schema, R"({"head":{"type":"lost"}})"), 1) << "one fault";
  const std::string tuples = R"(
anyOf:
  - prefixItems: [{const: move}, {type: integer}, {type: integer}]
  - prefixItems: [{const: stop}]
  - {type: array, maxItems: 0}
)";
  EXPECT_EQ(nearest(tuples, R"(["move","a","b"])"), 1);
  EXPECT_EQ(nearest(R"(
anyOf:
  - {properties: {v: {const: 1}, a: {type: string}, b: {type: string}}}
  - {properties: {v: {const: 2}, a: {type: boolean}}}
  - {properties: {v: {const: true}}}
)",
                    R"({"v":1.0,"a":1,"b":1})"),
            1);
}

TEST(JudgeNearest, AlternativesInAlternatives) {
  const std::string schema = R"(
oneOf:
  - properties:
      action: {const: opened}
      by:
        oneOf:
          - properties:
              kind: {const: user}
              name: {type: string}
              mail: {type: string}
              age: {type: integer}
          - properties: {kind: {const: bot}}
          - required: [app]
  - properties: {action: {const: closed}}
  - required: [zen]
)";
  EXPECT_THAT(broken(schema, R"({"action":"opened","by":{"kind":"user","name":1,"mail":1,"age":""}})"),
              ElementsAre("/oneOf/0/properties/by/oneOf/0/properties/name/type",
                          "/oneOf/0/properties/by/oneOf/0/properties/mail/type",
                          "/oneOf/0/properties/by/oneOf/0/properties/age/type",
                          "/oneOf/0/properties/by/oneOf", "/oneOf"));
}

TEST(JudgeNearest, TheOneOfItsTypeWhereNothingElseTells) {
  const std::string optional = R"(
anyOf:
  - type: "null"
  - $ref: "#/$defs/reader"
$defs:
  reader: {type: object, required: [name, mail], properties: {age: {type: integer}}}
)";
  EXPECT_EQ(nearest(optional, R"({"age":"x"})"), 2);
  EXPECT_EQ(nearest(optional, "7"), 1) << "none of both";
  EXPECT_EQ(
      nearest("anyOf: [{type: string, maxLength: 1}, {type: array, maxItems: 1, items: {type: integer}}]",
              R"(["a","b"])"),
      2);
}

TEST(JudgeNearest, AgreesWithTheMemberThatTellsAllOfThemApart) {
  // Where one member tells, the fast way looks it up; the slow way has to come to the same reasons.
  const std::string text = R"(
oneOf:
  - {required: [kind, a], properties: {kind: {const: one}, a: {enum: [x, w]}, b: {type: integer}}}
  - required: [kind]
    properties: {kind: {enum: [two, three]}, a: {enum: [w, z]}, b: {type: string}, c: {const: 1}}
  - {required: [kind, c], properties: {kind: {const: four}, c: {enum: [1, 2]}, d: {type: boolean}}}
)";
  const Schema fast = schema_of(text), slow = without_switches(fast);
  std::mt19937 random(5);
  const auto one_of = [&](std::vector<std::string> texts) { return texts[random() % texts.size()]; };
  std::size_t dirty = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string event = R"({"kind":)" + one_of({R"("one")", R"("two")", R"("three")", R"("four")"});
    for (const char* key : {"a", "b", "c", "d"}) {
      if (random() % 3 != 0)
        event += fmt::format(R"(,"{}":{})", key, one_of({R"("x")", R"("w")", R"("z")", "1", "2", "true"}));
    }
    event += "}";
    dirty += !judged(fast, event).empty();
    EXPECT_EQ(judged(fast, event), judged(slow, event)) << event;
  }
  EXPECT_GT(dirty, 1000U);
}

TEST(JudgeNearest, StaysCheapWhereSchemasReferToThemselves) {
  // Each level of the value could be looked at twice as often as the one around it.
  const std::string schema = R"(
$ref: "#/$defs/tree"
$defs:
  tree:
    type: object
    anyOf:
      - {properties: {in: {$ref: "#/$defs/tree"}, kind: {const: a}}, required: [x]}
      - {properties: {in: {$ref: "#/$defs/tree"}, kind: {const: b}}, required: [y]}
)";
  std::string value = "{}";
  for (int i = 0; i < 40; ++i) value = R"({"kind":"a","in":)" + value + "}";
  EXPECT_FALSE(broken(schema, value).empty());
}

}  // namespace
}  // namespace headgate
