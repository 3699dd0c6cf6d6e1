// SPDX-License-Identifier: Apache-2.0
#include "answers/author/merge/unified_diff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <sstream>

namespace headgate::author {
namespace {

std::string unified(const std::string& before, const std::string& after) {
  return LineDiff(before, after).unified("old", "new");
}

TEST(UnifiedDiff, EqualTextsGiveNothing) {
  EXPECT_EQ(unified("", ""), "");
  EXPECT_EQ(unified("a\nb\n", "a\nb\n"), "");
}

TEST(UnifiedDiff, ShowsThreeLinesAroundAChange) {
  EXPECT_EQ(unified("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- old\n+++ new\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

TEST(UnifiedDiff, KeepsFarChangesApart) {
  const std::string before = "a\n1\n2\n3\n4\n5\n6\n7\nb\n", after = "A\n1\n2\n3\n4\n5\n6\n7\nB\n";
  EXPECT_EQ(unified(before, after),
            "--- old\n+++ new\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}

TEST(UnifiedDiff, SaysWhereTheLastLineDoesNotEnd) {
  EXPECT_EQ(unified("a", "a\n"), "--- old\n+++ new\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
  EXPECT_EQ(unified("", "a\n"), "--- old\n+++ new\n@@ -0,0 +1 @@\n+a\n");
}

TEST(UnifiedDiff, LeadsBackToTheLinesBefore) {
  const LineDiff diff("a\nb\nc\n", "a\nnew\nb\nC\n");
  EXPECT_EQ(diff.line_before(1), 1);
  EXPECT_EQ(diff.line_before(2), 1) << "a new line: the one above it";
  EXPECT_EQ(diff.line_before(3), 2);
  EXPECT_EQ(diff.line_before(4), 3);
}

/// Applies the hunks of a diff, and holds it to the text that it was made from.
std::string applied(const std::string& before, const std::string& diff) {
  std::vector<std::string> lines;
  std::istringstream old(before), hunks(diff);
  for (std::string line; std::getline(old, line);) lines.push_back(line);
  std::string out;
  std::size_t at = 0;
  for (std::string line; std::getline(hunks, line);) {
    if (line.starts_with("---") || line.starts_with("+++")) continue;
    if (line.starts_with("@@")) {
      const bool is_empty = line.substr(4, line.find(" +") - 4).ends_with(",0");
      const std::size_t first = std::stoul(line.substr(4)) - (is_empty ? 0 : 1);
      while (at < first) out += lines[at++] + "\n";
    } else if (line[0] == '+') {
      out += line.substr(1) + "\n";
    } else {
      EXPECT_EQ(lines.at(at), line.substr(1));
      if (line[0] == ' ') out += lines[at] + "\n";
      ++at;
    }
  }
  while (at < lines.size()) out += lines[at++] + "\n";
  return out;
}

TEST(UnifiedDiff, LeadsFromTheOneTextToTheOther) {
  std::mt19937 dice(7);
  for (int i = 0; i < 500; ++i) {
    const auto text = [&] {
      std::string lines;
      for (unsigned n = dice() % 30; n > 0; --n) lines += std::string(1, "abcd"[dice() % 4]) + "\n";
      return lines;
    };
    const std::string before = text(), after = text();
    EXPECT_EQ(applied(before, unified(before, after)), after);
  }
}

TEST(UnifiedDiff, TextsWithNothingInCommonEnd) {
  std::string before, after;
  for (int i = 0; i < 4000; ++i)
    before += "a" + std::to_string(i) + "\n", after += "b" + std::to_string(i) + "\n";
  EXPECT_EQ(applied(before, unified(before, after)), after);
}

}  // namespace
}  // namespace headgate::author
