// SPDX-License-Identifier: Apache-2.0
// Internal to report.
#pragma once

#include <vector>

#include "answers/report/report.h"

namespace headgate::report {

/// Counts the files of live tasks by folder, the most bytes first, and names the largest ones.
void count_files(const std::vector<const LiveTask*>& tasks, Report& report);

}  // namespace headgate::report
