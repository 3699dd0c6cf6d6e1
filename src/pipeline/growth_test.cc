// SPDX-License-Identifier: Apache-2.0
#include "pipeline/growth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "store/memory_store.h"

namespace headgate {
namespace {

class GrowthTest : public testing::Test {
 protected:
  /// Puts the object as it is now and measures it.
  Growth measure(const std::string& bytes, const std::optional<LedgerEntry>& known = {}) {
    EXPECT_TRUE(source_.put("a", bytes));
    const auto growth = measure_growth(source_, *source_.stat("a"), known, Settings().cutter());
    EXPECT_TRUE(growth) << growth.error().message;
    return growth.value_or(Growth());
  }

  /// Says what is pending: `generation begin end`.
  static std::string shown(const Growth& growth) {
    if (!growth.pending) return "nothing";
    const Part& part = *growth.pending->part;
    return fmt::format("{} {} {}", growth.pending->generation, part.begin, part.end);
  }

  static LedgerEntry taken(const std::string& stored, std::size_t end) {
    const Part part{0, end, hash_hex(ByteView(stored).substr(0, end))};
    return {"source", "a", {{1, "etag", hash_hex(stored), stored.size(), 1, part}}};
  }
  static LedgerEntry taken_whole(const std::string& stored) {
    return {"source", "a", {{1, "etag", hash_hex(stored), stored.size(), 1}}};
  }

  MemoryStore source_;
};

TEST_F(GrowthTest, OfANewObjectIsWhatIsWhole) {
  const Growth growth = measure("{}\n{\"a\"");
  EXPECT_EQ(shown(growth), "1 0 3");
  EXPECT_EQ(growth.pending->part->hash, hash_hex("{}\n"));
  EXPECT_EQ(growth.pending->hash, hash_hex("{}\n{\"a\""));
  EXPECT_TRUE(growth.is_unfinished);
  EXPECT_EQ(growth.left_bytes, 4U);
  EXPECT_EQ(shown(measure("{\"a\"")), "nothing");
  EXPECT_EQ(shown(measure("")), "nothing");
  EXPECT_TRUE(measure("").is_unfinished);
}

TEST_F(GrowthTest, GoesOnBehindWhatWasTaken) {
  const std::string before = "{}\n{\"a\"";
  EXPECT_EQ(shown(measure(before + ":1}", taken(before, 3))), "1 3 10");
  EXPECT_EQ(shown(measure(before + ":1", taken(before, 3))), "nothing");
  EXPECT_EQ(measure(before + ":1", taken(before, 3)).left_bytes, 6U);
  EXPECT_EQ(shown(measure("{}\n{\"b\":1}", taken(before, 3))), "1 3 10") << "nobody took what was torn";
  EXPECT_EQ(shown(measure(before, taken(before, 3))), "nothing") << "it was only touched";
}

TEST_F(GrowthTest, IsAnotherContentWhereWhatWasTakenIsGone) {
  const std::string before = "{}\n[]\n";
  EXPECT_EQ(shown(measure("{ }\n[]\n{}", taken(before, 6))), "2 0 9");
  EXPECT_EQ(shown(measure("{}\n", taken(before, 6))), "2 0 3");
  EXPECT_EQ(shown(measure("", taken(before, 6))), "nothing");
  EXPECT_FALSE(measure("", taken(before, 6)).is_unfinished);
  LedgerEntry known = taken_whole("{} {}");
  known.add({2, "etag2", "hash", 6, 2, Part{0, 6, hash_hex(before)}});
  EXPECT_EQ(shown(measure("{} {}", known)), "nothing") << "a content that was taken before";
  EXPECT_EQ(shown(measure(before + "1 ", known)), "2 6 8");
}

TEST_F(GrowthTest, OfWhatWasTakenWholeGoesOnWhereNothingWasTorn) {
  EXPECT_EQ(shown(measure("{}\n[]\n", taken_whole("{}\n"))), "1 3 6");
  EXPECT_EQ(shown(measure("{}\n[]\n", taken_whole("{}\n["))), "1 4 6")
      << "an array, of which one bracket was taken";
  EXPECT_EQ(shown(measure("{}\n{\"a\":1}\n", taken_whole("{}\n{\"a\""))), "2 0 11");
  EXPECT_EQ(shown(measure("1 23\n", taken_whole("1 2"))), "2 0 5");
}

}  // namespace
}  // namespace headgate
