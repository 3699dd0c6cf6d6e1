// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/lines.h"

#include <gtest/gtest.h>

#include "store/memory_store.h"

namespace headgate::verify {
namespace {

TEST(Lines, GivesEachLineWithItsPlaceAndTheHashOfAll) {
  const std::string longest(3 * MiB, 'x');
  const std::string bytes = "one\n\n" + longest + "\nlast";
  MemoryStore store;
  ASSERT_TRUE(store.put("f", bytes).has_value());
  auto lines = Lines::open(store, "f");
  ASSERT_TRUE(lines.has_value());
  Line line;
  std::vector<std::pair<std::string, std::uint64_t>> found;
  while (*lines->next(line)) {
    found.emplace_back(line.text, line.offset);
    EXPECT_EQ(line.is_whole, line.text != "last");
  }
  EXPECT_EQ(found, (std::vector<std::pair<std::string, std::uint64_t>>{
                       {"one", 0}, {"", 4}, {longest, 5}, {"last", 6 + longest.size()}}));
  EXPECT_EQ(line.place(), "line 4, byte " + std::to_string(6 + longest.size()));
  EXPECT_EQ(lines->hash(), hash_hex(bytes));
  EXPECT_EQ(lines->size(), bytes.size());
  EXPECT_EQ(lines->count(), 4U);
}

TEST(Lines, OfAnEmptyFileThereAreNone) {
  MemoryStore store;
  ASSERT_TRUE(store.put("f", "").has_value());
  auto lines = Lines::open(store, "f");
  Line line;
  EXPECT_FALSE(*lines->next(line));
  EXPECT_EQ(lines->hash(), hash_hex(""));
  EXPECT_EQ(*store.get_range("f", 0, 5), "");
}

}  // namespace
}  // namespace headgate::verify
