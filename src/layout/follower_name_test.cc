// SPDX-License-Identifier: Apache-2.0
#include "layout/follower_name.h"

#include <gtest/gtest.h>

#include "layout/layout.h"

namespace headgate::layout {
namespace {

TEST(FollowerName, IsWrittenAsThePageSays) {
  EXPECT_EQ(loaded_name("logs", 7), "_headgate/loaded/logs/00000000000000000007");
  EXPECT_EQ(dead_letters_name("logs", 7), "_headgate/dead_letters/logs/00000000000000000007.ndjson");
  EXPECT_EQ(seq_of(loaded_name("logs", 7), loaded_folder("logs")), 7U);
}

}  // namespace
}  // namespace headgate::layout
