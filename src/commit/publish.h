// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "commit/records.h"
#include "store/object_store.h"

namespace headgate {

/// Makes the files of a commit visible under their final names, removes the staged ones, retires what it
/// replaces, and marks it applied. May be done again, also by many at once (R12 to R14, R18). Everything
/// before it in the log has to be applied; `now` is kept in the mark. Gives how many files it has.
Result<std::uint64_t> publish(ObjectStore& store, const CommitRecord& commit,
                              const std::vector<Manifest>& manifests, Micros now);

}  // namespace headgate
