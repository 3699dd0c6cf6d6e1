// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "commit/part.h"

namespace headgate {

/// One content that a commit took of an object. Generations count up from 1 without gaps. Of one that was
/// taken in parts, the last of them: what the ledger holds does not grow with their number.
struct Generation {
  std::uint32_t generation = 1;
  std::string etag, hash;
  std::uint64_t size_bytes = 0;
  std::uint64_t commit = 0;
  std::optional<Part> part = {};

  /// Gives how many bytes are taken: decoded ones, where it was plain or is known in parts.
  [[nodiscard]] std::uint64_t end() const { return part ? part->end : size_bytes; }
  /// Gives the hash of those.
  [[nodiscard]] const std::string& hash_of_taken() const { return part ? part->hash : hash; }
};

/// What the ledger knows of one object: every content of it that was taken, the first one first.
struct LedgerEntry {
  std::string source, object;
  std::vector<Generation> generations;
  /// What comes before the first of them stands elsewhere: in the ledger of a checkpoint.
  bool goes_on = false;

  [[nodiscard]] const Generation* find_etag(const std::string& etag) const;
  /// Gives what took a generation from the decoded byte `begin` on, or took another content since; nullptr
  /// where nothing did. REQUIRES that it does not go on.
  [[nodiscard]] const Generation* taker_of(std::uint32_t generation, std::uint64_t begin) const;
  /// Adds the next generation, or the next part of the last one.
  void add(const Generation& next);
};

/// Names an object so that keys stand in the order of sources, then of names.
std::string ledger_key(const std::string& source, const std::string& object);

/// What the digest of a node sums: an object as a listing shows it when nothing of it is new.
std::string listed_text(const std::string& key, const std::string& etag);

/// Points to a node of the ledger, and says what lies below it.
struct NodeRef {
  std::string name;  ///< Of the node's object.
  std::string last;  ///< The greatest key below.
  std::uint64_t objects = 0;
  SetDigest digest;  ///< Of the listed_text of each entry with its last etag.
};

/// One node of the ledger: entries in a leaf, else references to the nodes below it, in the order of keys.
struct LedgerNode {
  std::uint32_t level = 0;  ///< 0: a leaf.
  std::vector<LedgerEntry> entries;
  std::vector<NodeRef> children;

  [[nodiscard]] NodeRef ref(std::string name) const;
};

/// Says whether a node of `level` ends with the entry or the child of that key: a function of the key alone,
/// so that the same objects make the same nodes, in whatever order they came. A node has 128 on average.
bool ends_node(const std::string& key, std::uint32_t level);

std::string to_json(const LedgerNode& node);
std::string to_json(const std::optional<NodeRef>& ref);
Result<LedgerNode> read_ledger_node(const std::string& json, const std::string& name);
/// Reads a reference inside another record; nothing where that is null.
Result<std::optional<NodeRef>> read_node_ref(const std::string& json, const std::string& name);

}  // namespace headgate
