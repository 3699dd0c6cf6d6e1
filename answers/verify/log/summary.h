// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "answers/verify/fault.h"
#include "answers/verify/read/ledger_records.h"
#include "answers/verify/read/records.h"

namespace headgate::verify {

/// The log summed up to some commit: what a checkpoint of that number has to say.
struct Summary : CheckpointRecord {
  void take(const CommitRecord& commit);
  void take(const ManifestRecord& manifest);
  /// Takes off a task that a rewrite replaced; what that kept stays.
  void take_off(const ManifestRecord& replaced, const ManifestRecord& by);

  /// Reports what a checkpoint says otherwise.
  void check(const CheckpointRecord& checkpoint, const std::string& file, Faults& faults) const;
};

}  // namespace headgate::verify
