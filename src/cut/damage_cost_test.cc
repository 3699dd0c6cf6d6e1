// SPDX-License-Identifier: Apache-2.0
// Whatever stands in a file, cutting it costs in proportion to its bytes. The bounds are wide: they tell
// linear from quadratic on a busy machine, where quadratic would take hours.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <functional>

#include "cut/event_maker_test_support.h"

namespace headgate {
namespace {

using cut_test::Dice;

#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t kBytes = 64 << 10;
#else
constexpr std::size_t kBytes = 1 << 20;
#endif

double seconds(const std::string& text) {
  Cutter cutter({});
  cutter.begin();
  MemoryReader reader(text, 1 << 16);
  Window window;
  std::uint64_t tiled = 0;
  const auto begin = std::chrono::steady_clock::now();
  do {
    EXPECT_TRUE(cutter.cut(reader, window).has_value());
    tiled += window.end;
  } while (!window.last);
  EXPECT_EQ(tiled, text.size());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string repeated(ByteView bit, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += bit;
  return text;
}

struct Case {
  const char* name;
  std::function<std::string(std::size_t)> make;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class Cost : public testing::TestWithParam<Case> {};

TEST_P(Cost, IsLinearInTheBytes) {
  const std::string small = GetParam().make(kBytes), large = GetParam().make(4 * kBytes),
                    largest = GetParam().make(16 * kBytes);
  const double one = std::max(seconds(small), 0.002);
  const double four = seconds(large);
  EXPECT_LT(four, one * 30);
  const double sixteen = seconds(largest);
  EXPECT_LT(sixteen, 20.0);
  std::printf("%-28s %7.1f ms, 4 times as much %7.1f ms, 16 times %8.1f ms\n", GetParam().name, one * 1e3,
              four * 1e3, sixteen * 1e3);
}

std::string damaged_events(std::size_t bytes, std::size_t every) {
  Dice dice(5);
  cut_test::EventMaker maker(dice);
  std::string text;
  while (text.size() < bytes) text += maker.event();
  for (std::size_t at = every; at < text.size(); at += every) text[at] = "{}[]\",:\\"[dice.below(8)];
  return text;
}

std::string any_bytes(std::size_t bytes, bool json_like) {
  Dice dice(6);
  if (json_like) return cut_test::json_like(dice, bytes);
  std::string text(bytes, '\0');
  for (char& c : text) c = static_cast<char>(dice.below(256));
  return text;
}

Case repeats(const char* name, const char* bit) {
  return {name, [bit](std::size_t bytes) { return repeated(bit, bytes); }};
}

INSTANTIATE_TEST_SUITE_P(
    Adversary, Cost,
    testing::Values(
        repeats("nested objects", "{\"a\":"), repeats("nested arrays", "["),
        repeats("nested arrays of events", "{\"a\":[{\"detail\":1},"),
        repeats("nested events", "{\"detail\":1,\"a\":["),
        repeats("lines in nested arrays", "{\"a\":[\n{}\n"), repeats("quotes", "\""),
        repeats("quotes and blanks", "\" "), repeats("backslashes", "\\"),
        repeats("backslashes and quotes", "\\\""), repeats("closed, open", "}{"),
        repeats("lines of }{", "}{\n"), repeats("short broken events", "{\"detail\":,}"),
        repeats("broken, then whole", "{\"detail\":1}}"),
        repeats("whole, torn", "{\"detail\":1}\n{\"detail\":"), repeats("scalars that touch", "1\"\"1\n{}\n"),
        repeats("commas", ","), repeats("colons", ":"), repeats("blanks", "   \n"),
        repeats("closed arrays", "]"), repeats("events in no JSON", "{\"a\":{\"detail\":1},\"b\":x}"),
        Case{"one long string", [](std::size_t bytes) { return "\"" + std::string(bytes, 'x'); }},
        Case{"damage every 20 bytes", [](std::size_t bytes) { return damaged_events(bytes, 20); }},
        Case{"damage every 1000 bytes", [](std::size_t bytes) { return damaged_events(bytes, 1000); }},
        Case{"garbage", [](std::size_t bytes) { return any_bytes(bytes, false); }},
        Case{"garbage like JSON", [](std::size_t bytes) { return any_bytes(bytes, true); }},
        Case{"damage in front of an array",
             [](std::size_t bytes) { return "[{\"a\":[" + repeated("{\"detail\":[1,2,3]},", bytes) + "1]"; }},
        Case{"too large", [](std::size_t bytes) {
               return "{\"a\":[" + repeated("{\"detail\":[1,2,3]},", bytes * 5 / 4) + "1]}";
             }}));

}  // namespace
}  // namespace headgate
