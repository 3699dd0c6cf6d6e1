// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "answers/verify/read/records.h"
#include "base/hash.h"

// What sums up the log, read by docs/formats/landing.md.
namespace headgate::verify {

/// Names an object in the order of the ledger: sources, then names.
std::string ledger_key(const std::string& source, const std::string& object);
/// Says that key for people.
std::string shown_key(const std::string& key);

struct NodeRef {
  std::string file, last;
  std::uint64_t objects = 0;
  std::string digest;
};

struct LedgerEntry {
  std::string key;
  std::vector<ObjectRecord> generations;  ///< Each with its generation, etag, hash and size alone,
  std::vector<std::uint64_t> commits;     ///< and the commit of each.
};

struct NodeRecord {
  std::uint64_t level = 0;
  std::vector<LedgerEntry> entries;  ///< Of a leaf, which is of level 0.
  std::vector<NodeRef> children;
};

struct CheckpointRecord {
  std::uint64_t seq = 0;
  Counts commits;  ///< By kind.
  std::string last_run;
  Micros last_time = 0;
  Roots sources;
  std::map<std::string, std::string> contracts;
  Counts books, rows;  ///< Of live tasks; rows by table.
  std::map<std::uint64_t, Micros> rewrites;
  std::set<std::string> fenced;
  std::optional<NodeRef> ledger;
};

/// Each reads a record; Corrupt where it is none, with what is wrong alone.
Result<NodeRecord> read_node(const std::string& json);
Result<CheckpointRecord> read_checkpoint(const std::string& json);

}  // namespace headgate::verify
