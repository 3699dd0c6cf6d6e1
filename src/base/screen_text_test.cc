// SPDX-License-Identifier: Apache-2.0
#include "base/screen_text.h"

#include <gtest/gtest.h>

namespace headgate {
namespace {

TEST(ScreenText, NothingFromOutsideMovesTheCursor) {
  EXPECT_EQ(shown("a\x1b[31mb\r\n\tc\x7f"), "a\\x1b[31mb\\x0d\\n\\tc\\x7f");
  EXPECT_EQ(shown("x\u202Ey\u009b"), "x\\u202ey\\x9b");
  EXPECT_EQ(shown("\xff ü 日本"), "\uFFFD ü 日本");
}

TEST(ScreenText, WidthIsWhatATerminalTakes) {
  EXPECT_EQ(display_width("plain"), 5U);
  EXPECT_EQ(display_width("ü…×"), 3U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
}

TEST(ScreenText, CutsToTheWidth) {
  EXPECT_EQ(cut("short", 5), "short");
  EXPECT_EQ(cut("longer", 5), "long…");
  EXPECT_EQ(cut("日本語", 5), "日本…");
  EXPECT_EQ(cut("日本語", 4), "日…");
  EXPECT_EQ(cut("any", 0), "");
}

TEST(ScreenText, Counts) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1234567), "1,234,567");
  EXPECT_EQ(count_text(1, "object"), "1 object");
  EXPECT_EQ(count_text(0, "object"), "0 objects");
}

}  // namespace
}  // namespace headgate
