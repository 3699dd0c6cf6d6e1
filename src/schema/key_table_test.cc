// SPDX-License-Identifier: Apache-2.0
#include "schema/key_table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace headgate {
namespace {

TEST(KeyTable, FindsEachKeyAndNoOther) {
  for (const std::size_t count : {0, 1, 2, 3, 7, 20, 100, 511, 512, 513, 2000, 100'000}) {
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < count; ++i)
      keys.push_back(fmt::format("{}key{}", std::string(i % 19, 'x'), i));
    const KeyTable table(keys);
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(table.find(keys[i]), static_cast<int>(i));
    for (std::size_t i = 0; i < 1000; ++i) ASSERT_EQ(table.find(fmt::format("other{}", i)), -1);
    EXPECT_EQ(table.find(""), -1);
    EXPECT_EQ(table.find(ByteView()), -1) << "a view of nothing: the sanitizers look";
    EXPECT_EQ(table.keys().size(), count);
  }
  EXPECT_EQ(KeyTable({""}).find(""), 0);
  EXPECT_EQ(KeyTable({""}).find(std::string(1, '\0')), -1);
  EXPECT_EQ(KeyTable().find("a"), -1);
}

}  // namespace
}  // namespace headgate
