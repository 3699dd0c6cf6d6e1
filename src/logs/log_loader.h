// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "follow/follow.h"
#include "logs/log_index.h"
#include "logs/task_documents.h"

namespace headgate {

/// What a loading did.
struct LoadedLogs {
  std::vector<std::uint64_t> commits;
  std::uint64_t indexed = 0, known = 0, refused = 0;  ///< Documents.
  std::vector<std::string> dead_letters;              ///< Files with those that the index refused.
  Unfollowed pending;                                 ///< What is not loaded yet.
  std::optional<Error> stopped;                       ///< Why.
};

/// How logs are loaded.
struct LogLoading {
  std::string environment;
  CleanLogs clean = CleanLogs::Event;
  bool anew = false;  ///< Everything from the beginning.
};

/// Loads the logs of all that is published and not loaded yet. What the index fails with is no error of the
/// landing's: it stands in `stopped`, and the rest stays pending.
Result<LoadedLogs> load_logs(ObjectStore& landing, LogIndex& index, const LogLoading& loading,
                             const Clock& clock);

}  // namespace headgate
