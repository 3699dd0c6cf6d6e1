// SPDX-License-Identifier: Apache-2.0
#include "cut/marks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cut/cut_test_support.h"

namespace headgate {
namespace {

using cut_test::Dice;
using cut_test::json_like;

std::vector<std::uint32_t> plain_marks(ByteView text, std::uint32_t offset = 0) {
  std::vector<std::uint32_t> marks;
  append_marks(text, offset, marks);
  return marks;
}

/// Marks `text` as the last bytes of a buffer that begins with `skipped` others.
std::vector<std::uint32_t> fast_marks(Marker& marker, ByteView text, std::size_t skipped = 0) {
  ByteBuffer bytes;
  bytes.append(std::string(skipped, 'x'));
  bytes.append(text);
  marker.mark(bytes, skipped, bytes.size());
  std::vector<std::uint32_t> marks = marker.marks();
  EXPECT_FALSE(marks.empty());
  EXPECT_EQ(marks.back(), bytes.size());
  marks.pop_back();
  return marks;
}

TEST(Marks, NameTheBeginningOfEachToken) {
  EXPECT_THAT(plain_marks(R"( {"a" : [1, "b c"], "d":true})"),
              testing::ElementsAre(1, 2, 6, 8, 9, 10, 12, 17, 18, 20, 23, 24, 28));
  EXPECT_THAT(plain_marks(R"("a\"b{\\"{)"), testing::ElementsAre(0, 9));
  EXPECT_THAT(plain_marks(R"(1"b"c)"), testing::ElementsAre(0, 4));
  EXPECT_THAT(plain_marks("ab", 10), testing::ElementsAre(10));
  EXPECT_THAT(plain_marks(""), testing::IsEmpty());
}

TEST(Marks, AreTheSameFromBothLoopsAroundTheEndsOfBlocks) {
  Marker marker;
  Dice dice(1);
  for (std::size_t length = 0; length < 200; ++length) {
    for (int round = 0; round < 200; ++round) {
      const std::string text = json_like(dice, length);
      const std::size_t skipped = dice.below(130);
      ASSERT_EQ(fast_marks(marker, text, skipped), plain_marks(text, static_cast<std::uint32_t>(skipped)))
          << testing::PrintToString(text);
    }
  }
}

TEST(Marks, AreTheSameFromBothLoopsOnLongTexts) {
  Marker marker;
  Dice dice(2);
  for (int round = 0; round < 300; ++round) {
    const std::string text = json_like(dice, 1000 + dice.below(20'000));
    ASSERT_EQ(fast_marks(marker, text), plain_marks(text));
  }
}

TEST(Marks, AreTheSameForAnyBytes) {
  Marker marker;
  Dice dice(3);
  for (int round = 0; round < 5000; ++round) {
    std::string text(dice.below(300), '\0');
    for (char& c : text) c = static_cast<char>(dice.below(256));
    ASSERT_EQ(fast_marks(marker, text), plain_marks(text)) << testing::PrintToString(text);
  }
}

TEST(Marks, OfABufferThatGoesOnBehindThemAreTheSame) {
  Marker marker;
  ByteBuffer bytes;
  bytes.append(R"({"a":1}{"b":2})");
  EXPECT_FALSE(marker.mark(bytes, 0, 9));
  EXPECT_THAT(marker.marks(), testing::ElementsAre(0, 1, 4, 5, 6, 7, 8, 9));
}

TEST(Marks, VouchForBytesThatAreUtf8WithoutControlCharactersInStrings) {
  Marker marker;
  const auto vouched = [&](ByteView text) {
    ByteBuffer bytes;
    bytes.append(text);
    return marker.mark(bytes, 0, bytes.size());
  };
  EXPECT_TRUE(vouched(""));
  EXPECT_TRUE(vouched("{}"));
  EXPECT_TRUE(vouched("{\"a\":\"\xc3\xa9\"}"));
  EXPECT_FALSE(vouched("{\"a\":\"\xc3\"}"));
  EXPECT_FALSE(vouched("{\"a\":\"\x01\"}"));
  EXPECT_FALSE(vouched("{\"a\":\"\n\"}"));
  EXPECT_FALSE(vouched("{}\xc3"));
  EXPECT_FALSE(vouched("{}\xf0\x9f\x98"));
  std::string cut_at_a_block(64, ' ');
  cut_at_a_block.append("{}").append(61, ' ').append("\xe2\x82");
  EXPECT_FALSE(vouched(cut_at_a_block));
}

/// Where every byte is vouched for, the parser looks at none of them again: so it has to be true.
TEST(Marks, NeverVouchForBytesThatAreNotUtf8) {
  Marker marker;
  Dice dice(4);
  for (int round = 0; round < 30'000; ++round) {
    const std::string text = "{}" + json_like(dice, dice.below(150));
    ByteBuffer bytes;
    bytes.append(text);
    if (!marker.mark(bytes, 0, bytes.size())) continue;
    ASSERT_TRUE(is_utf8(text)) << testing::PrintToString(text);
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (in_string && text[i] == '\\') {
        ++i;
        continue;
      }
      if (text[i] == '"') in_string = !in_string;
      ASSERT_FALSE(in_string && static_cast<unsigned char>(text[i]) < 0x20) << testing::PrintToString(text);
      if (!in_string && text[i] == '\\') ++i;
    }
  }
}

}  // namespace
}  // namespace headgate
