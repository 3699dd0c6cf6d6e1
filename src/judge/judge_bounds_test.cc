// SPDX-License-Identifier: Apache-2.0
// The bounds of numbers, lengths and sizes: what holds for every row of bound_rules().
#include "judge/judge_test_support.h"

namespace headgate {
namespace {

/// Writes a value that measures so many.
std::string measured(Measure measure, int count) {
  std::string inside;
  for (int i = 0; i < count; ++i) {
    if (measure == Measure::Characters) inside += "é";
    if (measure == Measure::Elements) inside += i == 0 ? "0" : ",0";
    if (measure == Measure::Members) inside += fmt::format("{}\"k{}\":0", i == 0 ? "" : ",", i);
  }
  switch (measure) {
    case Measure::Value: return std::to_string(count);
    case Measure::Characters: return "\"" + inside + "\"";
    case Measure::Elements: return "[" + inside + "]";
    case Measure::Members: return "{" + inside + "}";
  }
  return {};
}

TEST(JudgeBounds, EveryRowIsJudgedByItsKeyword) {
  constexpr int kLimit = 3;
  for (const BoundRule& rule : bound_rules()) {
    const Schema schema = cut_test::schema_of(fmt::format("{}: {}", rule.keyword, kLimit));
    for (int count = 1; count <= 2 * kLimit; ++count) {
      const bool holds = rule.side == Side::Multiple  ? count % kLimit == 0
                         : count == kLimit            ? !rule.exclusive
                         : rule.side == Side::AtLeast ? count > kLimit
                                                      : count < kLimit;
      const auto found = cut_test::judged(schema, measured(rule.measure, count));
      ASSERT_EQ(found.size(), holds ? 0U : 1U) << rule.keyword << " of " << count;
      if (holds) continue;
      EXPECT_THAT(found[0], testing::StartsWith(fmt::format("{0}  | /{0} | ", rule.keyword)));
      EXPECT_THAT(found[0], testing::EndsWith(fmt::format("| 1: {}: {}", rule.keyword, kLimit)));
    }
  }
}

TEST(JudgeBounds, SaysNothingOfValuesItDoesNotMeasure) {
  for (const BoundRule& rule : bound_rules()) {
    const Schema schema = cut_test::schema_of(rule.keyword + ": 2");
    for (const Measure other : {Measure::Value, Measure::Characters, Measure::Elements, Measure::Members}) {
      if (other == rule.measure) continue;
      EXPECT_TRUE(cut_test::judged(schema, measured(other, 1)).empty()) << rule.keyword;
      EXPECT_TRUE(cut_test::judged(schema, measured(other, 3)).empty()) << rule.keyword;
    }
  }
}

TEST(JudgeBounds, ACodeLeadsToItsRowAndBack) {
  for (const BoundRule& rule : bound_rules()) {
    EXPECT_EQ(bound_of(code_of(rule)), &rule);
    EXPECT_EQ(name(code_of(rule)), rule.keyword);
    EXPECT_EQ(family(code_of(rule)), "rule");
  }
  EXPECT_EQ(bound_of(Code::Type), nullptr);
}

}  // namespace
}  // namespace headgate
