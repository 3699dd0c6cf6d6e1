// SPDX-License-Identifier: Apache-2.0
// The same events give the same profile, however they are split and in whatever order the parts come
// together.
#include <algorithm>
#include <random>

#include "answers/inspect/inspect_test_support.h"

namespace headgate::inspect {
namespace {

/// Draws from a fixed seed: the same on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }

 private:
  std::mt19937_64 engine_;
};

/// Says how events vary: how many names there are, how wide objects are and how deep.
struct Shape {
  std::size_t names, width, depth, texts, services = 3;
};

std::string name_of(std::size_t i) {
  std::string name = "n";
  for (; i != 0; i /= 26) name += static_cast<char>('a' + i % 26);
  return name;
}

std::string value(Dice& dice, const Shape& shape, std::size_t depth) {
  const std::size_t kind = dice.below(depth < shape.depth ? 10 : 6);
  switch (kind) {
    case 0: return "null";
    case 1: return dice.below(2) == 0 ? "true" : "false";
    case 2: return std::to_string(dice.below(shape.texts));
    case 3: return std::to_string(dice.below(100)) + ".5e" + std::to_string(dice.below(4));
    case 4:
    case 5: return "\"text " + std::to_string(dice.below(shape.texts)) + "\"";
    case 6: {
      std::string list = "[";
      for (std::size_t i = 0, n = dice.below(4); i < n; ++i)
        list += (i ? "," : "") + value(dice, shape, depth + 1);
      return list + "]";
    }
    default: break;
  }
  std::vector<std::string> names;
  for (std::size_t i = 0, n = dice.below(shape.width); i < n; ++i)
    names.push_back(name_of(dice.below(shape.names)));
  if (dice.below(4) == 0) names.push_back("2022-04-" + std::to_string(10 + dice.below(20)));
  if (dice.below(3) == 0) names.push_back("type");
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::shuffle(names.begin(), names.end(), std::mt19937_64(dice.below(1 << 20)));
  std::string object = "{";
  for (const std::string& name : names) {
    const bool type = name == "type";
    object += (object.size() > 1 ? ",\"" : "\"") + name + "\":" +
              (type ? "\"kind " + std::to_string(dice.below(5)) + "\"" : value(dice, shape, depth + 1));
  }
  return object + "}";
}

std::vector<std::string> events_of(Dice& dice, const Shape& shape, std::size_t count) {
  std::vector<std::string> events;
  for (std::size_t i = 0; i < count; ++i) {
    events.push_back(event(value(dice, shape, 0), "service" + std::to_string(dice.below(shape.services))));
    if (dice.below(50) == 0) events.back() = "{\"broken\":tru}";
  }
  return events;
}

/// Splits the events over `parts` profiles, and merges these in any order.
std::string profile_of(Dice& dice, const std::vector<std::string>& events, std::size_t parts,
                       Limits* limits = nullptr) {
  const Identification identification;
  std::vector<std::unique_ptr<Inspector>> inspectors;
  for (std::size_t i = 0; i < parts; ++i) inspectors.push_back(std::make_unique<Inspector>(identification));
  std::vector<std::size_t> order(events.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), std::mt19937_64(dice.below(1 << 20)));
  for (const std::size_t i : order) {
    inspect_text(*inspectors[dice.below(parts)], events[i], static_cast<std::uint32_t>(i));
  }
  while (inspectors.size() > 1) {
    const std::size_t from = dice.below(inspectors.size());
    std::swap(inspectors[from], inspectors.back());
    const auto last = std::move(inspectors.back());
    inspectors.pop_back();
    inspectors[dice.below(inspectors.size())]->profile().merge(std::move(last->profile()));
  }
  Profile& whole = inspectors.front()->profile();
  if (limits != nullptr) *limits = whole.limits();
  whole.settle();
  return json_of(whole);
}

void expect_one_profile(const Shape& shape, std::size_t count, const Limits& limits, std::uint64_t seeds = 6,
                        const std::vector<std::size_t>& splits = {1, 2, 3, 8, 40}) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    Dice dice(seed);
    const auto events = events_of(dice, shape, count);
    Limits reached{};
    const std::string whole = profile_of(dice, events, 1, &reached);
    EXPECT_TRUE(reached == limits) << "the events are not of the size that this test is about";
    for (const std::size_t parts : splits) {
      ASSERT_EQ(profile_of(dice, events, parts), whole) << "seed " << seed << ", " << parts << " parts";
    }
  }
}

TEST(Merge, FewPaths) { expect_one_profile({6, 5, 2, 8}, 300, Limits::of(0)); }

TEST(Merge, MoreValuesThanAreKept) { expect_one_profile({4, 4, 1, 900}, 1500, Limits::of(0)); }

TEST(Merge, MoreKeysThanAreNames) { expect_one_profile({3000, 8, 1, 5}, 3000, Limits::of(0)); }

TEST(Merge, RareKeysBesideFields) { expect_one_profile({900, 8, 1, 5}, 1200, Limits::of(0)); }

TEST(Merge, CrowdedObjects) { expect_one_profile({14, 8, 5, 300}, 450, Limits::of(0)); }

TEST(Merge, VeryCrowdedObjects) { expect_one_profile({200, 14, 6, 30}, 300, Limits::of(0)); }

TEST(Merge, MapsOfObjects) { expect_one_profile({400, 3, 4, 30}, 1500, Limits::of(0)); }

TEST(Merge, ManyPaths) { expect_one_profile({60, 16, 4, 300, 24}, 700, Limits::of(20'000), 3); }

TEST(Merge, VeryManyPaths) { expect_one_profile({60, 22, 4, 30, 100}, 2000, Limits::of(100'000), 1, {1, 5}); }

TEST(Merge, MorePathsThanAreCounted) {
  expect_one_profile({60, 26, 4, 30, 300}, 3000, Limits::of(1'000'000), 1, {1, 3});
}

TEST(Merge, MoreServicesThanAreKeptApart) {
  Dice dice(1);
  std::vector<std::string> events;
  for (std::size_t i = 0; i < 500; ++i) events.push_back(event("{\"a\":1}", name_of(i)));
  const std::string whole = profile_of(dice, events, 1);
  EXPECT_NE(whole.find(R"("service":"_other","record_type":"_other","events":372)"), std::string::npos);
  for (const std::size_t parts : {2, 5, 20}) EXPECT_EQ(profile_of(dice, events, parts), whole);
}

}  // namespace
}  // namespace headgate::inspect
