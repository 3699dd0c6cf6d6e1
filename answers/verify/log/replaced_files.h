// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answers/verify/fault.h"
#include "answers/verify/log/listing.h"
#include "answers/verify/log/replay.h"
#include "store/object_store.h"

namespace headgate::verify {

/// Looks whether what rewrites replaced, as far as it is still there, is what their manifests say.
Status check_replaced_files(ObjectStore& landing, const Listing& listing, const Replay& replay,
                            unsigned threads, Faults& faults);

}  // namespace headgate::verify
