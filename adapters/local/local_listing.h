// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "store/object_store.h"

namespace headgate::local {

using Unlistable = std::vector<std::pair<std::string, Error>>;

/// Says which names are passed over; a folder has its `/`.
using Hidden = std::function<bool(const std::string&)>;

/// Lists the files under the folder `root`, whose names start with `prefix`, ordered by the bytes of the
/// whole name. `prefix` is a name, a folder ending in `/`, or empty.
Result<std::vector<ObjectInfo>> list_files(const std::string& root, const std::string& prefix,
                                           const Hidden& hidden, Unlistable* unlistable);

/// Lists those whose names begin with any bytes and stand behind `after`. Nothing before is looked at: of a
/// folder of old names only its entries are read.
Result<std::vector<ObjectInfo>> list_files_after(const std::string& root, const std::string& prefix,
                                                 const std::string& after, const Hidden& hidden,
                                                 Unlistable* unlistable);

}  // namespace headgate::local
