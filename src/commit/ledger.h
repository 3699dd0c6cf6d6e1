// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "commit/ledger_node.h"
#include "store/object_store.h"

namespace headgate {

/// Entries by ledger_key().
using LedgerEntries = std::map<std::string, LedgerEntry>;

/// The ledger as of a checkpoint: a tree of immutable nodes, sorted by name, of which only the parts are read
/// where a listing differs. Each node's reference sums a hash of what is below it as a listing would show it;
/// a stretch of a listing with the same sum is done, and nothing below is read. So the cost is that of what
/// is new, not of history. The tree follows from the log alone: whoever loses it derives it again.
class Ledger {
 public:
  Ledger(ObjectStore& store, std::optional<NodeRef> root) : store_(&store), root_(std::move(root)) {}

  /// An object of a listing that is not done, and what is known of its name.
  struct Difference {
    const ObjectInfo* info = nullptr;
    std::optional<LedgerEntry> known;
  };

  /// Gives the objects of a listing, sorted by name, that no commit took as they stand there.
  Result<std::vector<Difference>> compare(const std::string& source,
                                          const std::vector<const ObjectInfo*>& listed);

  Result<std::optional<LedgerEntry>> find(const std::string& key);

  /// Gives the greatest name of a source that begins with `prefix`; empty where there is none.
  Result<std::string> last_name(const std::string& source, const std::string& prefix);

  /// Adds generations to the tree and stores the nodes that change, labelled by the checkpoint's `seq`.
  Status add(const LedgerEntries& entries, std::uint64_t seq);

  /// Gives every entry, in order: for readers that want all of it.
  Result<std::vector<LedgerEntry>> entries();

  /// Gives the names of all nodes; reads all but the leaves.
  Result<std::vector<std::string>> node_names();

  [[nodiscard]] const std::optional<NodeRef>& root() const { return root_; }

 private:
  using Changes = LedgerEntries::const_iterator;
  struct Listing;

  Result<const LedgerNode*> node(const NodeRef& ref);
  Status compare(const NodeRef& ref, Listing& listing, std::size_t first, std::size_t last);
  Result<std::string> last_before(const NodeRef& ref, const std::string& bound);
  Result<std::vector<NodeRef>> add(const NodeRef& ref, Changes first, Changes last, std::uint64_t seq);
  Result<std::vector<NodeRef>> store_leaves(std::vector<LedgerEntry> entries, std::uint64_t seq);
  Result<std::vector<NodeRef>> store_inner(std::vector<NodeRef> children, std::uint32_t level,
                                           std::uint64_t seq);
  Result<NodeRef> store_node(LedgerNode node, std::uint64_t seq);
  Status entries_below(const NodeRef& ref, std::vector<LedgerEntry>& entries);
  Status names_below(const NodeRef& ref, std::vector<std::string>& names);

  ObjectStore* store_;
  std::optional<NodeRef> root_;
  std::map<std::string, LedgerNode> read_;  ///< By name; a node never changes, so its place stays.
};

}  // namespace headgate
