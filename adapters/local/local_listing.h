// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "store/object_store.h"

namespace headgate::local {

/// Says which names are passed over; a folder has its `/`.
using Hidden = std::function<bool(const std::string&)>;

/// Lists the files under the folder `root` whose names begin with `prefix`, any bytes, and stand behind
/// `after`, ordered by the bytes of the whole name. Nothing before is looked at: of a folder of old names
/// only its entries are read.
Result<std::vector<ObjectInfo>> list_files(const std::string& root, const std::string& prefix,
                                           const std::string& after, const Hidden& hidden,
                                           Unlistable* unlistable);

}  // namespace headgate::local
