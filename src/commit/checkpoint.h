// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "commit/ledger_node.h"
#include "commit/records.h"

namespace headgate {

/// Sums up the log from its beginning to a commit up to which all is applied: what a run has to know of it,
/// in a size that does not grow with it. Derived: whoever loses it reads the log.
struct Checkpoint {
  std::uint64_t seq = 0;
  std::map<CommitKind, std::uint64_t> commits;  ///< How many of each kind.
  std::string last_run;                         ///< Of the last run or rewrite, and when it committed.
  Micros last_time = 0;
  std::map<std::string, std::string> sources;
  std::vector<NamedHash> contracts;           ///< Each as the last commit that names it; the newest last.
  std::set<std::string> judged;               ///< The tables whose contracts ever judged an event.
  Books books;                                ///< Of the live tasks.
  std::map<std::string, std::uint64_t> rows;  ///< Of the live files, by table.
  struct Rewrite {
    std::uint64_t seq = 0;
    Micros time = 0;
  };
  std::vector<Rewrite> rewrites;    ///< Those whose retired files may still lie there.
  std::vector<std::string> fenced;  ///< Runs that may still leave something in staging.
  std::optional<NodeRef> ledger;

  /// Takes in the next commit, but for the ledger.
  void take(const CommitRecord& commit, const std::vector<Manifest>& manifests);
};

std::string to_json(const Checkpoint& checkpoint);
Result<Checkpoint> read_checkpoint(const std::string& json, const std::string& name);

}  // namespace headgate
