// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "answers/verify/log/landing.h"
#include "answers/verify/read/records.h"

namespace headgate::verify {

/// The commit log of a landing.
struct Log {
  std::vector<CommitRecord> commits;
  bool is_whole = true;                ///< Every record is there and can be read.
  std::uint64_t applied = 0;           ///< The last commit up to which all is applied.
  std::set<std::string> pending_runs;  ///< Runs with a commit that is not applied.
  Roots sources;                       ///< Of all commits.
};

/// Reads the log record by record: their order, their marks, and what one says of another.
Result<Log> read_log(Landing& landing);

}  // namespace headgate::verify
