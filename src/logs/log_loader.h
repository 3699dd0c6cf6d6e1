// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "follow/follow.h"
#include "logs/log_documents.h"
#include "logs/log_index.h"

namespace headgate {

/// What a loading did.
struct LoadedLogs {
  std::vector<std::uint64_t> commits;
  std::uint64_t indexed = 0, known = 0, refused = 0;  ///< Documents.
  std::vector<std::string> dead_letters;              ///< Files with those that the index refused.
  Unfollowed pending;                                 ///< What is not loaded yet.
  std::optional<Error> stopped;                       ///< Why.
};

/// Loads the logs of all that is published and not loaded yet; of everything where it shall begin `anew`.
/// What the index fails with is no error of the landing's: it stands in `stopped`, and the rest stays
/// pending.
Result<LoadedLogs> load_logs(ObjectStore& landing, LogIndex& index, const std::string& environment,
                             const Clock& clock, bool anew = false);

/// What an index holds of a landing.
struct ComparedLogs {
  std::uint64_t records = 0;          ///< Of what is loaded, in the landing.
  std::uint64_t missing = 0;          ///< Of these the index does not hold so many,
  std::uint64_t stale = 0;            ///< and of so many the verdict of an earlier commit.
  std::uint64_t refused = 0;          ///< Of the missing: they are dead letters.
  std::uint64_t documents = 0;        ///< In the index.
  std::vector<std::string> examples;  ///< Addresses of the first that are missing or stale.
  Unfollowed pending;

  /// Says whether the index has each record's last verdict, and nothing else: what is being loaded counts for
  /// nothing yet.
  [[nodiscard]] bool agree() const {
    const bool is_whole = documents + missing == records || pending.commits != 0;
    return missing == refused && stale == 0 && is_whole;
  }
};

/// Compares each log record of the live tasks that are loaded with what stands in the index. Changes nothing.
Result<ComparedLogs> compare_logs(ObjectStore& landing, LogIndex& index, const std::string& environment);

}  // namespace headgate
