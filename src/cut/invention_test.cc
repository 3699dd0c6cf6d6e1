// SPDX-License-Identifier: Apache-2.0
// No event is made of the inside of another: files of events whose insides look like events, with one fault
// each.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <set>

#include "cut/cut_test_support.h"

namespace headgate {
namespace {

using cut_test::Cut;
using cut_test::cut_text;
using cut_test::Dice;

const std::vector<std::string> kKeys = {"type", "id", "event", "object"};

/// Makes objects that have all the keys of an event, and hold others that have them, too.
std::string object(Dice& dice, int depth) {
  const auto scalar = [&]() -> std::string {
    static const std::vector<std::string> kScalars = {"7",         "-1.5",         "true", "null",
                                                      "\"order\"", "\"a{b\\\"c\"", "\"é\""};
    return dice.one_of(kScalars);
  };
  std::vector<std::string> members;
  for (const std::string& key : kKeys) members.push_back(fmt::format("\"{}\":{}", key, scalar()));
  for (std::size_t i = dice.below(3); depth > 0 && i > 0; --i) {
    std::string value;
    if (dice.once_in(2)) {
      value = object(dice, depth - 1);
    } else {
      value = "[";
      for (std::size_t n = dice.below(3); n > 0; --n) value += object(dice, depth - 1) + (n > 1 ? "," : "");
      value += "]";
    }
    members.push_back(fmt::format("\"k{}\":{}", i, value));
  }
  for (std::size_t i = members.size(); i > 1; --i) std::swap(members[i - 1], members[dice.below(i)]);
  return fmt::format("{{{}}}", fmt::join(members, ","));
}

struct File {
  std::string text;
  std::size_t begin = 0, end = 0;  ///< Of the event with the fault.
  std::vector<std::pair<std::size_t, std::size_t>> untouched;
};

/// Makes a file with a fault in one of its events, not in the first one.
File file_with_fault(Dice& dice, ByteView separator, const std::function<std::string(std::string)>& fault) {
  File file;
  const std::size_t count = 3 + dice.below(4), hit = 1 + dice.below(count - 1);
  for (std::size_t i = 0; i < count; ++i) {
    std::string event = object(dice, 3);
    const std::size_t begin = file.text.size();
    if (i == hit) event = fault(std::move(event));
    file.text += event;
    if (i == hit) {
      file.begin = begin;
      file.end = file.text.size();
    } else {
      file.untouched.emplace_back(begin, event.size());
    }
    file.text += separator;
  }
  return file;
}

struct Found {
  std::size_t invented = 0, lost = 0, events = 0;
};

void look(const File& file, Found& found, std::string* example) {
  const Cutter::Options options{.resume_keys = {{"type"}, {"id"}, {"event"}}};
  std::set<std::pair<std::size_t, std::size_t>> frames;
  for (const Cut& cut : cut_text(file.text, options)) {
    if (!cut.frame) continue;
    EXPECT_EQ(cut_text(cut.of(file.text), options).size(), 1U) << cut.of(file.text);
    frames.emplace(cut.offset, cut.length);
    const bool inside = file.begin < cut.offset && cut.offset + cut.length <= file.end;
    if (!inside) continue;
    ++found.invented;
    *example = std::string(cut.of(file.text)) + "\nof\n" + file.text;
  }
  for (const auto& event : file.untouched) {
    ++found.events;
    if (frames.contains(event)) continue;
    ++found.lost;
    *example = "lost of\n" + file.text;
  }
}

Found tried(std::uint64_t seed, ByteView separator,
            const std::function<std::string(Dice&, std::string)>& fault, std::string* example) {
  Dice dice(seed);
  Found found;
  for (int round = 0; round < 5'000; ++round)
    look(file_with_fault(dice, separator, [&](std::string event) { return fault(dice, std::move(event)); }),
         found, example);
  return found;
}

/// Replaces a literal by one that JSON does not have.
std::string bad_literal(Dice& dice, std::string event) {
  static const std::vector<std::string> kBad = {"NaN",     "01",       "tru",         "-",  "1.",
                                                "\"\\x\"", "\"\xff\"", "\"\\ud800\"", "'x'"};
  std::vector<std::size_t> places;
  for (std::size_t at = event.find(":7"); at != std::string::npos; at = event.find(":7", at + 1))
    places.push_back(at);
  if (places.empty()) return event.insert(event.size() - 1, ",\"z\":" + dice.one_of(kBad));
  return event.replace(dice.one_of(places) + 1, 1, dice.one_of(kBad));
}

std::string torn(Dice& dice, std::string event) { return event.substr(0, 1 + dice.below(event.size() - 1)); }

/// Puts a byte of structure in, takes one out, or makes one another.
std::string bent(Dice& dice, std::string event) {
  const std::size_t at = 1 + dice.below(event.size() - 2);
  static constexpr ByteView kBytes = "{}[]:,\"x";
  const char byte = kBytes[dice.below(kBytes.size())];
  switch (dice.below(3)) {
    case 0: return event.insert(at, 1, byte);
    case 1: return event.erase(at, 1);
    default: event[at] = byte; return event;
  }
}

TEST(Invention, OfABadLiteralThereIsNone) {
  for (const ByteView separator : {"\n", "", "\r\n", " "}) {
    std::string example;
    const Found found = tried(1, separator, bad_literal, &example);
    EXPECT_EQ(found.invented, 0U) << example;
    EXPECT_EQ(found.lost, 0U) << example;
  }
}

TEST(Invention, OfATornLineThereIsNone) {
  std::string example;
  for (const ByteView separator : {"\n", "\r\n"}) {
    const Found found = tried(2, separator, torn, &example);
    EXPECT_EQ(found.invented, 0U) << example;
    EXPECT_EQ(found.lost, 0U) << example;
  }
}

/// What is left are odd brackets right behind something inside: so another event may begin there.
TEST(Invention, IsRareInABentLine) {
  std::string example;
  const Found found = tried(3, "\n", bent, &example);
  EXPECT_LT(found.invented, found.events / 1000) << example;
  EXPECT_EQ(found.lost, 0U) << example;
}

/// Back to back nothing shows where a torn event ends: what is taken then is marked as recovered.
TEST(Invention, IsRareWhereEventsStandBackToBack) {
  std::string example;
  for (const auto& fault : {torn, bent}) {
    const Found found = tried(4, "", fault, &example);
    std::printf("%zu of %zu invented, %zu lost\n", found.invented, found.events, found.lost);
    EXPECT_LT(found.invented, found.events / 200) << example;
    EXPECT_LT(found.lost, found.events / 500) << example;
  }
}

}  // namespace
}  // namespace headgate
