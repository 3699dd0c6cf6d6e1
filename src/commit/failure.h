// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "commit/commit_log.h"
#include "store/object_store.h"

namespace headgate {

/// Says how the last run that failed did: a word for `headgate status`, nothing that anybody relies on.
struct Failure {
  std::string run, verb;
  Micros time = 0;
  std::string message;
};

/// Keeps it in a landing that exists; the last one stays.
Status keep_failure(ObjectStore& landing, const Failure& failure);

/// Gives the last one; nothing where there is none that can be read.
Result<std::optional<Failure>> last_failure(ObjectStore& landing);

/// Says whether what failed has committed since: a run after a run, a reprocess after a reprocess.
Result<bool> came_commit_after(const CommitLog& log, const Failure& failure);

}  // namespace headgate
