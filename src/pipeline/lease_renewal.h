// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "commit/committer.h"
#include "pipeline/task.h"

// What runs at one landing tell one another by their leases. Nothing that is safe rests on it.
namespace headgate {

/// Says that a run is at work, as long as the settings say, from now on.
Status renew_lease(const Workplace& workplace, const std::string& run, const std::string& verb, Micros since);

/// Says that a run is at work which many processes share: no end of one of them is its end.
Status keep_shared_lease(const Workplace& workplace, const std::string& run, const std::string& verb,
                         Micros length);

/// The runs that were at work when another began; where it waited for their end, its lease stands by now.
struct Met {
  std::vector<std::string> others;
  bool has_lease = false;
};

/// Tells of the runs that are at work on the landing. Where the settings say so, waits for their end, and
/// comes back with a lease of `run`: of all that wait, one.
Result<Met> meet_others(const Workplace& workplace, Committer& landing, const std::string& run,
                        const std::string& verb, Micros since);

}  // namespace headgate
