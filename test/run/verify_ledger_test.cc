// SPDX-License-Identifier: Apache-2.0
// A ledger of several levels, grown in any order, is proved node by node; nodes that are cut or joined
// elsewhere, or that hold something else, are found.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "answers/verify/log/ledger.h"
#include "answers/verify/read/layout.h"
#include "commit/ledger.h"
#include "store/memory_store.h"

namespace headgate {
namespace {

class VerifyLedgerTest : public testing::Test {
 protected:
  using Json = nlohmann::ordered_json;

  /// Takes objects as commit `seq`, every third a second time later on.
  void take(std::uint64_t seq, std::size_t first, std::size_t step, std::size_t end) {
    LedgerEntries entries;
    for (std::size_t i = first; i < end; i += step) {
      const std::string name = fmt::format("day-{}/file-{}", i % 31, i);
      const std::string key = ledger_key("source", name);
      const std::uint32_t generation = ++generations_[name];
      LedgerEntry& entry = entries[key];
      entry.source = "source";
      entry.object = name;
      entry.generations.push_back(
          {generation, fmt::format("etag-{}", seq), fmt::format("hash-{}-{}", i, seq), i, seq});
      verify::ObjectRecord record;
      record.source = "source";
      record.object = name;
      record.generation = generation;
      record.etag = entry.generations.back().etag;
      record.hash = entry.generations.back().hash;
      record.size = i;
      verify::CommitRecord commit;
      commit.seq = seq;
      verify::Faults faults;
      taken_.take(commit, "manifest", record, faults);
      ASSERT_EQ(faults.count(), 0U);
    }
    ASSERT_TRUE(ledger_.add(entries, seq).has_value());
  }

  std::vector<verify::Fault> faults(verify::CheckpointRecord checkpoint, bool may_lack = false) {
    verify::Faults faults;
    auto landing = verify::Landing::read(store_, faults);
    EXPECT_TRUE(landing.has_value());
    checkpoint.seq = ++seq_;
    EXPECT_TRUE(verify::check_ledger_tree(*landing, checkpoint, "checkpoint", &taken_, may_lack).has_value());
    return faults.kept();
  }

  verify::CheckpointRecord checkpoint() {
    verify::CheckpointRecord record;
    const NodeRef& root = *ledger_.root();
    record.ledger = verify::NodeRef{root.name, root.last, root.objects, root.digest.hex()};
    return record;
  }

  Json read(const std::string& file) { return Json::parse(*store_.get(file)); }
  /// Stores a node under the name that its bytes give it.
  std::string write(const Json& node) {
    const std::string name = verify::node_file(9, hash_hex(node.dump()));
    EXPECT_TRUE(store_.put(name, node.dump()).has_value());
    return name;
  }

  /// Looks whether a tree with another root, of which `change` makes the node, is found to be wrong at a
  /// place.
  void expect_found(const std::function<void(Json&)>& change, const std::string& place) {
    verify::CheckpointRecord record = checkpoint();
    Json root = read(record.ledger->file);
    change(root);
    record.ledger->file = write(root);
    const auto found = faults(record);
    EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const verify::Fault& fault) {
      return fault.place.find(place) != std::string::npos || fault.expected.find(place) != std::string::npos;
    })) << place;
  }

  MemoryStore store_;
  Ledger ledger_{store_, {}};
  verify::Ledger taken_;
  std::map<std::string, std::uint32_t> generations_;
  std::uint64_t seq_ = 100;
};

TEST_F(VerifyLedgerTest, ProvesATreeThatGrew) {
  EXPECT_TRUE(faults({}).empty()) << "of nothing";
  take(1, 1, 2, 100);
  EXPECT_TRUE(faults(checkpoint()).empty());
  take(2, 0, 2, 5000);
  EXPECT_TRUE(faults(checkpoint()).empty());
  take(3, 101, 2, 64'000);
  take(4, 0, 3, 64'000);
  EXPECT_EQ(read(ledger_.root()->name)["level"], 2) << "leaves, nodes above them, a root";
  const auto found = faults(checkpoint());
  EXPECT_TRUE(found.empty()) << found.front().place << ": " << found.front().expected;
}

TEST_F(VerifyLedgerTest, MissesNodesOfTheNewestAlone) {
  take(1, 0, 1, 1000);
  const std::string leaf = read(ledger_.root()->name)["children"][1]["node"];
  ASSERT_TRUE(store_.remove(leaf).has_value());
  const auto found = faults(checkpoint());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().file, leaf);
  EXPECT_TRUE(faults(checkpoint(), /*may_lack=*/true).empty());
}

TEST_F(VerifyLedgerTest, FindsWhatIsCutJoinedOrLeftOut) {
  take(1, 0, 1, 1000);
  ASSERT_EQ(read(ledger_.root()->name)["level"], 1);
  ASSERT_GT(read(ledger_.root()->name)["children"].size(), 3U);
  ASSERT_TRUE(faults(checkpoint()).empty());
  expect_found([&](Json& root) { root["children"].erase(1); }, "which _headgate/commits/");
  expect_found([&](Json& root) { std::swap(root["children"][0], root["children"][1]); }, "a name behind");
  expect_found([&](Json& root) { root["children"][1]["digest"] = std::string(32, '1'); }, "digest of");
  expect_found([&](Json& root) { root["children"][1]["objects"] = 1; }, "objects of");
  expect_found([&](Json& root) { root["children"][1]["last_object"] = "day-1/file-1"; }, "last of");
  expect_found([&](Json& root) { root["level"] = 2; }, "level");
  expect_found([&](Json& root) { root["children"] = Json::array({root["children"][0]}); }, "children");
  expect_found(
      [&](Json& root) {
        Json first = read(root["children"][0]["node"]), second = read(root["children"][1]["node"]);
        for (const Json& entry : second["entries"]) first["entries"].push_back(entry);
        root["children"].erase(0);
        root["children"][0]["node"] = write(first);
      },
      "the end of the node");
  expect_found(
      [&](Json& root) {
        Json second = read(root["children"][0]["node"]);
        Json first = second;
        first["entries"] = Json::array({second["entries"][0]});
        second["entries"].erase(0);
        Json ref = root["children"][0];
        ref["node"] = write(first);
        root["children"][0]["node"] = write(second);
        root["children"].insert(root["children"].begin(), ref);
      },
      "no end of the node");
}

}  // namespace
}  // namespace headgate
