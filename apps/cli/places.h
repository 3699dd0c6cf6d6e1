// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace headgate::cli {

/// Names where a run reads and where it writes, each in its one form (place_of).
struct Places {
  std::string source, landing;
  bool landing_is_read = false;  ///< And not written.
};

/// Looks whether a run may go from one place to the other: a source that is a folder is there, and neither
/// lies inside the other, but for a source at `data/raw/` of the landing. Anything else is Configuration.
Result<Places> check_places(const std::string& source, const std::string& landing);

/// Refuses the name of a bucket where only a folder or a file can be.
Status check_is_folder_name(const std::string& name, const std::string& what);

/// Names where a folder that is shipped lies: beside an installed program, or in the source tree of one that
/// was just built.
std::array<std::filesystem::path, 2> shipped_places(const std::string& folder);

}  // namespace headgate::cli
