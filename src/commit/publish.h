// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "commit/records.h"
#include "store/object_store.h"

namespace headgate {

using Clock = std::function<Micros()>;

/// A write that is under way lands within so long, or never.
inline constexpr Micros kLateMax = Micros{3600} * 1'000'000;

/// Gives the sizes of those staged files that are there, and of others beside them, by name. Lists each
/// folder that one of `names` stands in: what the run has staged elsewhere costs nothing.
Result<std::map<std::string, std::uint64_t>> staged_sizes(ObjectStore& store,
                                                          const std::vector<std::string>& names);

/// Makes the files of a commit visible under their final names, removes the staged ones, retires what it
/// replaces, and marks it applied. May be done again, also by many at once (R12 to R14, R18). Everything
/// before it in the log has to be applied. The mark holds what `clock` shows then. Gives how many files it
/// has.
Result<std::uint64_t> publish(ObjectStore& store, const CommitRecord& commit,
                              const std::vector<Manifest>& manifests, const Clock& clock);

}  // namespace headgate
