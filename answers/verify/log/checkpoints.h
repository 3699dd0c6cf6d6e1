// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "answers/verify/fault.h"
#include "answers/verify/log/ledger.h"
#include "answers/verify/log/listing.h"
#include "answers/verify/log/log.h"
#include "answers/verify/log/summary.h"
#include "answers/verify/read/ledger_records.h"
#include "store/object_store.h"

namespace headgate::verify {

/// The checkpoints of a landing: each has to say what the log says up to its number.
class Checkpoints {
 public:
  static Result<Checkpoints> read(ObjectStore& landing, Listing& listing, const Log& log, Faults& faults);

  /// Compares the checkpoint of that number, where there is one, with what was summed up; where the log is
  /// not whole it is only looked whether the checkpoint holds together.
  Status check_at(std::uint64_t seq, bool is_log_whole, const Summary& summary, Ledger& ledger,
                  Faults& faults);

  /// Reports nodes of the ledger that no checkpoint leads to, where that is a fault. With `is_disturbed`
  /// those of a checkpoint that is still being put together are none.
  Status report_unnamed(bool is_disturbed, Faults& faults);

 private:
  Checkpoints(ObjectStore& landing, Listing& listing) : landing_(&landing), listing_(&listing) {}

  ObjectStore* landing_;
  Listing* listing_;
  std::map<std::uint64_t, CheckpointRecord> records_;
};

}  // namespace headgate::verify
