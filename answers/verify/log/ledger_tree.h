// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "answers/verify/fault.h"
#include "answers/verify/log/ledger.h"
#include "answers/verify/log/listing.h"
#include "answers/verify/read/ledger_records.h"
#include "store/object_store.h"

namespace headgate::verify {

/// Looks whether the nodes of the ledger below a checkpoint, which is `file`, hold together. With `ledger`
/// they have to hold what the log took, and no more. With `may_lack` nodes may be gone: of an older
/// checkpoint than the newest nobody reads them any more.
Status check_ledger_tree(ObjectStore& landing, Listing& listing, const CheckpointRecord& checkpoint,
                         const std::string& file, Ledger* ledger, bool may_lack, Faults& faults);

}  // namespace headgate::verify
