// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "answers/verify/read/layout.h"
#include "base/hash.h"
#include "pipeline/reprocess.h"
#include "test/run/run_for_tests.h"

namespace headgate {

/// A landing with all that a log can hold: runs, a name that came back with other content, a fence, a rewrite
/// that changes some files of a task and keeps others, checkpoints. And a way to change a record so that
/// nothing else gives it away: hashes and names that follow from it are made to match.
class VerifyLogTest : public RunTest {
 protected:
  using Json = nlohmann::ordered_json;
  using Edit = std::function<void(Json&)>;

  VerifyLogTest() {
    settings_.task_bytes = 400;
    settings_.chunk_bytes = 900;
    contracts_ = contracts("type: number}");
    put("c", event("6", "\"price\" :\r\n 1.5,") + event_of_other("7"));
    EXPECT_TRUE(run_once().has_value());
    put("a", event("9", ""));
    EXPECT_TRUE(landing_.put("_headgate/staging/dead-run/t/1/0", "x").has_value());
    EXPECT_TRUE(run_once().has_value());
    contracts_ = contracts("type: number, maximum: 1.2}");
    EXPECT_TRUE(reprocess(workplace(), /*is_dry_run=*/false).has_value());
    put("e", event("10", ""));
    EXPECT_TRUE(run_once().has_value());
    untouched_ = landing_.contents();
  }

  static std::string event_of_other(const std::string& id) {
    std::string text = event(id, "\"note\":\"n\",");
    text.replace(text.find("\"shop\""), 6, "\"other\"");
    return text;
  }

  /// Gives the contracts of two services; only one of them says what its price is.
  static Contracts contracts(const std::string& price) {
    std::string shop = kContract, other = kContract;
    shop.replace(shop.find("type: number}"), 13, price);
    other.replace(other.find("shop_event"), 10, "other_event");
    other.replace(other.find("service: shop"), 13, "service: other");
    return *Contracts::make({*compile_contract(shop, "shop.yaml"), *compile_contract(other, "other.yaml")});
  }

  Json read(const std::string& file) { return Json::parse(*landing_.get(file)); }
  void write(const std::string& file, const Json& json) {
    ASSERT_TRUE(landing_.put(file, json.dump()).has_value());
  }
  void edit(const std::string& file, const Edit& change) {
    Json json = read(file);
    change(json);
    write(file, json);
  }
  void edit_commit(std::uint64_t seq, const Edit& change) { edit(verify::commit_file(seq), change); }

  /// Gives the commits of a kind, in order.
  std::vector<std::uint64_t> commits(const std::string& kind) {
    std::vector<std::uint64_t> seqs;
    const auto listed = landing_.list(verify::kCommits);
    for (std::uint64_t seq = 1; seq <= listed->size(); ++seq) {
      if (read(verify::commit_file(seq))["kind"] == kind) seqs.push_back(seq);
    }
    return seqs;
  }
  std::uint64_t fence() { return commits("fence").front(); }
  std::uint64_t rewrite() { return commits("rewrite").front(); }
  /// The run that took the second content of a name.
  std::uint64_t returned() { return fence() + 1; }

  /// Gives the name of the manifest of a commit whose first object is that.
  std::string manifest(std::uint64_t seq, const std::string& object) {
    const Json commit = read(verify::commit_file(seq));
    for (const Json& named : commit["manifests"]) {
      const Json record = read(named["name"]);
      if (record[record.contains("inputs") ? "inputs" : "objects"][0]["object"] == object)
        return named["name"];
    }
    ADD_FAILURE() << "commit " << seq << " has no " << object;
    return {};
  }

  /// Changes a manifest, and the names and hashes that follow from it.
  void edit_manifest(std::uint64_t seq, const std::string& object, const Edit& change) {
    const std::string name = manifest(seq, object);
    Json record = read(name);
    change(record);
    edit_commit(seq, [&](Json& commit) {
      std::string after = name;
      if (const auto read = verify::read_manifest(record.dump(), name)) {
        std::optional<std::uint64_t> rewrites;
        if (read->replaces) rewrites = read->replaces->commit;
        record["task"] = verify::task_of(commit["plan_hash"], read->objects, rewrites);
        after = verify::manifest_file(commit["run"], record["task"]);
      }
      for (Json& named : commit["manifests"]) {
        if (named["name"] != name) continue;
        named["name"] = after;
        named["hash"] = hash_hex(record.dump());
      }
      ASSERT_TRUE(landing_.remove(name).has_value());
      write(after, record);
    });
  }

  std::string newest_checkpoint() { return landing_.list(verify::kCheckpoints)->back().name; }
  void edit_checkpoint(const Edit& change) { edit(newest_checkpoint(), change); }
  std::string root_node() { return read(newest_checkpoint())["ledger"]["node"]; }
  /// Changes the root of the ledger; its name follows.
  void edit_node(const Edit& change) {
    Json node = read(root_node());
    change(node);
    edit_checkpoint([&](Json& checkpoint) {
      const std::string after = verify::node_file(checkpoint["seq"], hash_hex(node.dump()));
      checkpoint["ledger"]["node"] = after;
      write(after, node);
    });
  }

  struct Corruption {
    std::string what;
    std::function<void()> apply;
    verify::Invariant invariant;
    std::function<std::string()> file;  ///< Asked for after the change; a part of the name will do.
    std::string place;                  ///< A part of it.
  };

  /// Applies each corruption to the untouched landing, and looks whether it is found at its place.
  void expect_found(const std::vector<Corruption>& corruptions) {
    for (const Corruption& corruption : corruptions) {
      restore();
      corruption.apply();
      const auto faults = prove(landing_).faults.kept();
      std::string all;
      for (const verify::Fault& fault : faults) {
        all += std::string(verify::name(fault.invariant)) + " " + fault.file + " [" + fault.place + "] " +
               fault.expected + " / " + fault.found + "\n";
      }
      const std::string file = corruption.file();
      const bool found = std::any_of(faults.begin(), faults.end(), [&](const verify::Fault& fault) {
        return fault.invariant == corruption.invariant && fault.file.find(file) != std::string::npos &&
               fault.place.find(corruption.place) != std::string::npos;
      });
      EXPECT_TRUE(found) << corruption.what << ": not found in " << file << "\n" << all;
    }
    restore();
    EXPECT_EQ(prove(landing_, &source_).faults.count(), 0U);
  }

  void restore() {
    for (const auto& [name, bytes] : landing_.contents()) {
      if (untouched_.contains(name)) continue;
      ASSERT_TRUE(landing_.remove(name).has_value());
    }
    for (const auto& [name, bytes] : untouched_) ASSERT_TRUE(landing_.put(name, bytes).has_value());
  }

  std::map<std::string, std::string> untouched_;
};

}  // namespace headgate
