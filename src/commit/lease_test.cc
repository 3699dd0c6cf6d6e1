// SPDX-License-Identifier: Apache-2.0
#include "commit/lease.h"

#include <gmock/gmock.h>

#include "layout/layout.h"
#include "store/memory_store.h"

namespace headgate {
namespace {

constexpr Micros kNow = 1'650'000'000'000'000;

TEST(LeaseTest, StandsUntilItExpires) {
  MemoryStore store;
  ASSERT_TRUE(keep_lease(store, make_lease(store, "r", "run", kNow, 100)));
  const auto leases = list_leases(store);
  ASSERT_TRUE(leases);
  ASSERT_EQ(leases->size(), 1U);
  const Lease& lease = leases->front();
  EXPECT_EQ(lease.run, "r");
  EXPECT_EQ(lease.verb, "run");
  EXPECT_EQ(lease.writer, store.writer());
  EXPECT_EQ(lease.since, kNow);
  EXPECT_TRUE(*stands(store, lease, kNow + 100));
  EXPECT_FALSE(*stands(store, lease, kNow + 101));
  ASSERT_TRUE(end_lease(store, "r"));
  EXPECT_TRUE(list_leases(store)->empty());
}

TEST(LeaseTest, EndsWithTheWriterThatItNames) {
  struct GoneStore : MemoryStore {
    Result<bool> is_gone(const std::string& writer) override { return writer == "gone"; }
  } store;
  Lease lease = make_lease(store, "r", "run", kNow, 100);
  EXPECT_TRUE(*stands(store, lease, kNow));
  lease.writer = "gone";
  EXPECT_FALSE(*stands(store, lease, kNow));
  lease.writer.clear();
  EXPECT_TRUE(*stands(store, lease, kNow)) << "many processes share the run: no end of one is its end";
}

TEST(LeaseTest, HasExpiredWhereItCannotBeRead) {
  MemoryStore store;
  ASSERT_TRUE(store.put(layout::lease_name("r"), "{"));
  ASSERT_TRUE(store.put(layout::kLeases + "r/else", "{}"));
  const auto leases = list_leases(store);
  ASSERT_EQ(leases->size(), 1U);
  EXPECT_EQ(leases->front().run, "r");
  EXPECT_FALSE(*stands(store, leases->front(), kNow));
}

}  // namespace
}  // namespace headgate
