// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "answers/verify/fault.h"
#include "answers/verify/log/listing.h"
#include "answers/verify/read/records.h"
#include "store/object_store.h"

namespace headgate::verify {

/// The commit log, record by record: their order, their marks, and what one says of another.
class Log {
 public:
  /// Reads the log of a landing.
  static Result<Log> read(ObjectStore& landing, Listing& listing, Faults& faults);

  [[nodiscard]] const std::vector<CommitRecord>& commits() const { return commits_; }
  /// Says whether every record is there and can be read.
  [[nodiscard]] bool is_whole() const { return is_whole_; }
  /// Gives the last commit up to which all is applied.
  [[nodiscard]] std::uint64_t applied() const { return applied_; }
  /// Says whether a run has a commit that is not applied.
  [[nodiscard]] bool is_pending(const std::string& run) const { return pending_runs_.contains(run); }
  /// Gives the roots of all sources by their names.
  [[nodiscard]] const Roots& sources() const { return sources_; }

 private:
  Log(ObjectStore& landing, Listing& listing, Faults& faults)
      : landing_(&landing), listing_(&listing), faults_(&faults) {}

  Status read();
  std::uint64_t number_of(const std::string& file, std::uint64_t due);
  Status check(CommitRecord& commit, std::uint64_t due);
  Status check_mark(CommitRecord& commit, std::uint64_t seq);
  void check_sources(const CommitRecord& commit);
  void check_fences(const CommitRecord& commit);
  void fault(const CommitRecord& commit, const char* key, std::string expected, std::string found);

  ObjectStore* landing_;
  Listing* listing_;
  Faults* faults_;
  std::vector<CommitRecord> commits_;
  bool is_whole_ = true;
  std::uint64_t applied_ = 0;
  std::string first_pending_;  ///< The first commit that is not applied; empty where all are.
  std::map<std::string, std::string> uids_;
  std::set<std::string> pending_runs_;
  std::map<std::string, std::string> fenced_;  ///< The fence that stopped a run.
  Roots sources_;
};

}  // namespace headgate::verify
