// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/text.h"

#include <gtest/gtest.h>

namespace headgate::cli {
namespace {

TEST(Text, NothingFromOutsideMovesTheCursor) {
  EXPECT_EQ(shown("a\x1b[31mb\r\n\tc\x7f"), "a\\x1b[31mb\\x0d\\n\\tc\\x7f");
  EXPECT_EQ(shown("x\u202Ey\u009b"), "x\\u202ey\\x9b");
  EXPECT_EQ(shown("\xff ü 日本"), "\uFFFD ü 日本");
}

TEST(Text, WidthIsWhatATerminalTakes) {
  EXPECT_EQ(display_width("plain"), 5U);
  EXPECT_EQ(display_width("ü…×"), 3U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
}

TEST(Text, CutsToTheWidth) {
  EXPECT_EQ(cut("short", 5), "short");
  EXPECT_EQ(cut("longer", 5), "long…");
  EXPECT_EQ(cut("日本語", 5), "日本…");
  EXPECT_EQ(cut("日本語", 4), "日…");
  EXPECT_EQ(cut("any", 0), "");
}

TEST(Text, Numbers) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1234567), "1,234,567");
  EXPECT_EQ(count_text(1, "object"), "1 object");
  EXPECT_EQ(count_text(0, "object"), "0 objects");
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
