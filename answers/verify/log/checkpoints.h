// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>

#include "answers/verify/log/landing.h"
#include "answers/verify/log/ledger.h"
#include "answers/verify/log/log.h"
#include "answers/verify/read/records.h"

namespace headgate::verify {

/// The log summed up to some commit: what a checkpoint of that number has to say.
struct Summary : CheckpointRecord {
  Summary() { judged.emplace(); }

  void take(const CommitRecord& commit);
  void take(const ManifestRecord& manifest);
  /// Takes off a task that a rewrite replaced; what that kept stays.
  void take_off(const ManifestRecord& replaced, const ManifestRecord& by);

  /// Reports what a checkpoint says otherwise.
  void check(const CheckpointRecord& checkpoint, const FileFaults& fault) const;
};

/// The checkpoints of a landing: each has to say what the log says up to its number.
class Checkpoints {
 public:
  static Result<Checkpoints> read(Landing& landing, const Log& log);

  /// Compares the checkpoint of that number, where there is one, with what was summed up; where the log is
  /// not whole it is only looked whether the checkpoint holds together.
  Status check_at(std::uint64_t seq, bool is_log_whole, const Summary& summary, Ledger& ledger);

  /// Reports nodes of the ledger that no checkpoint leads to, where that is a fault. With `is_disturbed`
  /// those of a checkpoint that is still being put together are none.
  Status report_unnamed(bool is_disturbed);

 private:
  explicit Checkpoints(Landing& landing) : landing_(landing) {}

  Landing& landing_;
  std::map<std::uint64_t, CheckpointRecord> records_;
};

}  // namespace headgate::verify
