// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "commit/records.h"
#include "contract/contract.h"
#include "store/object_store.h"

namespace headgate {

/// What the ledger knows of an object that a commit holds.
struct LedgerEntry {
  std::uint32_t generation = 1;
  std::string etag, hash;
  std::uint64_t size_bytes = 0;
  std::uint64_t commit = 0;
};

/// A landing bucket as its commit log tells it. Everything that a reader sees there follows from the log:
/// `_headgate/commits/<seq>.json`, made by put-if-absent, contiguous, never overwritten. Reading changes
/// nothing; only a run, which holds the store's lock, calls the verbs that write. The layout of the records
/// is docs/formats/landing.md.
class Landing {
 public:
  static constexpr int kFormat = 1;

  /// Reads the log. A landing of a newer format is refused; one without a log is new and empty.
  static Result<Landing> open(ObjectStore& store);

  /// Refuses another root under a name that the landing knows, and another name for a root that it knows: the
  /// same objects would be read twice.
  [[nodiscard]] Status check_source(const std::string& name, const std::string& root) const;

  /// Remembers which root the source of that name has.
  Status remember_source(const std::string& name, const std::string& root);

  [[nodiscard]] std::string root() const { return store_->root(); }
  [[nodiscard]] const LedgerEntry* find(const std::string& source, const std::string& object) const;
  [[nodiscard]] const std::vector<CommitRecord>& commits() const { return commits_; }
  [[nodiscard]] std::uint64_t next_seq() const { return commits_.size() + 1; }
  [[nodiscard]] const std::map<std::string, std::string>& sources() const { return sources_; }
  [[nodiscard]] std::size_t objects() const { return ledger_.size(); }
  [[nodiscard]] bool is_applied(std::uint64_t seq) const;
  Result<std::vector<Manifest>> manifests(const CommitRecord& commit) const;

  /// Reads each contract as the last commit that names it knew it.
  Result<std::vector<std::shared_ptr<const Plan>>> last_contracts() const;

  /// Keeps the text of each contract by its hash: before the first commit that names it.
  Status keep_contracts(const Contracts& contracts);

  /// Stores a manifest where a commit can name it.
  Result<NamedHash> keep_manifest(const std::string& run, const Manifest& manifest);

  /// Looks whether everything that manifests name lies staged, with its size, under names that their tasks
  /// may use: what a commit names has to be there, or no run could ever publish it.
  [[nodiscard]] Status check_staged(const std::string& run, const std::vector<Manifest>& manifests) const;

  /// Commits: puts the record under the next number. When it cannot be found out whether it did, the error is
  /// OutcomeUnknown and nothing was deleted; Busy when another run's record stands there.
  Status commit(CommitRecord record, const std::vector<Manifest>& manifests);

  /// Makes a commit's files visible under their final names, then marks it applied. May be done again.
  Result<std::uint64_t> publish(const CommitRecord& commit);

  /// Publishes every commit that is not applied; gives their numbers.
  Result<std::vector<std::uint64_t>> roll_forward();

  /// Removes what runs that never committed have left in staging and among the manifests, and what writers
  /// that are gone left unfinished. Only under the lock.
  Status sweep();

 private:
  explicit Landing(ObjectStore& store) : store_(&store) {}
  Status take_in(const CommitRecord& commit, const std::vector<Manifest>& manifests);
  Status store_record();

  ObjectStore* store_;
  std::map<std::string, std::string> sources_;
  std::vector<CommitRecord> commits_;
  std::vector<bool> applied_;
  std::unordered_map<std::string, LedgerEntry> ledger_;  ///< By `<source>\0<object>`.
};

/// Gives a new id that nobody else has: for runs and commits, never for data.
std::string make_uid();

}  // namespace headgate
