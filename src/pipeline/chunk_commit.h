// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pipeline/shift.h"

namespace headgate {

/// Looks whether a run may add to a landing: its contracts may follow those of the commits, and no other
/// source has its name.
Status check_run_fits(const CommitLog& landing, const Workplace& workplace);

/// Commits what staged tasks of a chunk gave, in one commit: checks that each manifest holds together, keeps
/// manifests and contracts, puts the record. Tasks with objects that another run took first are dropped.
Result<Committed> commit_chunk(Shift& shift, const Workplace& workplace,
                               const std::vector<Manifest>& manifests);

}  // namespace headgate
