// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apps/cli/inspect_files.h"
#include "apps/cli/verbs.h"

namespace headgate::cli {

/// Merges what files hold into the contract `file` and shows the change as a diff; with `write` the file is
/// replaced. Wanting where some of the contract's own events would still be dirty.
Result<ExitCode> infer_into(const std::string& file, bool write, const InspectedFiles& inspected,
                            const Settings& settings);

}  // namespace headgate::cli
