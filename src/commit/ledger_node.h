// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace headgate {

/// One content that a commit took of an object. Generations count up from 1 without gaps.
struct Generation {
  std::uint32_t generation = 1;
  std::string etag, hash;
  std::uint64_t size_bytes = 0;
  std::uint64_t commit = 0;
};

/// What the ledger knows of one object: every content of it that was taken, the first one first.
struct LedgerEntry {
  std::string source, object;
  std::vector<Generation> generations;

  [[nodiscard]] const Generation* find_etag(const std::string& etag) const;
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
