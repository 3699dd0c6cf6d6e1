// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "follow/follow.h"
#include "logs/log_loader.h"

namespace headgate {

/// What an index holds of a landing.
struct ComparedLogs {
  std::string landing_id;             ///< Empty where nothing is committed.
  std::uint64_t records = 0;          ///< Of what is loaded, in the landing.
  std::uint64_t expected = 0;         ///< Documents of these.
  std::uint64_t missing = 0;          ///< Of these the index does not hold so many,
  std::uint64_t stale = 0;            ///< and so many otherwise than the last commit has them.
  std::uint64_t refused = 0;          ///< Of the missing: they are dead letters.
  std::uint64_t runs_missing = 0;     ///< Of so many runs it has no document.
  std::uint64_t documents = 0;        ///< In the index,
  std::uint64_t foreign = 0;          ///< and so many of a landing that was at this root before.
  std::vector<std::string> examples;  ///< Addresses, or objects, of the first that are missing or stale.
  Unfollowed pending;

  /// Says whether the index has each record's last verdict, and nothing else: what is being loaded counts for
  /// nothing yet.
  [[nodiscard]] bool agree() const {
    const bool is_whole = documents + missing == expected || pending.commits != 0;
    return missing == 0 && stale == 0 && runs_missing == 0 && foreign == 0 && is_whole;
  }
};

/// Compares each document of the live tasks that are loaded, and of the runs that brought or judged them,
/// with what stands in the index. Changes nothing.
Result<ComparedLogs> compare_logs(ObjectStore& landing, LogIndex& index, const LogLoading& loading);

}  // namespace headgate
