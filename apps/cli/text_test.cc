// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/text.h"

#include <gtest/gtest.h>

namespace headgate::cli {
namespace {

TEST(Text, Numbers) {
  EXPECT_EQ(bytes_text(999), "999 B");
  EXPECT_EQ(bytes_text(1000), "1.0 kB");
  EXPECT_EQ(bytes_text(999'960), "1.0 MB");
  EXPECT_EQ(clock_text(7.4), "0:07");
  EXPECT_EQ(clock_text(3723), "1:02:03");
}

TEST(Text, ShellQuotesOnlyWhereNeeded) {
  EXPECT_EQ(shell_quoted("/a/b-c.json"), "/a/b-c.json");
  EXPECT_EQ(shell_quoted("it's here"), "'it'\\''s here'");
  EXPECT_EQ(shell_quoted(""), "''");
}

}  // namespace
}  // namespace headgate::cli
