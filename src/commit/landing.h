// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "commit/checkpoint.h"
#include "commit/ledger.h"
#include "commit/publish.h"
#include "commit/records.h"
#include "contract/contract.h"
#include "store/object_store.h"

namespace headgate {

/// What somebody wants to commit: tasks that are staged, and how the record is to begin.
struct Draft {
  std::string kind = "run", run;
  std::string data_version, plan_hash;
  std::vector<NamedHash> contracts;
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

/// A landing bucket as its commit log tells it. Everything that a reader sees there follows from the log:
/// `_headgate/commits/<seq>.json`, made by put-if-absent, contiguous, never overwritten. Any number of
/// processes may write to it at once, by the rules R1 to R26 of docs/decisions/0005-commit-protocol.md.
/// Opened at the newest checkpoint: what is read does not grow with history. The layout of the records is
/// docs/formats/landing.md. One thread at a time.
class Landing {
 public:
  static constexpr int kFormat = 2;

  /// Reads the log. A landing of a newer format is refused; one without a log is new and empty. Changes
  /// nothing.
  static Result<Landing> open(ObjectStore& store);

  /// Says whether there is a landing, and of an older format than this.
  static Result<bool> is_older(ObjectStore& store);
  /// Makes a landing of an older format one of this. The caller sees to it that no older version is at work.
  static Status upgrade(ObjectStore& store);

  /// Reads on where the log was left, up to its end.
  Status refresh();

  [[nodiscard]] ObjectStore& store() const { return *store_; }
  [[nodiscard]] std::string root() const { return store_->root(); }
  [[nodiscard]] int format() const { return format_; }
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

  /// Makes a new landing one: before anything else is written to it.
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

  /// Deletes what nobody needs: what dead runs have staged, old leases, files that were replaced long ago.
  Status collect(Micros now, Micros retention);

  /// Sums up the log in a checkpoint, where all of it is applied and there is something new.
  Status checkpoint();

 private:
  /// A commit behind the checkpoint.
  struct Recent {
    CommitRecord commit;
    bool is_applied = false;
  };

  explicit Landing(ObjectStore& store) : store_(&store), ledger_(store, {}) {}

  Status load(bool with_checkpoint);
  Result<std::optional<Checkpoint>> newest_checkpoint() const;
  Status take(const CommitRecord& commit, const std::vector<Manifest>& manifests);
  Status take_next(const CommitRecord& commit);
  Status take_fences(std::uint64_t known);
  Status read_marks();
  Status confirm();
  [[nodiscard]] Status check_not_fenced(const std::string& run) const;
  [[nodiscard]] Status check_never_fenced(const std::string& run) const;
  Result<std::uint64_t> taker_of(const Manifest& task);
  [[nodiscard]] Status check_not_own(const CommitRecord& taker, const std::string& run) const;
  [[nodiscard]] Status check_not_overtaken(const Draft& draft);
  Result<bool> put_record(const CommitRecord& record);
  Result<bool> fence(const std::vector<std::string>& runs, Micros now);
  Status sweep_staging();
  Status sweep_retired(Micros now, Micros retention);
  Result<Micros> switch_time(const Checkpoint::Rewrite& rewrite) const;
  Status sweep_checkpoints(std::uint64_t before);
  [[nodiscard]] Result<std::vector<std::string>> suspects(Micros now);

  /// Runs what reads the ledger; where a node is gone the checkpoint is read anew, at last the log itself.
  template <class Read>
  auto with_ledger(Read read) -> decltype(read());

  ObjectStore* store_;
  int format_ = kFormat;
  bool exists_ = false;  ///< There is a record of the landing.
  std::map<std::string, std::string> record_sources_;
  std::uint64_t base_ = 0;  ///< The checkpoint that was read.
  Checkpoint state_;
  std::uint64_t applied_ = 0;
  std::uint64_t confirmed_ = 0;  ///< Up to here the log is known to outlast a power cut.
  std::vector<Recent> recent_;   ///< The commits behind `base_`.
  LedgerEntries recent_objects_;
  std::unordered_set<std::string> fenced_;
  std::unordered_set<std::string> kept_contracts_;  ///< By hash.
  Ledger ledger_;                                   ///< As of `base_`.
};

template <class Read>
auto Landing::with_ledger(Read read) -> decltype(read()) {
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

/// Gives a new id that nobody else has: for runs and commits, never for data.
std::string make_uid();

}  // namespace headgate
