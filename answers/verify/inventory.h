// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "answers/verify/fault.h"
#include "answers/verify/log/listing.h"
#include "answers/verify/log/log.h"
#include "answers/verify/log/replay.h"
#include "answers/verify/read/records.h"
#include "base/time.h"
#include "store/object_store.h"

namespace headgate::verify {

/// Looks at the record of a landing; Configuration where there is none, and no commit either: no landing.
Status check_landing_record(ObjectStore& landing, Listing& listing, Faults& faults);

/// Holds what lies in a landing against what its live tasks name.
class Inventory {
 public:
  /// Reads the leases too; `now` says which of them have expired.
  static Result<Inventory> read(ObjectStore& landing, Listing& listing, const Log& log, Micros now);

  /// Says whether some run may be at work.
  [[nodiscard]] bool is_disturbed() const { return !leased_runs_.empty(); }

  /// Notes that a live task has a file; gives where that lies, empty where it does not. Of a file that the
  /// task did not make itself, `is_kept`, the staged name is another task's.
  std::string take(const CommitRecord& commit, const std::string& manifest, const OutputRecord& output,
                   bool is_kept, Faults& faults);

  /// Reports what lies in the landing and is named by nothing.
  void report_unnamed(const Replay& replay, Faults& faults);

  /// Hashes the names, sizes and hashes of all files of live tasks: of equal data equal, whoever wrote it.
  [[nodiscard]] std::string data_hash() const;

 private:
  Inventory(ObjectStore& landing, Listing& listing, const Log& log)
      : landing_(&landing), listing_(&listing), log_(&log), hashes_(listing.size()) {}

  Status read_leases(Micros now);
  void report(std::size_t place, const Replay& replay, Faults& faults) const;
  void report_staging(const std::string& file, Faults& faults) const;
  [[nodiscard]] bool is_raw_source(const std::string& file) const;

  ObjectStore* landing_;
  Listing* listing_;
  const Log* log_;
  std::vector<std::string> hashes_;  ///< Of the files of live tasks, by place.
  std::set<std::string> leased_runs_;
  std::unordered_map<std::string, std::uint64_t> missing_;  ///< Files that are named and not there.
};

}  // namespace headgate::verify
