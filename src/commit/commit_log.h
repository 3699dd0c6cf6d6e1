// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "commit/checkpoint.h"
#include "commit/ledger.h"
#include "commit/records.h"
#include "contract/contract.h"
#include "store/object_store.h"

namespace headgate {

/// Reads a landing bucket as its commit log tells it. Everything that a reader sees there follows from the
/// log: `_headgate/commits/<seq>.json`, made by put-if-absent, contiguous, never overwritten. Any number of
/// processes may write to it at once, by the rules R1 to R31 of docs/decisions/0005-commit-protocol.md.
/// Opened at the newest checkpoint: what is read does not grow with history. The layout of the records is
/// docs/formats/landing.md. One thread at a time. What writes the log is a Committer.
class CommitLog {
 public:
  /// Reads the log. A landing of a newer format is refused; one without a log is new and empty. Changes
  /// nothing.
  static Result<CommitLog> open(ObjectStore& store);

  /// Reads on where the log was left, up to its end.
  Status refresh();

  [[nodiscard]] ObjectStore& store() const { return *store_; }
  [[nodiscard]] std::string root() const { return store_->root(); }
  [[nodiscard]] std::uint64_t head() const { return state_.seq; }
  /// Up to here, this one included, all is known to be applied.
  [[nodiscard]] std::uint64_t applied() const { return applied_; }
  /// Sums up the log up to its end, what is not applied included; the ledger alone is that of a checkpoint.
  [[nodiscard]] const Checkpoint& state() const { return state_; }
  /// How many objects are done, each once, whatever generations it has.
  [[nodiscard]] std::uint64_t objects() const;
  [[nodiscard]] bool is_fenced(const std::string& run) const { return fenced_.contains(run); }

  /// Refuses another root under a name that the landing knows, and another name for a root that it knows: the
  /// same objects would be read twice.
  [[nodiscard]] Status check_source(const std::string& name, const std::string& root) const;

  /// Gives the objects of a whole listing of a source, sorted by name, that are not done as they stand there.
  Result<std::vector<Ledger::Difference>> compare(const std::string& source,
                                                  const std::vector<ObjectInfo>& listed);
  /// Gives what the ledger knows of a name.
  Result<std::optional<LedgerEntry>> find(const std::string& source, const std::string& object);
  /// Gives the greatest name of a source that begins with `prefix`; empty where there is none.
  Result<std::string> last_name(const std::string& source, const std::string& prefix);

  Result<CommitRecord> commit_record(std::uint64_t seq) const;
  /// Reads the manifests of a commit, whether it is published or not.
  Result<std::vector<Manifest>> manifests(const CommitRecord& commit) const;

  /// Reads and compiles a contract that was kept, by its hash.
  Result<std::shared_ptr<const Plan>> kept_contract(const std::string& hash) const;
  /// Reads each contract as the last commit that names it knew it. Of two for one service and record type,
  /// since one was renamed, the newer.
  Result<std::vector<std::shared_ptr<const Plan>>> last_contracts() const;

 protected:
  /// A commit behind the checkpoint.
  struct Recent {
    CommitRecord commit;
    bool is_applied = false;
  };

  explicit CommitLog(ObjectStore& store) : store_(&store), ledger_(store, {}) {}

  Status load(bool with_checkpoint);
  /// Takes in the next record of the log.
  Status take(const CommitRecord& commit, const std::vector<Manifest>& manifests);
  /// Goes on over the commits that are marked as applied.
  Status read_marks();

  /// Runs what reads the ledger; where a node is gone the checkpoint is read anew, at last the log itself.
  template <class Read>
  auto with_ledger(Read read) -> decltype(read());

  ObjectStore* store_;
  bool exists_ = false;     ///< There is a record of the landing.
  std::uint64_t base_ = 0;  ///< The checkpoint that was read.
  Checkpoint state_;
  std::uint64_t applied_ = 0;
  std::vector<Recent> recent_;  ///< The commits behind `base_`.
  LedgerEntries recent_objects_;
  std::unordered_set<std::string> fenced_;
  Ledger ledger_;  ///< As of `base_`.

 private:
  friend class Collector;  // It sums up the log, and takes away what the log no longer needs.

  Result<std::optional<Checkpoint>> newest_checkpoint() const;
  Status take_next(const CommitRecord& commit);
  Status take_fences(std::uint64_t known);
};

template <class Read>
auto CommitLog::with_ledger(Read read) -> decltype(read()) {
  const auto is_lost = [](const Error& error) {
    return error.code == ErrorCode::NotFound || error.code == ErrorCode::Corrupt;
  };
  for (const bool with_checkpoint : {true, false}) {
    auto result = read();
    if (result || !is_lost(result.error())) return result;
    // Others have put a newer checkpoint and removed the nodes of ours, or somebody has: the log has it all.
    const std::uint64_t known = head();
    TRY_OK(load(with_checkpoint));
    TRY_OK(take_fences(known));
  }
  return read();
}

}  // namespace headgate
