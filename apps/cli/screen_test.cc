// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/screen.h"

#include <gtest/gtest.h>

namespace headgate::cli {
namespace {

TextTable small_table() {
  TextTable table({Align::Left, Align::Right, Align::Left});
  table.heading({"NAME", "COUNT", "WHY"});
  table.row({{"日本"}, {"7"}, {"a reason"}});
  table.row({{"a"}, {"1,234", Tone::Bad}});
  table.row({{}, {}, {"more"}});
  return table;
}

TEST(Screen, AlignsColumnsAndEndsNoLineInBlanks) {
  EXPECT_EQ(small_table().text(Screen{}),
            "NAME  COUNT  WHY\n"
            "日本      7  a reason\n"
            "a     1,234\n"
            "             more\n");
}

TEST(Screen, Indents) {
  TextTable table({Align::Left});
  table.row({{"x"}});
  EXPECT_EQ(table.text(Screen{}, 4), "    x\n");
}

TEST(Screen, CutsTheLastColumnToWhatIsLeft) {
  TextTable table({Align::Left, Align::Left});
  table.heading({"a long heading", "TEXT"});
  table.row({{"x"}, {"one two three"}});
  const auto text = [&](std::size_t width) { return table.text(Screen{.width = width}); };
  EXPECT_NE(text(6).find("  one two three\n"), std::string::npos) << "nothing is cut that is not to fit";
  table.fit_last(4);
  EXPECT_NE(text(12).find("  one two …\n"), std::string::npos) << text(12);
  EXPECT_NE(text(3).find("  one…\n"), std::string::npos) << text(3);
}

TEST(Screen, ColourDoesNotMoveColumns) {
  EXPECT_NE(small_table().text(Screen{.colour = true}).find("a     \x1b[33m1,234\x1b[0m\n"),
            std::string::npos);
}

TEST(Screen, NoColourWhereThereIsNoTerminal) { EXPECT_FALSE(Screen::of(std::tmpfile()).colour); }

}  // namespace
}  // namespace headgate::cli
