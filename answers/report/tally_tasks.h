// SPDX-License-Identifier: Apache-2.0
// Internal to report.
#pragma once

#include <vector>

#include "answers/find/search.h"
#include "answers/report/kept_plans.h"
#include "answers/report/tally.h"

namespace headgate::report {

/// Counts all frames and dropped ranges of some live tasks, front to back: each row of a frame index beside
/// its record in profiling_logs.
Result<Tally> tally_tasks(const find::Search& search, const std::vector<const LiveTask*>& tasks,
                          KeptPlans& plans);

}  // namespace headgate::report
