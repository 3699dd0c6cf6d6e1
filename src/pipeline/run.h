// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commit/committer.h"
#include "pipeline/task.h"

namespace headgate {

/// Names the version of the data that this engine and this table format write.
std::string data_version(const TableFormat& format);

/// Looks whether the contracts may follow those of the landing's commits: none may be gone, and a table's
/// columns may grow, never change. Configuration with what to do.
Status check_contracts(const CommitLog& log, const Contracts& contracts);
/// The first half of it: whoever is gone from `contracts` would make its events dirty.
Status check_no_contract_is_gone(const CommitLog& log, const Contracts& contracts);

/// Looks whether more events are dirty than the settings allow; `so` says in the message what follows.
Status check_dirty(const Settings& settings, const Books& books, ByteView so);

/// Commits what staged tasks gave, in one commit: checks their books, keeps manifests and contracts, puts the
/// record. Tasks with objects that another run took first are dropped.
Result<Committed> commit_chunk(Committer& landing, const Workplace& workplace, const std::string& run,
                               const std::vector<Manifest>& manifests);

/// Makes the id of a run: sortable by time, and nobody else's.
std::string make_run_id(Micros now);

Micros snapshot_retention(const Settings& settings);

/// Runs the pipeline once over whatever is new, in chunks: each is staged, committed by one record,
/// published. Any number of runs may be at work on one landing. A failed chunk leaves nothing visible; what
/// was committed before stays.
Result<RunReport> run(const Workplace& workplace);

}  // namespace headgate
