// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "store/object_store.h"

namespace headgate {

/// Lists all names under `prefix` behind `after`, in their order. A listing that goes on and on is cut where
/// folders begin, and the ranges are listed side by side, as many as the store takes calls at once.
Result<std::vector<ObjectInfo>> list_ranges(ObjectStore& store, const std::string& prefix,
                                            const std::string& after, Unlistable* unlistable);

}  // namespace headgate
