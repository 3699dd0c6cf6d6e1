// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"

namespace headgate {

/// Writes bytes as lower-case hex digits, two each.
std::string to_hex(ByteView bytes);

/// Reads what to_hex() wrote; nothing where it is none.
std::optional<std::string> from_hex(ByteView hex);

}  // namespace headgate
