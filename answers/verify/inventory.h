// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "answers/verify/log/landing.h"
#include "answers/verify/log/log.h"
#include "answers/verify/log/replay.h"
#include "answers/verify/read/records.h"
#include "base/time.h"

namespace headgate::verify {

/// Holds what lies in a landing against what its live tasks name.
class Inventory {
 public:
  Inventory(Landing& landing, const Log& log) : landing_(landing), log_(log), hashes_(landing.size()) {}

  /// Reads the leases; those that end before `now` have expired.
  Status read_leases(Micros now);
  /// Says whether some run may be at work.
  [[nodiscard]] bool is_disturbed() const { return !leased_runs_.empty(); }

  /// Notes that a live task has a file; gives where that lies, empty where it does not. Of a file that the
  /// task did not make itself, `is_kept`, the staged name is another task's.
  std::string take(const CommitRecord& commit, const std::string& manifest, const OutputRecord& output,
                   bool is_kept, Faults& faults);

  /// Reports what lies in the landing and is named by nothing.
  void report_unnamed(const Replay& replay) const;

  /// Hashes the names, sizes and hashes of all files of live tasks: of equal data equal, whoever wrote it.
  [[nodiscard]] std::string data_hash() const;

 private:
  void report(std::size_t place, const Replay& replay) const;
  [[nodiscard]] bool is_at_work(const std::string& file) const;
  [[nodiscard]] bool is_raw_source(const std::string& file) const;

  Landing& landing_;
  const Log& log_;
  std::vector<std::string> hashes_;  ///< Of the files of live tasks, by place.
  std::set<std::string> leased_runs_;
  std::unordered_set<std::string> missing_;  ///< Files that are named and not there.
};

}  // namespace headgate::verify
