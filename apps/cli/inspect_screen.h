// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "apps/cli/inspect_files.h"
#include "apps/cli/screen.h"

namespace headgate::cli {

/// Shows a profile: a tree of paths for each service and record type, and what is odd in it.
std::string profile_text(const InspectedFiles& inspected, const Screen& screen);

}  // namespace headgate::cli
