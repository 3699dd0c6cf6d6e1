// SPDX-License-Identifier: Apache-2.0
// Whatever the files hold, a profile stays small and says what it could not keep.
#include <malloc.h>

#include <random>

#include "answers/inspect/inspect_test_support.h"

namespace headgate::inspect {
namespace {

/// Gives the bytes that are allocated right now.
std::size_t allocated() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

std::string word(std::size_t i) {
  std::string word = "w";
  for (; i != 0; i /= 26) word += static_cast<char>('a' + i % 26);
  return word;
}

TEST(Hostile, AMillionDifferentKeys) {
  std::string text;
  for (std::size_t i = 0; i < 1000; ++i) {
    std::string object = "{";
    for (std::size_t k = 0; k < 1000; ++k) object += (k ? ",\"" : "\"") + word(i * 1000 + k) + "\":1";
    text += event(object + "}");
  }
  const std::size_t before = allocated();
  const Inspected data(text);
  EXPECT_LT(allocated() - before, 8 * MiB);
  EXPECT_EQ(data.row("/*").stats->count(), 1'000'000U);
  EXPECT_FALSE(data.row("").stats->members->keys.complete());
}

TEST(Hostile, ATreeOfDifferentObjects) {
  // 30 keys at each of 4 levels: 810,000 paths, 27,930 of them objects.
  std::string text;
  for (std::size_t a = 0; a < 30; ++a) {
    for (std::size_t b = 0; b < 30; ++b) {
      std::string objects = "{";
      for (std::size_t c = 0; c < 30; ++c) {
        objects += (c ? ",\"" : "\"") + word(c) + "\":{";
        for (std::size_t d = 0; d < 30; ++d)
          objects += (d ? ",\"" : "\"") + word(d) + "\":" + std::to_string(a);
        objects += "}";
      }
      text += event("{\"" + word(a) + "\":{\"" + word(b) + "\":" + objects + "}}}");
    }
  }
  const std::size_t before = allocated();
  const Inspected data(text);
  EXPECT_LT(allocated() - before, 8 * MiB);
  EXPECT_TRUE(data.row("").stats->crowded);
  EXPECT_EQ(data.profile().groups().front()->root.count(), 900U);
}

TEST(Hostile, OneEventOfManyObjects) {
  std::string object = "{";
  for (std::size_t i = 0; i < 100; ++i) {
    object += (i ? ",\"" : "\"") + word(i) + "\":{";
    for (std::size_t k = 0; k < 100; ++k) {
      object += (k ? ",\"" : "\"") + word(k) + "\":{\"" + word(k) + "\":[{\"x\":\"y\"}]}";
    }
    object += "}";
  }
  const std::size_t before = allocated();
  const Inspected data(event(object + "}"));
  EXPECT_LT(allocated() - before, 8 * MiB);
  EXPECT_TRUE(data.row("").stats->crowded);
}

TEST(Hostile, DeepNesting) {
  const std::string lists = std::string(500, '[') + std::string(500, ']');
  std::string objects = "1";
  for (int i = 0; i < 500; ++i) objects = "{\"a\":" + objects + "}";
  const Inspected data(event(lists) + event(objects) +
                       event(std::string(2000, '[') + std::string(2000, ']')));
  EXPECT_EQ(data.profile().groups().front()->root.count(), 2U);
  EXPECT_EQ(data.profile().unparsable().at(Code::TooDeep).count, 1U);
  EXPECT_LT(paths_of(*data.profile().groups().front()).size(), 150U);
}

TEST(Hostile, HugeTextsKeysAndNumbers) {
  const std::string huge(1 << 20, 'x');
  const std::string digits(1 << 20, '9');
  const Inspected data(
      event("{\"text\":\"" + huge + "\",\"" + huge + "\":1,\"number\":" + digits + "}", huge));
  const Profile::Group& group = *data.profile().groups().front();
  EXPECT_LT(group.service.size(), 300U);
  EXPECT_EQ(data.row("/text").stats->text->length.max, huge.size());
  EXPECT_LT(data.row("/number").stats->number->max.size(), 64U);
  EXPECT_LT(json_of(data.profile()).size(), 20'000U);
}

TEST(Hostile, EachTextIsAnother) {
  std::string text;
  for (std::size_t i = 0; i < 100'000; ++i) {
    text += event("{\"a\":\"" + std::to_string(i) + std::string(100, 'x') + "\"}");
  }
  const std::size_t before = allocated();
  const Inspected data(text);
  EXPECT_LT(allocated() - before, 4 * MiB);
}

}  // namespace
}  // namespace headgate::inspect
