// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commit/commit_log.h"
#include "contract/contract.h"

namespace headgate {

/// Looks whether the contracts may follow those of the landing's commits: none may be gone, and a table's
/// columns may grow, never change. Configuration with what to do.
Status check_contracts(const CommitLog& landing, const Contracts& contracts);

/// The first half of it: the events of a contract that is gone from `contracts` would be dirty.
Status check_no_contract_is_gone(const CommitLog& landing, const Contracts& contracts);

}  // namespace headgate
