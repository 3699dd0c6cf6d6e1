// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace headgate::cli {

/// Names where a run reads and where it writes, as absolute paths without symbolic links.
struct Places {
  std::string source, landing;
  bool landing_is_read = false;  ///< And not written.
};

/// Looks whether a run may go from one folder to the other: the source is there, and neither lies inside the
/// other, but for a source at `data/raw/` of the landing. Anything else is Configuration.
Result<Places> check_places(const std::string& source, const std::string& landing);

/// Gives the absolute path of a folder that is only read; Configuration where there is none.
Result<std::string> check_folder(const std::string& folder, const std::string& what);

/// Refuses the name of a bucket, which this build cannot reach.
Status check_is_folder_name(const std::string& name, const std::string& what);

}  // namespace headgate::cli
