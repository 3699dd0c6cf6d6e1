// SPDX-License-Identifier: Apache-2.0
#include "answers/explain/warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headgate::explain {
namespace {

TEST(Warnings, AreTheRulesThatAnEventBreaksWithoutBeingDirty) {
  const auto plan = compile_contract(
      "contract: c\nversion: 1.0.0\nservice: s\nrecord_type: event\nexpect: true\n"
      "warn:\n  properties:\n    n: {maximum: 5}\ntable: {columns: {}}\n",
      "c.yaml");
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  const auto warnings = warnings_of(R"({"n":7})", **plan);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_TRUE(warnings[0].warning);
  EXPECT_FALSE(warnings[0].fault_offset.has_value());
  EXPECT_EQ(warnings[0].code, "maximum");
  EXPECT_EQ(warnings[0].pointer, "/n");
  EXPECT_EQ(warnings[0].rule, "/properties/n/maximum");
  EXPECT_EQ(warnings[0].line, 8);
  EXPECT_TRUE(warnings_of(R"({"n":5})", **plan).empty());
}

}  // namespace
}  // namespace headgate::explain
