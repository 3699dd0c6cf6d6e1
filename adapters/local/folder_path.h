// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace headgate {

/// Gives the absolute path of a folder that need not be there, without symbolic links and without a slash at
/// its end. `what` names it in errors: `the landing`.
Result<std::string> folder_path(const std::string& name, const std::string& what);

/// Gives the absolute path of a folder; Configuration where there is none.
Result<std::string> existing_folder_path(const std::string& name, const std::string& what);

/// Gives where `inner` lies in `outer`, both absolute paths: empty where it is the same folder, nothing where
/// it does not.
std::optional<std::string> path_inside(const std::string& inner, const std::string& outer);

}  // namespace headgate
