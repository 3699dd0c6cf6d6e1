// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "apps/cli/inspect_files.h"

namespace headgate::cli {

/// Writes a profile as a Parquet file with one row for each path. The file must not be there yet.
Status write_profile_table(const InspectedFiles& inspected, const std::string& file);

}  // namespace headgate::cli
