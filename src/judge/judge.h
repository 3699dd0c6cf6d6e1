// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "contract/contract.h"
#include "cut/tape.h"
#include "judge/verdict.h"

namespace headgate {

/// Judges parsed events by compiled schemas. Keeps buffers from event to event; one thread at a time.
class Judge {
 public:
  /// Adds every violation of the schema at `check`; none when the event holds. The first reading stops at the
  /// first fault, and only an event that has one is read again for all of them.
  void judge(const Tape& tape, const Schema& schema, std::int32_t check, Violations& violations);

  /// Says by the first reading alone, or by the second alone, whether the event holds: for tests of their
  /// agreement.
  bool holds(const Tape& tape, const Schema& schema, std::int32_t check);
  bool explains_nothing(const Tape& tape, const Schema& schema, std::int32_t check);

 private:
  std::string path_;
  std::vector<std::uint8_t> seen_;
  Arena scratch_;
  std::unordered_map<std::uint64_t, bool> remembered_;  ///< Of one event, where judging it is costly.
};

}  // namespace headgate
