// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/ledger.h"

#include <gtest/gtest.h>

namespace headgate::verify {
namespace {

class PartsTest : public testing::Test {
 protected:
  /// Takes in a part in the next commit; gives how many faults there are by now.
  std::uint64_t take(std::uint64_t begin, std::uint64_t end, std::uint64_t bytes_read,
                     std::uint64_t generation = 1) {
    CommitRecord commit;
    commit.seq = ++seq_;
    ObjectRecord object{"source",   "a", "stored" + std::to_string(seq_), "etag",
                        generation, end, {{"bytes_read", bytes_read}},    PartRecord{begin, end, "taken"}};
    ledger_.take(commit, "manifest", object, faults_);
    return faults_.count(Invariant::Objects);
  }

  Ledger ledger_;
  Faults faults_;
  std::uint64_t seq_ = 0;
};

TEST_F(PartsTest, JoinUp) {
  EXPECT_EQ(take(0, 10, 10), 0U);
  EXPECT_EQ(take(10, 15, 5), 0U);
  EXPECT_EQ(take(0, 7, 7, 2), 0U) << "another content";
  EXPECT_EQ(take(7, 9, 2, 2), 0U);
  EXPECT_TRUE(ledger_.has_parts());
  EXPECT_EQ(ledger_.objects().begin()->second.contents.size(), 2U);
}

TEST_F(PartsTest, OneThatIsLostIsFound) {
  take(0, 10, 10);
  EXPECT_EQ(take(15, 20, 5), 1U);
}

TEST_F(PartsTest, OneThatBeginsTwiceIsFound) {
  take(0, 10, 10);
  take(10, 15, 5);
  EXPECT_EQ(take(10, 20, 10), 1U);
}

TEST_F(PartsTest, OneOfAnotherLengthIsFound) { EXPECT_EQ(take(0, 10, 9), 1U); }

TEST_F(PartsTest, OneOfAContentThatNobodyBeganIsFound) {
  EXPECT_EQ(take(10, 15, 5), 1U);
  take(0, 10, 10, 2);
  EXPECT_GT(take(10, 15, 5, 1), 1U) << "a part of a content that another one has followed";
}

}  // namespace
}  // namespace headgate::verify
