// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "store/object_store.h"

namespace headgate {

/// Numbers the layout of a landing, docs/formats/landing.md. A newer one is refused.
inline constexpr int kLandingFormat = 2;

/// Looks for `landing.json`: false where there is none. Configuration where it tells of a newer format.
Result<bool> has_landing_record(ObjectStore& store);

/// Writes what stands in it.
std::string landing_record_json();

}  // namespace headgate
