// SPDX-License-Identifier: Apache-2.0
#include "read/stored_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "store/memory_store.h"

namespace headgate {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

using Line = std::pair<std::uint64_t, std::string>;

std::vector<Line> lines_of(const std::string& text, std::uint64_t offset = 0) {
  MemoryStore store;
  EXPECT_TRUE(store.put("f", text).has_value());
  auto lines = StoredLines::open(store, "f", offset);
  EXPECT_TRUE(lines.has_value());
  std::vector<Line> all;
  for (auto there = lines->next(); there && *there; there = lines->next()) {
    all.emplace_back(lines->offset(), lines->line());
  }
  return all;
}

TEST(StoredLines, GivesEachLineAndWhereItBegins) {
  EXPECT_THAT(lines_of("a\n\nbc\n"), ElementsAre(Pair(0, "a"), Pair(2, ""), Pair(3, "bc")));
  EXPECT_THAT(lines_of("a\nlast"), ElementsAre(Pair(0, "a"), Pair(2, "last")));
  EXPECT_THAT(lines_of(""), IsEmpty());
}

TEST(StoredLines, BeginsWhereItIsTold) {
  EXPECT_THAT(lines_of("a\nbc\nd\n", 2), ElementsAre(Pair(2, "bc"), Pair(5, "d")));
}

TEST(StoredLines, ALineMayBeLongerThanABlock) {
  const std::string long_line(5 << 20, 'x');
  const auto lines = lines_of("a\n" + long_line + "\nb\n" + long_line);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_TRUE(lines[1].second == long_line);
  EXPECT_EQ(lines[2], Line(long_line.size() + 3, "b"));
  EXPECT_TRUE(lines[3].second == long_line);
}

}  // namespace
}  // namespace headgate
