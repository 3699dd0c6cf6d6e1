// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/task.h"

namespace headgate {

/// Names the version of the data that this engine and this table format write.
std::string data_version(const TableFormat& format);

/// Looks whether the contracts may follow those of the landing's commits: none may be gone, and a table's
/// columns may grow, never change. Configuration with what to do.
Status check_contracts(const Landing& landing, const Contracts& contracts);
/// The first half of it: whoever is gone from `contracts` would make its events dirty.
Status check_no_contract_is_gone(const Landing& landing, const Contracts& contracts);

/// Commits what staged tasks gave, in one commit: checks their books, keeps manifests and contracts, puts the
/// record. Tasks with objects that another run took first are dropped.
Result<Committed> commit_chunk(Landing& landing, const Workplace& workplace, const std::string& run,
                               const std::vector<Manifest>& manifests);

/// Makes the id of a run: sortable by time, and nobody else's.
std::string make_run_id(Micros now);

/// Says that a run is at work, as long as the settings say, from now on.
Status renew_lease(const Workplace& workplace, const std::string& run, const std::string& verb, Micros since);

/// The runs that were at work when another began; where it waited for their end, its lease stands by now.
struct Met {
  std::vector<std::string> others;
  bool has_lease = false;
};

/// Tells of the runs that are at work on the landing. Where the settings say so, waits for their end, and comes
/// back with a lease of `run`: of all that wait, one.
Result<Met> meet_others(const Workplace& workplace, Landing& landing, const std::string& run,
                        const std::string& verb, Micros since);

Micros snapshot_retention(const Settings& settings);

/// Leaves word of a failure for `headgate status` and ends the run's lease; best effort. A wrong
/// configuration touches nothing.
void give_up(const Workplace& workplace, const std::string& run, const std::string& verb, const Error& error);

/// Runs the pipeline once over whatever is new, in chunks: each is staged, committed by one record,
/// published. Any number of runs may be at work on one landing. A failed chunk leaves nothing visible; what
/// was committed before stays.
Result<RunReport> run(const Workplace& workplace);

}  // namespace headgate
