// SPDX-License-Identifier: Apache-2.0
#include "pipeline/object_opener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <new>
#include <thread>

#include "base/no_threads_for_tests.h"
#include "store/fault_store.h"
#include "store/memory_store.h"

namespace headgate {
namespace {

class ObjectOpenerTest : public testing::Test {
 protected:
  ObjectOpenerTest() {
    for (const char* name : {"a", "b", "c", "d"}) EXPECT_TRUE(store_.put(name, std::string("is ") + name));
    const auto listed = store_.list("");
    for (const ObjectInfo& info : *listed) task_.objects.push_back({info, 1});
  }

  static std::string content(Result<std::unique_ptr<ObjectReader>> opened) {
    if (!opened) return opened.error().message;
    char buffer[64];
    const auto read = (*opened)->read(buffer, sizeof buffer);
    return read ? std::string(buffer, *read) : read.error().message;
  }

  [[nodiscard]] std::uint64_t opens() const { return counted_.count(only(Operation::Open)); }

  MemoryStore store_;
  FaultStore counted_{store_};
  Task task_;
};

TEST_F(ObjectOpenerTest, GivesTheObjectsInTheirOrder) {
  for (const std::size_t ahead_max : {0U, 1U, 3U, 9U}) {
    ObjectOpener opener(store_, task_, {.objects_max = ahead_max});
    for (const char* want : {"is a", "is b", "is c", "is d"}) {
      opener.open_ahead();
      opener.open_ahead();
      EXPECT_EQ(content(opener.next()), want) << ahead_max;
    }
    opener.open_ahead();  // There is none: nothing happens.
  }
}

TEST_F(ObjectOpenerTest, OpensNoMoreThanItMay) {
  ObjectOpener opener(counted_, task_, {.objects_max = 2});
  for (int i = 0; i < 5; ++i) opener.open_ahead();
  EXPECT_EQ(opens(), 2U);
  EXPECT_EQ(content(opener.next()), "is a");
  EXPECT_EQ(opens(), 2U) << "it was open";
  for (int i = 0; i < 5; ++i) opener.open_ahead();
  EXPECT_EQ(opens(), 3U);
}

TEST_F(ObjectOpenerTest, TellsOfAFailureInItsTurn) {
  ASSERT_TRUE(store_.remove("b"));
  ASSERT_TRUE(store_.put("c", "has changed"));
  ObjectOpener opener(store_, task_, {.objects_max = 3});
  for (int i = 0; i < 3; ++i) opener.open_ahead();
  EXPECT_EQ(content(opener.next()), "is a");
  const auto gone = opener.next();
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, ErrorCode::NotFound);
  const auto changed = opener.next();
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, ErrorCode::Changed);
  EXPECT_EQ(content(opener.next()), "is d");
}

TEST_F(ObjectOpenerTest, WhatChangesAfterItWasOpenedIsChanged) {
  ObjectOpener opener(store_, task_, {.objects_max = 1});
  opener.open_ahead();
  ASSERT_TRUE(store_.put("a", "another one"));
  auto opened = opener.next();
  ASSERT_TRUE(opened) << opened.error().message;
  char buffer[64];
  Result<std::size_t> read = 1;
  while (read && *read > 0) read = (*opened)->read(buffer, sizeof buffer);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::Changed);
}

/// Holds up whoever opens an object until it is let go.
class SlowStore : public FaultStore {
 public:
  using FaultStore::FaultStore;
  Result<std::unique_ptr<ByteSource>> open(const std::string& name, const std::string& etag,
                                           std::uint64_t offset, std::uint64_t length) override {
    ++waiting;
    while (!go) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (has_no_memory) throw std::bad_alloc();
    return FaultStore::open(name, etag, offset, length);
  }
  std::atomic<int> waiting = 0;
  std::atomic<bool> go = false, has_no_memory = false;
};

TEST_F(ObjectOpenerTest, ManyOpenAtOnceAndTheTakerWaits) {
  SlowStore slow(store_);
  ObjectOpener opener(slow, task_, {.objects_max = 3});
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) threads.emplace_back([&] { opener.open_ahead(); });
  while (slow.waiting < 3) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::string first;
  std::thread taker([&] { first = content(opener.next()); });
  slow.go = true;
  for (std::thread& each : threads) each.join();
  taker.join();
  EXPECT_EQ(first, "is a");
  EXPECT_EQ(content(opener.next()), "is b");
  EXPECT_EQ(slow.waiting, 3);
}

/// Is far away: worth many calls at once.
class FarStore : public SlowStore {
 public:
  using SlowStore::SlowStore;
  [[nodiscard]] unsigned calls_at_once() const override { return 3; }
};

TEST_F(ObjectOpenerTest, OpensWithThreadsOfItsOwnWhatIsFarAway) {
  FarStore far(store_);
  ObjectOpener opener(far, task_, {.bytes_max = 1 * MiB});
  while (far.waiting < 3) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  far.go = true;
  for (const char* want : {"is a", "is b", "is c", "is d"}) {
    opener.open_ahead();  // Does nothing.
    EXPECT_EQ(content(opener.next()), want);
  }
  EXPECT_EQ(far.waiting, 4);
}

TEST_F(ObjectOpenerTest, HoldsNoMoreBytesThanItMay) {
  // Each has four bytes: two of them, and whatever it takes for one.
  for (const auto& [bytes_max, want] : {std::pair(9U, 2), {8U, 2}, {7U, 1}, {1U, 1}}) {
    FarStore far(store_);
    far.go = true;
    ObjectOpener opener(far, task_, {.bytes_max = bytes_max});
    while (far.waiting < want) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(far.waiting, want) << bytes_max;
    EXPECT_EQ(content(opener.next()), "is a");
    while (far.waiting < want + 1) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_EQ(content(opener.next()), "is b");
    EXPECT_EQ(content(opener.next()), "is c");
    EXPECT_EQ(content(opener.next()), "is d");
    EXPECT_EQ(far.waiting, 4);
  }
}

TEST_F(ObjectOpenerTest, KnowsWhatElseCannotBeOpened) {
  ASSERT_TRUE(store_.remove("b"));
  ASSERT_TRUE(store_.put("d", "has changed"));
  for (const bool is_far : {false, true}) {
    FarStore far(store_);
    far.go = true;
    ObjectOpener opener(is_far ? far : static_cast<ObjectStore&>(store_), task_,
                        {.objects_max = 4, .bytes_max = 1 * MiB});
    for (int i = 0; i < 4; ++i) opener.open_ahead();
    while (is_far && far.waiting < 4) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_EQ(content(opener.next()), "is a");
    const auto failed = opener.failures();
    ASSERT_EQ(failed.size(), 2U) << is_far;
    EXPECT_EQ(failed[0].first, 1U);
    EXPECT_EQ(failed[0].second.code, ErrorCode::NotFound);
    EXPECT_EQ(failed[1].first, 3U);
    EXPECT_EQ(failed[1].second.code, ErrorCode::Changed);
    EXPECT_TRUE(opener.failures().empty());
  }
}

TEST_F(ObjectOpenerTest, WithoutThreadsThoseWhoJudgeOpen) {
  const NoThreads none;
  FarStore far(store_);
  far.go = true;
  ObjectOpener opener(far, task_, {.objects_max = 2, .bytes_max = 1 * MiB});
  opener.open_ahead();
  EXPECT_EQ(far.waiting, 1);
  for (const char* want : {"is a", "is b", "is c", "is d"}) EXPECT_EQ(content(opener.next()), want);
}

TEST_F(ObjectOpenerTest, EndsBeforeItsObjectsAreTaken) {
  FarStore far(store_);
  far.go = true;
  { const ObjectOpener opener(far, task_, {.bytes_max = 1}); }
  EXPECT_LE(far.waiting, 1);
}

TEST_F(ObjectOpenerTest, TheTakerHearsThatThereIsNoMemory) {
  SlowStore slow(store_);
  slow.go = slow.has_no_memory = true;
  ObjectOpener opener(slow, task_, {.objects_max = 1});
  opener.open_ahead();
  EXPECT_THROW((void)opener.next(), std::bad_alloc);
}

}  // namespace
}  // namespace headgate
