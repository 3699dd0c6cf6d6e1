// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "commit/commit_log.h"
#include "commit/publish.h"
#include "read/stored_lines.h"

namespace headgate {

/// Is told of each published commit, in the order of the log: what passes on what a landing holds.
///
/// A commit may come again, after a crash or beside another follower of the same name: to take it twice has
/// to leave what taking it once does. When take() is done, what it did has to last.
class Follower {
 public:
  virtual ~Follower() = default;
  /// Names its marks: letters, digits and `._-`, the same for ever, and another one for another place.
  [[nodiscard]] virtual std::string name() const = 0;
  /// Takes in a commit that is a run or a rewrite. `log` knows all that is published.
  virtual Status take(const CommitLog& log, const CommitRecord& commit,
                      const std::vector<Manifest>& tasks) = 0;
};

/// Gives the last commit that is marked as followed; 0 where there is none.
Result<std::uint64_t> followed(ObjectStore& landing, const std::string& follower);

/// How far a following came.
struct Followed {
  std::vector<std::uint64_t> commits;  ///< Taken in, without fences.
  std::uint64_t position = 0;          ///< All up to here is taken in, where it began anew by this time.
  std::optional<Error> stopped;        ///< Why it went no further.
};

/// Goes on from the mark of a follower, or from the beginning of the log where it shall begin `anew`, over
/// all that is published. What follower and marks may fail with stops it, and is no error of the landing's.
/// To begin anew takes no mark away: who follows beside it goes on from his.
Result<Followed> follow(CommitLog& log, Follower& follower, const Clock& clock, bool anew = false);

/// What is committed and not yet taken in.
struct Unfollowed {
  std::uint64_t commits = 0;    ///< Without fences.
  std::uint64_t log_lines = 0;  ///< Of them.
};
/// Counts what stands behind a position.
Result<Unfollowed> unfollowed(const CommitLog& log, std::uint64_t position);
/// Counts what stands behind the mark of a follower.
Result<Unfollowed> unfollowed(const CommitLog& log, const std::string& follower);

/// Opens the file of that name of a task, which the commit `seq` made. Nothing where a later commit has
/// replaced the task: that one has the same frames, and comes in its turn. Corrupt where it is gone.
Result<std::optional<StoredLines>> open_lines(const CommitLog& log, std::uint64_t seq, const Manifest& task,
                                              const std::string& final_name);

/// Says whether a rewrite behind `seq` has replaced a task. Reads the log to its end.
Result<bool> is_replaced(const CommitLog& log, std::uint64_t seq, const std::string& task);

}  // namespace headgate
