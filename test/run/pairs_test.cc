// SPDX-License-Identifier: Apache-2.0
// A run is killed, and the run that mends it is killed too: whichever two operations it were, the third one
// leaves the data of a run that nobody disturbed. CRASH_PAIRS says how many pairs are tried, spread evenly.
#include <cstdlib>
#include <map>

#include "test/run/run_for_tests.h"

namespace headgate {
namespace {

class PairsTest : public RunTest {
 protected:
  PairsTest() {
    settings_.threads = 1;  // A kill is an exception here: it has to reach the test.
    settings_.task_bytes = 400;
    settings_.chunk_bytes = 400;
  }

  static std::size_t pairs_wanted() {
    const char* const text = std::getenv("CRASH_PAIRS");
    return text == nullptr ? 400 : std::strtoull(text, nullptr, 10);
  }

  static std::map<std::string, std::string> data(const MemoryStore& store) {
    std::map<std::string, std::string> all = store.contents();
    std::erase_if(all, [](const auto& entry) { return !entry.first.starts_with("data/"); });
    return all;
  }

  /// Kills a run at an operation; gives how many there were.
  std::uint64_t killed_at(MemoryStore& store, Fault fault, std::uint64_t at, int year) {
    FaultStore faulty(store, {{.fault = fault, .at = at, .among = any_call}});
    try {
      (void)run_into(faulty, [year] { return years_later(year); });
    } catch (const Killed&) {
    }
    return faulty.count();
  }

  static std::shared_ptr<MemoryStore> copy_of(const MemoryStore& store) {
    auto copy = std::make_shared<MemoryStore>();
    for (const auto& [name, bytes] : store.contents()) EXPECT_TRUE(copy->put(name, bytes));
    return copy;
  }
};

TEST_F(PairsTest, KilledTwice) {
  MemoryStore calm;
  ASSERT_TRUE(run_into(calm).has_value());
  const auto want = data(calm);
  MemoryStore counting;
  const std::uint64_t first_points = killed_at(counting, Fault::KillBefore, UINT64_MAX, 0);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> pairs;
  std::vector<std::shared_ptr<MemoryStore>> wounded;
  for (std::uint64_t first = 0; first < first_points; ++first) {
    wounded.push_back(std::make_shared<MemoryStore>());
    killed_at(*wounded.back(), first % 2 == 0 ? Fault::KillBefore : Fault::KillAfter, first, 0);
    const std::uint64_t second_points =
        killed_at(*copy_of(*wounded.back()), Fault::KillBefore, UINT64_MAX, 1);
    for (std::uint64_t second = 0; second < second_points; ++second) pairs.emplace_back(first, second);
  }
  const std::size_t wanted = std::min(pairs_wanted(), pairs.size());
  for (std::size_t i = 0; i < wanted; ++i) {
    const auto [first, second] = pairs[i * pairs.size() / wanted];
    SCOPED_TRACE(fmt::format("killed at operation {}, then at operation {}", first, second));
    const auto store = copy_of(*wounded[first]);
    killed_at(*store, second % 2 == 0 ? Fault::KillAfter : Fault::KillBefore, second, 1);
    const auto healed = run_into(*store, [] { return years_later(2); });
    ASSERT_TRUE(healed.has_value()) << healed.error().message;
    ASSERT_EQ(data(*store), want);
    ASSERT_TRUE(store->list("_headgate/staging/")->empty());
  }
  std::printf("%zu of %zu pairs of kills: 0 lost, 0 twice, 0 byte differences\n", wanted, pairs.size());
  EXPECT_GT(pairs.size(), 10'000U) << "the fixture is too small for the figure";
}

}  // namespace
}  // namespace headgate
