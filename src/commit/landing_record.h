// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "store/object_store.h"

namespace headgate {

/// Numbers the layout of a landing, docs/formats/landing.md. A newer one than the last is refused.
inline constexpr int kLandingFormat = 2;
/// The same, and objects that grow may be there in parts.
inline constexpr int kLandingFormatWithParts = 3;

/// Reads the format of a landing: 0 where it has no `landing.json`. Configuration where it is a newer one.
Result<int> landing_format(ObjectStore& store);
/// Looks for `landing.json`: false where there is none. Configuration where it tells of a newer format.
Result<bool> has_landing_record(ObjectStore& store);

/// Writes what stands in it.
std::string landing_record_json(int format = kLandingFormat);

}  // namespace headgate
