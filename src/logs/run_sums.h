// SPDX-License-Identifier: Apache-2.0
// Internal to logs.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "commit/commit_log.h"

namespace headgate {

/// What a run has committed up to one of its commits.
struct RunSum {
  Books books;
  std::uint64_t commits = 0;
};

/// Sums up runs, commit by commit.
class RunSums {
 public:
  /// Gives the sum up to this commit. REQUIRES: commits are added in the order of the log, none of a run that
  /// was added once is left out.
  Result<RunSum> add(const CommitLog& log, const CommitRecord& commit);

 private:
  std::map<std::string, RunSum> runs_;
};

}  // namespace headgate
