// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "commit/commit_log.h"
#include "contract/contract.h"

namespace headgate {

/// Looks whether the contracts may follow those of the landing's commits: none that judged an event may be
/// gone, and the columns of a table with rows may grow, never change. Configuration with what to do.
Status check_contracts(const CommitLog& landing, const Contracts& contracts);

/// The first half of it: the events of a contract that is gone from `contracts` would be dirty.
Status check_no_contract_is_gone(const CommitLog& landing, const Contracts& contracts);

/// Gives all of a landing that the two look at: while it is the same, so is their answer.
std::string binding_text(const CommitLog& landing);

}  // namespace headgate
