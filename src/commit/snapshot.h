// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "commit/commit_log.h"

namespace headgate {

/// Names a commit that made tasks.
struct Maker {
  std::uint64_t commit = 0;
  std::string run;
};

/// A task whose files are the data now: no rewrite has replaced it.
struct LiveTask {
  std::shared_ptr<const CommitRecord> commit;  ///< That made it.
  Manifest manifest;
  /// Of the tasks that held its events before it, the oldest first: they stand in no data any more.
  std::vector<std::shared_ptr<const Maker>> earlier = {};

  /// Gives the number of the commit of the run that brought its events, through all rewrites since.
  [[nodiscard]] std::uint64_t origin() const {
    return earlier.empty() ? commit->seq : earlier.front()->commit;
  }

  /// Gives its file of that final name, nullptr where it has none.
  [[nodiscard]] const StagedFile* file(ByteView final_name) const;
  /// Gives the final name of its frame index; empty where it has none.
  [[nodiscard]] std::string frame_index() const;
  /// Gives the contracts that its files were made by.
  [[nodiscard]] const std::vector<NamedHash>& contracts() const;
};

/// The data as of the end of the commit log: what a reader by the log sees. Whatever else lies in the landing
/// does not exist. Changes nothing; reads the whole log, and so costs what history costs.
class Snapshot {
 public:
  /// Fetches commits and their manifests on so many threads.
  static Result<Snapshot> open(ObjectStore& store, std::size_t threads = 1);

  [[nodiscard]] ObjectStore& store() const { return *store_; }
  [[nodiscard]] const CommitLog& log() const { return log_; }
  /// The live tasks, the oldest commit first.
  [[nodiscard]] const std::vector<LiveTask>& tasks() const { return tasks_; }

  /// Gives the name under which a file of a live task lies now: its final one, where it is still staged, or
  /// where a switch that came after this snapshot has moved it. Corrupt where it is not there.
  [[nodiscard]] Result<std::string> place_of(const LiveTask& task, const std::string& final_name) const;

  /// The same, for who makes new files of what stands there: reads the file through first. Corrupt where its
  /// bytes are not those that were committed.
  [[nodiscard]] Result<std::string> proven_place_of(const LiveTask& task,
                                                    const std::string& final_name) const;

 private:
  Snapshot(ObjectStore& store, CommitLog log) : store_(&store), log_(std::move(log)) {}

  using Makers = std::vector<std::shared_ptr<const Maker>>;

  void take(CommitRecord commit, std::vector<Manifest> manifests);
  void retire(std::map<std::string, Makers>& replaced);
  [[nodiscard]] Result<std::string> retired_place(const std::string& final_name) const;

  ObjectStore* store_;
  CommitLog log_;
  std::vector<LiveTask> tasks_;
};

}  // namespace headgate
