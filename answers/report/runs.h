// SPDX-License-Identifier: Apache-2.0
// Internal to report.
#pragma once

#include "answers/report/report.h"
#include "commit/snapshot.h"

namespace headgate::report {

/// Lists the runs that made these tasks, the latest first; what is too much is summed up in a last one.
std::vector<Run> list_runs(const std::vector<const LiveTask*>& tasks);

/// Says from the log what a run had committed, and which runs hold those of its events now that were judged
/// again since. `tasks` are those of the run that are live. Configuration where the landing knows no such
/// run.
Status look_up_run(const Snapshot& snapshot, const std::vector<const LiveTask*>& tasks, Report& report);

}  // namespace headgate::report
