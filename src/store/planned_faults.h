// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "store/fault_store.h"

namespace headgate {

/// Names the variable of the environment that makes stores fail: for tests of what a run does then.
inline constexpr const char* kFaultVariable = "HEADGATE_FAULT";

/// Holds the faults of a run, as docs/testing.md writes them: those of the source begin with `source:`.
struct PlannedFaults {
  FaultPlan source, landing;
};

/// Reads a list of faults with commas between them; empty text means none.
Result<PlannedFaults> read_planned_faults(const std::string& text);

/// Puts faults before a store, if there are any. Dying is SIGKILL. What is to land late lands when the store
/// is destroyed.
std::unique_ptr<ObjectStore> disturbed(std::unique_ptr<ObjectStore> store, FaultPlan plan);

}  // namespace headgate
