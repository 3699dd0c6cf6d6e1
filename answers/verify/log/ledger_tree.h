// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "answers/verify/fault.h"
#include "answers/verify/log/ledger.h"
#include "answers/verify/log/listing.h"
#include "answers/verify/read/ledger_records.h"
#include "store/object_store.h"

namespace headgate::verify {

/// The tree of the ledger below a checkpoint, node by node: in memory stand those from the root to a leaf.
class LedgerTree {
 public:
  LedgerTree(ObjectStore& landing, Listing& listing, const CheckpointRecord& checkpoint, std::string file,
             Faults& faults)
      : landing_(landing),
        listing_(listing),
        checkpoint_(checkpoint),
        file_(std::move(file)),
        faults_(faults) {}

  /// Looks whether the nodes hold together. With `ledger` they have to hold what the log took, and no more.
  /// With `may_lack` nodes may be gone: of an older checkpoint than the newest nobody reads them any more.
  Status check(Ledger* ledger, bool may_lack);

 private:
  /// What was found below a node.
  struct Below {
    std::string last;
    std::uint64_t objects = 0;
    SetDigest digest;
  };

  Status check_node(const NodeRef& ref, const std::string& named_by, std::uint64_t level_max, bool is_last);
  Below check_leaf(const std::string& file, const NodeRecord& node, bool is_last);
  Status check_children(const std::string& file, const NodeRecord& node, bool is_last, Below& below);
  void check_end(const std::string& file, const std::string& key, std::uint64_t level, bool is_end,
                 bool is_last);
  void check_entry(const std::string& file, const LedgerEntry& entry);
  void report_missing();
  void fault(const std::string& file, const std::string& place, std::string expected, std::string found) {
    faults_.add(Invariant::Ledger, file, place, std::move(expected), std::move(found));
  }

  ObjectStore& landing_;
  Listing& listing_;
  const CheckpointRecord& checkpoint_;
  std::string file_;
  Faults& faults_;
  Ledger* ledger_ = nullptr;
  bool may_lack_ = false;
  bool is_broken_ = false;   ///< A node could not be read: what is missing below is no news.
  std::string last_;         ///< The key before.
  std::uint64_t known_ = 0;  ///< Entries that the log knows.
};

}  // namespace headgate::verify
