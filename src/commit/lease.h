// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "store/object_store.h"

namespace headgate {

/// Says that a run is at work on a landing, and until when to believe it. It only saves double work and tells
/// the collector whom to leave alone; what is safe never rests on it.
struct Lease {
  std::string run, verb;
  std::string writer;  ///< ObjectStore::writer() of its process; empty where many share the run.
  std::string host;
  std::uint64_t process = 0;
  Micros since = 0, expires = 0;
};

/// Makes the lease of a run of this process, from `now` on, not yet stored.
Lease make_lease(const ObjectStore& landing, const std::string& run, const std::string& verb, Micros now,
                 Micros length);

Status keep_lease(ObjectStore& landing, const Lease& lease);
Status end_lease(ObjectStore& landing, const std::string& run);

/// Gives the leases of a landing, those that have expired too. One that cannot be read has expired.
Result<std::vector<Lease>> list_leases(ObjectStore& landing);

/// Says whether a lease tells of a run that is at work.
Result<bool> stands(ObjectStore& landing, const Lease& lease, Micros now);

}  // namespace headgate
