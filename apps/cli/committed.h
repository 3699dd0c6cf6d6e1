// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "commit/landing.h"

namespace headgate::cli {

/// One task that a commit covers.
struct CommittedTask {
  const CommitRecord* commit = nullptr;
  Manifest manifest;

  /// Gives the output of that final name, nullptr where the task has none.
  [[nodiscard]] const StagedFile* output(ByteView final_name) const;
};

/// Knows what the commits of a landing name. Whatever else lies there does not exist: no file is opened that
/// no commit names. Changes nothing; any thread may ask.
class Committed {
 public:
  /// Reads the commit log and every manifest.
  static Result<Committed> open(ObjectStore& store);

  [[nodiscard]] ObjectStore& store() const { return *store_; }
  [[nodiscard]] const Landing& landing() const { return landing_; }
  /// The tasks of all commits, the oldest first.
  [[nodiscard]] const std::vector<CommittedTask>& tasks() const { return tasks_; }

  /// Gives the name under which an output of a task lies now: its final one, or where it is still staged.
  /// Corrupt where the task has no such output or it is not there.
  [[nodiscard]] Result<std::string> place_of(const CommittedTask& task, const std::string& final_name) const;

 private:
  Committed(ObjectStore& store, Landing landing) : store_(&store), landing_(std::move(landing)) {}

  ObjectStore* store_;
  Landing landing_;
  std::vector<CommittedTask> tasks_;
};

/// Names the frame index of a task.
std::string frame_index_of(const CommittedTask& task);

/// Shows how far a search is: a line on the terminal, where there is one and it is wanted.
class SearchProgress {
 public:
  explicit SearchProgress(bool quiet);
  ~SearchProgress();
  SearchProgress(const SearchProgress&) = delete;
  SearchProgress& operator=(const SearchProgress&) = delete;

  void begin(std::string what, std::size_t files);
  /// Counts one file as looked through; any thread.
  void advance();

 private:
  struct Line;
  std::unique_ptr<Line> line_;
};

/// Calls `work(i)` for each i below `count`, on as many threads as there are cores; gives the error of the
/// first that failed. The caller keeps what each one finds apart, so that the order does not matter.
Status in_parallel(std::size_t count, const std::function<Status(std::size_t)>& work);

}  // namespace headgate::cli
