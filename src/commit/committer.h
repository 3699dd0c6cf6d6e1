// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "commit/commit_log.h"
#include "commit/publish.h"
#include "layout/data_name.h"

namespace headgate {

/// What somebody wants to commit: tasks that are staged, and how the record is to begin.
struct Draft {
  CommitKind kind = CommitKind::Run;  ///< Or a rewrite.
  std::string run;
  Caller caller;
  std::string data_version, plan_hash;
  std::vector<NamedHash> contracts;
  std::map<layout::DataFolder, std::string> tables;  ///< Of the contracts, by the folders of their lines.
  std::map<std::string, std::string> sources;
  std::vector<Manifest> tasks;
  Micros time = 0;
  /// Is asked after each record of another's: does this draft still fit the log?
  std::function<Status()> still_fits;
  std::uint64_t planned_at = 0;  ///< Of a rewrite: the end of the log when its first task was looked up.
};

/// What became of a draft.
struct Committed {
  std::uint64_t seq = 0;          ///< 0: every task was dropped, there is no commit.
  std::vector<Manifest> dropped;  ///< Tasks that hold an object which another's commit took.
  Books books;                    ///< Of what was committed.
};

/// Writes the log that it reads: puts records of staged tasks, and publishes what is committed, whoever
/// committed it. Rules R2 to R8, R12, R17, R20, R26 and R30 of docs/decisions/0005-commit-protocol.md.
class Committer : public CommitLog {
 public:
  static Result<Committer> open(ObjectStore& store);

  /// Makes a new landing one: readers know it from any other folder.
  Status found();
  /// The same, before anything else is written to it. Configuration where its server ignores conditions.
  Status begin();

  /// Keeps the text of each contract by its hash: before the first commit that names it.
  Status keep_contracts(const Contracts& contracts);

  /// Stores a manifest where a commit can name it; gives its name and hash.
  Result<NamedHash> keep_manifest(const std::string& run, const Manifest& manifest);

  /// Looks whether everything that manifests name lies staged, with its size, under names that their tasks
  /// may use: what a commit names has to be there, or no run could ever publish it. Fenced where that is why.
  [[nodiscard]] Status check_staged(const std::string& run, const std::vector<Manifest>& manifests);

  /// Fenced where a record in the log has stopped a run; reads on in the log.
  [[nodiscard]] Status check_may_commit(const std::string& run);

  /// Removes what tasks have staged that will never be committed, which only their run can know.
  Status discard(const std::string& run, const std::vector<Manifest>& manifests);

  /// Puts a record of these tasks under the first free number. Tasks of a run that another's commit overlaps
  /// are dropped and discarded, whether it came since the tasks were planned or while this tries. Busy: a
  /// rewrite whose files another one has replaced; Fenced: this run has to stop; OutcomeUnknown: it cannot be
  /// told, and nothing was deleted.
  Result<Committed> commit(Draft draft);

  /// Publishes, in the order of the log, every commit that is not applied; gives how many files each had.
  Result<std::map<std::uint64_t, std::uint64_t>> roll_forward(const Clock& clock);

 private:
  friend class Collector;  // It fences before it deletes.

  explicit Committer(ObjectStore& store) : CommitLog(store) {}

  Status check_condition();
  Status admit_parts(const Draft& draft);
  Status confirm();
  [[nodiscard]] Status check_not_fenced(const std::string& run) const;
  [[nodiscard]] Status check_never_fenced(const std::string& run) const;
  Result<std::uint64_t> taker_of(const Manifest& task);
  [[nodiscard]] const CommitRecord* find_own(const std::string& run, const Manifest& task) const;
  [[nodiscard]] Status check_not_own(const CommitRecord& taker, const std::string& run) const;
  [[nodiscard]] Status check_not_overtaken(const Draft& draft);
  Result<bool> put_record(const CommitRecord& record);
  Result<bool> fence(const std::vector<std::string>& runs, Micros now);

  bool keeps_condition_ = false;                    ///< A put over what stands was refused.
  bool admits_parts_ = false;                       ///< The landing is known to say that it may hold parts.
  std::uint64_t confirmed_ = 0;                     ///< Up to here the log is known to outlast a power cut.
  std::unordered_set<std::string> kept_contracts_;  ///< By hash.
};

}  // namespace headgate
