// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/task.h"

namespace headgate {

/// Runs the pipeline once over whatever is new, in chunks: each is staged, committed by one record,
/// published. Any number of runs may be at work on one landing. A failed chunk leaves nothing visible; what
/// was committed before stays.
Result<RunReport> run(const Workplace& workplace);

}  // namespace headgate
