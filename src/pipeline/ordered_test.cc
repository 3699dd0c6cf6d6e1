// SPDX-License-Identifier: Apache-2.0
#include "pipeline/ordered.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace headgate {
namespace {

using Jobs = std::vector<std::function<Status()>>;

struct Item {
  int number = 0, square = 0;
};

class Threads : public testing::TestWithParam<std::size_t> {
 protected:
  /// Squares the numbers up to 200 and puts them in a row; `fails_at` is not put.
  Status square(int fails_at = -1) {
    std::vector<Item> items(GetParam());
    int next = 0;
    return run_ordered(
        items, [&] { ++prepared_; },
        [&](Item& item) -> Result<bool> {
          item.number = next++;
          return item.number < 200;
        },
        [](Item& item) {
          if (item.number % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
          item.square = item.number * item.number;
        },
        [&](Item& item, Jobs& jobs) -> Status {
          if (item.number == fails_at) return fail(ErrorCode::Io, "no place for {}", item.number);
          squares_.push_back(item.square);
          jobs.push_back([&]() -> Status {
            ++jobs_;
            return {};
          });
          return {};
        });
  }

  std::atomic<int> prepared_ = 0, jobs_ = 0;
  std::vector<int> squares_;
};

TEST_P(Threads, PutInTheOrderOfTake) {
  ASSERT_TRUE(square());
  ASSERT_EQ(squares_.size(), 200U);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(squares_[static_cast<std::size_t>(i)], i * i);
  EXPECT_EQ(jobs_, 200);
  EXPECT_GE(prepared_, 201);  // Before each look, the last one included.
}

TEST_P(Threads, TheFirstErrorStopsAll) {
  const Status done = square(50);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "no place for 50");
  EXPECT_EQ(squares_.size(), 50U);
}

TEST_P(Threads, NobodyTakesBehindAnError) {
  std::vector<Item> items(GetParam());
  int calls = 0;
  const Status done = run_ordered(
      items,
      [&](Item&) -> Result<bool> {
        ++calls;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));  // The others are waiting by now.
        return fail(ErrorCode::Io, "cannot be opened");
      },
      [](Item&) {}, [](Item&, Jobs&) { return Status(); });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "cannot be opened");
  EXPECT_EQ(calls, 1);
}

INSTANTIATE_TEST_SUITE_P(All, Threads, testing::Values(1, 2, 5));

/// Waits until another thread is here too; gives up after a while.
bool meet(std::atomic<int>& here) {
  ++here;
  for (int i = 0; i < 5000 && here < 2; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return here >= 2;
}

TEST(RunOrdered, PreparesOutsideTheMutexOfTake) {
  std::vector<Item> items(2);
  std::atomic<int> here = 0;
  std::atomic<bool> met = false;
  const Status done = run_ordered(
      items,
      [&] {
        if (meet(here)) met = true;
      },
      [](Item&) -> Result<bool> { return false; }, [](Item&) {}, [](Item&, Jobs&) { return Status(); });
  ASSERT_TRUE(done);
  EXPECT_TRUE(met) << "no two threads prepared at the same time";
}

}  // namespace
}  // namespace headgate
