// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "store/object_store.h"

namespace headgate::cli {

/// Keeps the staging of a run that many processes share: `_headgate/leases/<run>/lease.json`, until it
/// expires. It only saves double work: whoever commits looks under the lock whether its lease still stands.
struct Lease {
  std::string run;
  Micros expires = 0;
};

Status keep_lease(ObjectStore& landing, const Lease& lease);
Status end_lease(ObjectStore& landing, const std::string& run);

/// Says whether the lease of a run still stands: nobody has swept what the run staged.
Result<bool> lease_stands(ObjectStore& landing, const std::string& run);

/// Gives the leases of a landing, those that have expired too.
Result<std::vector<Lease>> list_leases(ObjectStore& landing);

/// Refuses with Busy where another run's lease has not expired, and removes those that have.
Status check_leases(ObjectStore& landing);

}  // namespace headgate::cli
