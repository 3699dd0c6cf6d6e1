// SPDX-License-Identifier: Apache-2.0
#include "base/hex.h"

#include <gtest/gtest.h>

namespace headgate {
namespace {

TEST(HexTest, ReadsBackWhatItWrote) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(to_hex(ByteView("\x00/\xff", 3)), "002fff");
  EXPECT_EQ(from_hex(to_hex(all)), all);
  EXPECT_EQ(from_hex(""), "");
}

TEST(HexTest, RefusesWhatIsNone) {
  for (const char* text : {"0", "0g", "-1", " 1", "001"}) EXPECT_FALSE(from_hex(text)) << text;
}

}  // namespace
}  // namespace headgate
