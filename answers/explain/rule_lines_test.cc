// SPDX-License-Identifier: Apache-2.0
#include "answers/explain/rule_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headgate::explain {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kText = R"(# A comment.
contract: c
expect:
  type: object
  required: [id]
  properties:
    a/b: {type: string}
    list:
      items:
        anyOf:
          - {type: string}
          - required:
              - x
)";

TEST(RuleLines, FindsTheLineOfARule) {
  EXPECT_EQ(rule_line(kText, ""), 3);
  EXPECT_EQ(rule_line(kText, "/type"), 4);
  EXPECT_EQ(rule_line(kText, "/required"), 5);
  EXPECT_EQ(rule_line(kText, "/properties/a~1b/type"), 7);
  EXPECT_EQ(rule_line(kText, "/properties/list/items/anyOf"), 10);
  EXPECT_EQ(rule_line(kText, "/properties/list/items/anyOf/0/type"), 11);
  EXPECT_EQ(rule_line(kText, "/properties/list/items/anyOf/1/required"), 12);
}

TEST(RuleLines, ARuleThatIsNotThereHasNoLine) {
  for (const std::string rule :
       {"/properties/b", "/properties/list/items/anyOf/2", "/type/x", "type", "/~2"}) {
    EXPECT_EQ(rule_line(kText, rule), 0) << rule;
  }
  EXPECT_EQ(rule_line("[", "/type"), 0);
  EXPECT_EQ(rule_line("", "/type"), 0);
}

TEST(RuleLines, GivesALineAndItsNeighbours) {
  const NumberedLines lines = lines_around(kText, 11, 1);
  EXPECT_EQ(lines.first, 10);
  EXPECT_THAT(lines.lines, ElementsAre("anyOf:", "  - {type: string}", "  - required:"));
  EXPECT_THAT(lines_around(kText, 1, 1).lines, ElementsAre("# A comment.", "contract: c"));
  EXPECT_THAT(lines_around(kText, 13, 1).lines, ElementsAre("- required:", "    - x"));
  EXPECT_THAT(lines_around("a\r\nb", 2, 1).lines, ElementsAre("a", "b"));
  EXPECT_THAT(lines_around(kText, 14, 1).lines, IsEmpty());
  EXPECT_THAT(lines_around(kText, 0, 1).lines, IsEmpty());
}

}  // namespace
}  // namespace headgate::explain
