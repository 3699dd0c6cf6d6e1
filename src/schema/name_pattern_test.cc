// SPDX-License-Identifier: Apache-2.0
#include "schema/name_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headgate {
namespace {

std::string found(const std::string& expression, ByteView name) {
  const auto pattern = NamePattern::make(expression, "service");
  EXPECT_TRUE(pattern.has_value()) << (pattern ? "" : pattern.error().message);
  return std::string(pattern->find_in(name).value_or("nothing"));
}

TEST(NamePattern, GivesWhatItsGroupTakes) {
  EXPECT_EQ(found("(?P<service>[^/]+)/", "a/b/c"), "a");
  EXPECT_EQ(found("(x|y)/(?P<service>[^/]+)/", "a/y/c/d"), "c") << "other groups have no name";
  EXPECT_EQ(found("^(?P<service>[^/]+)/", "a"), "nothing");
  EXPECT_EQ(found("^(?P<service>[^/]*)/", "/a"), "nothing") << "no text is no name";
  EXPECT_EQ(found("a(?P<service>x)?", "ab"), "nothing");
  EXPECT_EQ(found("/(?P<service>.)/", "x/\xc3\xa9/y"), "\xc3\xa9");
}

TEST(NamePattern, RefusesOtherGroups) {
  for (const std::string expression :
       {"a", "(a)", "(?P<app>a)", "(?P<service>a)(?P<b>c)", "(?P<service>", "(?P<service>a)(?P<service>b)"}) {
    const auto pattern = NamePattern::make(expression, "service");
    ASSERT_FALSE(pattern.has_value()) << expression;
    EXPECT_THAT(pattern.error().message, testing::HasSubstr(expression));
  }
}

}  // namespace
}  // namespace headgate
