// SPDX-License-Identifier: Apache-2.0
#include "base/parallel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <system_error>
#include <thread>
#include <vector>

#include "base/no_threads_for_tests.h"

namespace headgate {
namespace {

TEST(Parallel, EveryNumberHasAThreadAndTheFirstIsThisOne) {
  std::vector<std::thread::id> ids(4);
  on_threads(
      ids.size(), [&](std::size_t i) { ids[i] = std::this_thread::get_id(); }, [] { FAIL(); });
  EXPECT_EQ(ids[0], std::this_thread::get_id());
  EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), ids.size());
}

TEST(Parallel, WorkIsDoneOnceWhateverTheThreads) {
  for (const std::size_t threads : {0, 1, 3, 40}) {
    std::vector<std::atomic<int>> times(20);
    ASSERT_TRUE(in_parallel(threads, times.size(), [&](std::size_t i) -> Status {
                  ++times[i];
                  return {};
                }).has_value());
    for (const auto& each : times) EXPECT_EQ(each, 1) << threads << " threads";
  }
}

TEST(Parallel, NothingToDoIsDone) {
  EXPECT_TRUE(in_parallel(4, 0, [](std::size_t) -> Status {
                ADD_FAILURE();
                return {};
              }).has_value());
}

TEST(Parallel, TheFirstErrorStopsWhatHasNotBegun) {
  std::size_t begun = 0;
  const Status done = in_parallel(1, 100, [&](std::size_t i) -> Status {
    ++begun;
    if (i == 2) return fail(ErrorCode::Io, "the third");
    return {};
  });
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().message, "the third");
  EXPECT_EQ(begun, 3U);
}

TEST(Parallel, WithoutMoreThreadsTheOneThatThereIsDoesAll) {
  const NoThreads none;
  ASSERT_THROW(std::thread([] {}).join(), std::system_error);
  std::size_t done = 0;
  EXPECT_TRUE(in_parallel(4, 20, [&](std::size_t) -> Status {
                ++done;
                return {};
              }).has_value());
  EXPECT_EQ(done, 20U);
}

TEST(Parallel, WantOfMemoryOnAnyThreadIsAnErrorThatSaysWhatToDo) {
  for (const std::size_t threads : {1, 4}) {
    const Status done = in_parallel(
        threads, 50,
        [](std::size_t i) -> Status {
          if (i == 7) throw std::bad_alloc();
          return {};
        },
        "set a smaller window");
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().code, ErrorCode::NoSpace);
    EXPECT_EQ(done.error().message, "there is not enough memory: set a smaller window");
  }
}

}  // namespace
}  // namespace headgate
