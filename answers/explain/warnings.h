// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "contract/contract.h"
#include "route/dirty_record.h"

namespace headgate::explain {

/// Finds what the `warn` of a contract says of an event. It is read from the event again: the landing's log
/// keeps only what may be shown to everybody.
std::vector<StoredViolation> warnings_of(ByteView event, const Plan& plan);

}  // namespace headgate::explain
