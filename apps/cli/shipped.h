// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace headgate::cli {

/// Lists where a folder that is shipped may lie: beside an installed program, or in the source tree of one
/// that was just built.
std::vector<std::filesystem::path> shipped_folders(const std::string& name);

}  // namespace headgate::cli
