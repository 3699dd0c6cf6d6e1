// SPDX-License-Identifier: Apache-2.0
// Which member tells the branches of an anyOf or oneOf apart.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "schema/schema_test_support.h"

namespace headgate {
namespace {

using schema_test::compiled;

/// Writes the switch of the first anyOf or oneOf: `/path a=0 b=1`, values with their branches.
std::string switch_of(const std::string& text) {
  const Schema schema = compiled(text);
  for (const Applicator& applicator : schema.applicators) {
    if (applicator.switch_place == kNone) continue;
    const Switch& by = schema.switches[static_cast<std::size_t>(applicator.switch_place)];
    std::string out;
    for (const std::string& key : by.path) out += "/" + key;
    for (std::size_t i = 0; i < by.branch_of.size(); ++i) {
      out += fmt::format(" {}={}", by.values.keys()[i], by.branch_of[i]);
    }
    return out;
  }
  return "none";
}

TEST(Switches, AMemberThatEveryBranchGivesOtherValues) {
  EXPECT_EQ(switch_of("{oneOf: [{properties: {kind: {const: a}}}, {properties: {kind: {enum: [b, c]}}}]}"),
            "/kind a=0 b=1 c=1");
  EXPECT_EQ(
      switch_of("{anyOf: [{properties: {kind: {const: a}}}, {properties: {kind: {const: b}}}, {properties: "
                "{kind: {const: c}}}]}"),
      "/kind a=0 b=1 c=2");
}

TEST(Switches, SeeThroughReferencesAndAllOfAndDownIntoObjects) {
  EXPECT_EQ(switch_of(R"(
anyOf: [{$ref: '#/$defs/a'}, {allOf: [{title: b}, {properties: {head: {properties: {type: {const: b}}}}}]}]
$defs:
  a: {properties: {head: {$ref: '#/$defs/head'}}}
  head: {properties: {type: {$ref: '#/$defs/name'}}}
  name: {const: a}
)"),
            "/head/type a=0 b=1");
}

TEST(Switches, TheValueItselfTellsConstantsApart) {
  EXPECT_EQ(switch_of("{oneOf: [{const: a, title: the first}, {const: b, title: the second}]}"), " a=0 b=1");
}

TEST(Switches, ThereAreNoneWhereAValueIsInTwoBranchesOrInNone) {
  EXPECT_EQ(switch_of("{oneOf: [{properties: {kind: {const: a}}}, {properties: {kind: {enum: [a, b]}}}]}"),
            "none");
  EXPECT_EQ(switch_of("{oneOf: [{properties: {kind: {const: a}}}, {required: [b]}]}"), "none");
  EXPECT_EQ(switch_of("{oneOf: [{properties: {kind: {const: 1}}}, {properties: {kind: {const: 2}}}]}"),
            "none");
  EXPECT_EQ(
      switch_of("{oneOf: [{properties: {kind: {const: a}}}, {anyOf: [{properties: {kind: {const: b}}}]}]}"),
      "none");
  EXPECT_EQ(switch_of("{oneOf: [{properties: {kind: {const: a}}}]}"), "none");
  EXPECT_EQ(switch_of("{allOf: [{properties: {kind: {const: a}}}, {properties: {kind: {const: b}}}]}"),
            "none");
}

TEST(Switches, ABranchThatTakesNoStringThereHasNoValue) {
  EXPECT_EQ(switch_of("{oneOf: [{properties: {kind: {const: a}}}, {properties: {kind: {const: 1}}}]}"),
            "/kind a=0");
}

TEST(Switches, AreFoundInSchemasThatReferToThemselves) {
  EXPECT_EQ(switch_of(R"(
anyOf:
  - {properties: {op: {const: not}, of: {$ref: '#'}}}
  - {properties: {op: {const: and}, left: {$ref: '#'}, right: {$ref: '#'}}}
)"),
            "/op not=0 and=1");
}

}  // namespace
}  // namespace headgate
