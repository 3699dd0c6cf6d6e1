// SPDX-License-Identifier: Apache-2.0
// Internal to logs.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "commit/commit_log.h"
#include "logs/log_index.h"

namespace headgate {

/// Gives the name of the landing of a log. REQUIRES: a run has committed.
Result<LandingName> landing_name(const CommitLog& log);

/// Finds the commit of the run that brought the frames of a task, through all rewrites since.
class Origins {
 public:
  explicit Origins(const CommitLog& log) : log_(log) {}

  /// Gives the commit; valid for as long as this is. `task` is one of `commit`'s.
  Result<const CommitRecord*> of(const CommitRecord& commit, const Manifest& task);

 private:
  struct Replaced {
    std::string task;
    std::uint64_t commit = 0;
  };
  struct Known {
    CommitRecord commit;
    std::map<std::string, std::optional<Replaced>> tasks;  ///< What each took the place of.
  };
  Result<const Known*> known(std::uint64_t seq);

  const CommitLog& log_;
  std::map<std::uint64_t, Known> known_;
};

}  // namespace headgate
