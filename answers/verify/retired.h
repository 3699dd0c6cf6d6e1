// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/object_store.h"
#include "answers/verify/fault.h"
#include "answers/verify/listing.h"
#include "answers/verify/replay.h"

namespace headgate::verify {

/// Looks whether what rewrites replaced, as far as it is still there, is what their manifests say.
Status check_retired(ObjectStore& landing, const Listing& listing, const Replay& replay, unsigned threads,
                     Faults& faults);

}  // namespace headgate::verify
