// SPDX-License-Identifier: Apache-2.0
//
// Plays seeded schedules of real runs, reprocesses, collectors and readers on one landing, and looks for one
// in which the commit protocol fails: docs/decisions/0005-commit-protocol.md in the code that ships.
//
//     schedule_test                      1,000 schedules; SCHEDULES says how many, SCHEDULES_SEED the first
//     schedule_test --seed 17 --tell     one schedule again, an operation on each line
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "test/schedule/schedule.h"

namespace headgate::schedule {
namespace {

std::uint64_t number_of(const char* variable, std::uint64_t otherwise) {
  const char* given = std::getenv(variable);
  return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

/// Plays one schedule. Says what was violated, if anything was.
std::optional<std::string> play(std::uint64_t seed, Figures& figures, Schedule::Tell tell = {}) {
  std::optional<std::string> violated;
  Schedule schedule(seed, std::move(tell));
  try {
    schedule.play();
  } catch (const Violation& violation) {
    violated = violation.what;
  }
  for (const auto& [what, count] : schedule.figures()) {
    std::uint64_t& sum = figures[what];
    sum = what == "longest end" ? std::max(sum, count) : sum + count;
  }
  return violated;
}

/// Plays schedules with as many threads as there are cores, until one fails.
class Search {
 public:
  Search(std::uint64_t first, std::uint64_t count) : end_(first + count), next_(first) {}

  void run() {
    std::vector<std::thread> threads;
    for (unsigned i = std::max(1U, std::thread::hardware_concurrency()); i > 0; --i)
      threads.emplace_back([this] { play_on(); });
    for (std::thread& thread : threads) thread.join();
  }

  Figures figures;
  std::optional<std::uint64_t> failed;  ///< The least seed of those that failed.
  std::string violated;

 private:
  void play_on() {
    Figures mine;
    for (std::uint64_t seed = next_++; seed < end_ && !has_failed_; seed = next_++) {
      const auto what = play(seed, mine);
      if (!what) continue;
      has_failed_ = true;
      const std::lock_guard guard(mutex_);
      if (failed && *failed < seed) continue;
      failed = seed;
      violated = *what;
    }
    const std::lock_guard guard(mutex_);
    for (const auto& [what, count] : mine) {
      std::uint64_t& sum = figures[what];
      sum = what == "longest end" ? std::max(sum, count) : sum + count;
    }
  }

  const std::uint64_t end_;
  std::atomic<std::uint64_t> next_;
  std::atomic<bool> has_failed_ = false;
  std::mutex mutex_;
};

TEST(ScheduleTest, NothingIsViolatedWhateverGoesWrong) {
  const std::uint64_t count = number_of("SCHEDULES", 1000), first = number_of("SCHEDULES_SEED", 0);
  const auto began = std::chrono::steady_clock::now();
  Search search(first, count);
  search.run();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  for (const auto& [what, sum] : search.figures) fmt::print("  {:12} {}\n", sum, what);
  fmt::print("  {:12.0f} schedules a second\n", static_cast<double>(search.figures["schedules"]) / seconds);
  ASSERT_FALSE(search.failed) << search.violated << "\nagain with: --seed " << *search.failed << " --tell";
  if (count < 1000) return;
  for (const char* what :
       {"kills", "tasks dropped", "writes that failed", "writes that landed late", "clock jumps",
        "ledger nodes lost", "commits, run", "commits, rewrite", "commits, fence",
        "processes that ended done", "processes that ended fenced", "processes that ended changed",
        "processes that ended unknown", "processes that ended pending"}) {
    EXPECT_GE(search.figures[what], count / 200) << what << " hardly ever came about";
  }
}

TEST(ScheduleTest, AScheduleIsAFunctionOfItsSeed) {
  Figures figures;
  std::string told[2];
  for (std::string& all : told) play(7, figures, [&](const std::string& line) { all += line + "\n"; });
  EXPECT_NE(told[0].find("put_if_absent _headgate/commits/"), std::string::npos);
  EXPECT_EQ(told[0], told[1]);
}

}  // namespace
}  // namespace headgate::schedule

int main(int count, char** arguments) {
  testing::InitGoogleTest(&count, arguments);
  std::optional<std::uint64_t> seed;
  bool tell = false;
  for (int i = 1; i < count; ++i) {
    tell = tell || std::strcmp(arguments[i], "--tell") == 0;
    if (std::strcmp(arguments[i], "--seed") == 0 && i + 1 < count)
      seed = std::strtoull(arguments[i + 1], nullptr, 10);
  }
  if (!seed) return RUN_ALL_TESTS();
  headgate::schedule::Figures figures;
  headgate::schedule::Schedule::Tell say;
  if (tell) say = [](const std::string& line) { fmt::print("{}\n", line); };
  const auto violated = headgate::schedule::play(*seed, figures, say);
  fmt::print("{}\n", violated ? "violation: " + *violated : "no violation");
  return violated ? 1 : 0;
}
