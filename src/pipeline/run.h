// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/task.h"

namespace headgate {

/// Names the version of the data that this engine and this table format write.
std::string data_version(const TableFormat& format);

/// Looks whether the contracts may follow those of the landing's commits: none may be gone, and a table's
/// columns may grow, never change. Configuration with what to do.
Status check_contracts(const Landing& landing, const Contracts& contracts);

/// Commits what staged tasks gave, in one commit: checks their books, keeps manifests and contracts, puts the
/// record. Gives the books of the chunk.
Result<Books> commit_chunk(Landing& landing, const Workplace& workplace, const std::string& run,
                           const std::vector<Manifest>& manifests);

/// Runs the pipeline once over whatever is new, in chunks: each is staged, committed by one record,
/// published. Holds the landing's lock from beginning to end. A failed chunk leaves nothing visible; what was
/// committed before stays.
Result<RunReport> run(const Workplace& workplace);

}  // namespace headgate
