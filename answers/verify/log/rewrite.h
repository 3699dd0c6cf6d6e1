// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answers/verify/fault.h"
#include "answers/verify/read/records.h"

namespace headgate::verify {

/// Looks whether the task of a rewrite takes the place of `replaced` whole: all of its files, and the same
/// objects.
void check_rewrite(const ManifestRecord& rewrite, const ManifestRecord& replaced, Faults& faults);

}  // namespace headgate::verify
