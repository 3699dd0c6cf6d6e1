// SPDX-License-Identifier: Apache-2.0
#include "commit/ledger.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "store/fault_store.h"
#include "store/memory_store.h"

namespace headgate {
namespace {

class LedgerTest : public testing::Test {
 protected:
  static std::string object(int i) { return fmt::format("day/{:05}", i); }

  static LedgerEntries entries(int first, int last, std::uint64_t commit) {
    LedgerEntries entries;
    for (int i = first; i < last; ++i) {
      entries[ledger_key("source", object(i))] = {"source", object(i), {{1, "etag", "hash", 5, commit}}};
    }
    return entries;
  }

  static std::vector<ObjectInfo> listing(int count) {
    std::vector<ObjectInfo> listed;
    for (int i = 0; i < count; ++i) listed.push_back({object(i), 5, "etag"});
    return listed;
  }

  static std::vector<const ObjectInfo*> pointers(const std::vector<ObjectInfo>& listed) {
    std::vector<const ObjectInfo*> all;
    for (const ObjectInfo& info : listed) all.push_back(&info);
    return all;
  }

  MemoryStore store_;
};

TEST_F(LedgerTest, FindsWhatWasAdded) {
  Ledger ledger(store_, {});
  ASSERT_TRUE(ledger.add(entries(0, 1000, 1), 1));
  ASSERT_TRUE(ledger.add(entries(1000, 1500, 2), 2));
  EXPECT_EQ(ledger.root()->objects, 1500U);
  Ledger read(store_, ledger.root());
  const auto found = read.find(ledger_key("source", object(1234)));
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->generations.front().commit, 2U);
  EXPECT_FALSE(*read.find(ledger_key("other", object(1234))));
  EXPECT_EQ(*read.last_name("source", "day/00"), object(999));
  EXPECT_EQ(*read.last_name("source", "night/"), "");
}

TEST_F(LedgerTest, MakesTheSameTreeInWhateverOrder) {
  Ledger at_once(store_, {}), by_parts(store_, {});
  ASSERT_TRUE(at_once.add(entries(0, 900, 1), 1));
  ASSERT_TRUE(by_parts.add(entries(500, 900, 1), 1));
  ASSERT_TRUE(by_parts.add(entries(0, 500, 1), 1));
  EXPECT_EQ(to_json(at_once.root()), to_json(by_parts.root()));
}

TEST_F(LedgerTest, GivesTheObjectsThatAreNotDoneAndReadsLittle) {
  Ledger ledger(store_, {});
  ASSERT_TRUE(ledger.add(entries(0, 5000, 1), 1));
  std::vector<ObjectInfo> listed = listing(5001);
  listed[17].etag = "another";
  FaultStore counted(store_);
  Ledger read(counted, ledger.root());
  const auto differences = read.compare("source", pointers(listed));
  ASSERT_TRUE(differences) << differences.error().message;
  ASSERT_EQ(differences->size(), 2U);
  EXPECT_EQ(differences->at(0).info->name, object(17));
  EXPECT_TRUE(differences->at(0).known);
  EXPECT_EQ(differences->at(1).info->name, object(5000));
  EXPECT_FALSE(differences->at(1).known);
  EXPECT_LT(counted.count(only(Operation::Open)), 8U) << "nothing is read where the sums agree";
}

TEST_F(LedgerTest, AddsAGenerationToWhatItKnows) {
  Ledger ledger(store_, {});
  ASSERT_TRUE(ledger.add(entries(0, 10, 1), 1));
  LedgerEntries more;
  more[ledger_key("source", object(3))] = {"source", object(3), {{2, "new", "other", 6, 2}}};
  ASSERT_TRUE(ledger.add(more, 2));
  EXPECT_EQ(ledger.root()->objects, 10U);
  const auto known = ledger.find(ledger_key("source", object(3)));
  ASSERT_TRUE(known && *known);
  ASSERT_EQ((*known)->generations.size(), 2U);
  EXPECT_NE((*known)->find_etag("etag"), nullptr);
  EXPECT_NE((*known)->find_etag("new"), nullptr);
}

TEST_F(LedgerTest, KeepsTheLastPartOfWhatGrows) {
  const std::string key = ledger_key("source", object(3));
  const auto part = [&](std::uint64_t begin, std::uint64_t end, std::uint64_t commit) {
    const std::string text = std::to_string(end);
    LedgerEntries more;
    more[key] = {
        "source", object(3), {{2, "etag" + text, "hash" + text, end, commit, Part{begin, end, "p" + text}}}};
    return more;
  };
  Ledger ledger(store_, {});
  ASSERT_TRUE(ledger.add(entries(0, 10, 1), 1));
  ASSERT_TRUE(ledger.add(part(0, 7, 2), 2));
  ASSERT_TRUE(ledger.add(part(7, 9, 3), 3));
  EXPECT_EQ(ledger.root()->objects, 10U);
  const auto known = Ledger(store_, ledger.root()).find(key);
  ASSERT_TRUE(known && *known);
  const LedgerEntry& entry = **known;
  ASSERT_EQ(entry.generations.size(), 2U) << "what is read does not grow with the number of parts";
  const Generation& last = entry.generations.back();
  EXPECT_EQ(last.commit, 3U);
  EXPECT_EQ(last.end(), 9U);
  EXPECT_EQ(last.hash_of_taken(), "p9");
  EXPECT_EQ(entry.taker_of(2, 9), nullptr) << "there is a place for the next part";
  EXPECT_EQ(entry.taker_of(3, 0), nullptr);
  for (const std::uint64_t begin : {0U, 7U, 8U}) EXPECT_EQ(entry.taker_of(2, begin), &last) << begin;
  EXPECT_EQ(entry.taker_of(1, 0), &entry.generations.front());
  EXPECT_EQ(entry.taker_of(1, 5), &last) << "another content came since";
}

TEST_F(LedgerTest, SaysThatANodeIsGone) {
  Ledger ledger(store_, {});
  ASSERT_TRUE(ledger.add(entries(0, 10, 1), 1));
  ASSERT_TRUE(store_.remove(ledger.root()->name));
  EXPECT_EQ(Ledger(store_, ledger.root()).find(ledger_key("source", object(3))).error().code,
            ErrorCode::NotFound);
}

}  // namespace
}  // namespace headgate
