// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "store/object_store.h"

namespace headgate::local {

using Unlistable = std::vector<std::pair<std::string, Error>>;

/// Lists the files under the folder `root`, whose names start with `prefix`, ordered by the bytes of the
/// whole name. `prefix` is a name, a folder ending in `/`, or empty. What `hidden` names (a folder with its
/// `/`) is passed over.
Result<std::vector<ObjectInfo>> list_files(const std::string& root, const std::string& prefix,
                                           const std::function<bool(const std::string&)>& hidden,
                                           Unlistable* unlistable);

}  // namespace headgate::local
