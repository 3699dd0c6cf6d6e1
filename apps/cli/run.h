// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/cli/engine.h"
#include "apps/cli/verbs.h"

namespace headgate::cli {

/// Runs the pipeline once, and tells the observer how it ended.
Result<RunReport> carry_out_run(Engine& engine);

ExitCode exit_code_of(const RunReport& report);

}  // namespace headgate::cli
