// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "contract/contract.h"
#include "scan/tape.h"

namespace headgate {

/// Judges parsed events by their contracts. Keeps buffers from event to event; one thread at a time.
class Judge {
 public:
  /// Adds every violation of `plan`; none when the event holds. The first reading stops at the first fault,
  /// and only an event that has one is read again for all of them.
  void judge(const Tape& tape, const Plan& plan, Violations& violations);

 private:
  struct Reading;

  std::string path_;
  std::vector<bool> seen_;
  Arena scratch_;
};

}  // namespace headgate
