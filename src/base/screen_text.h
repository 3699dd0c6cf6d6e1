// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace headgate {

/// Makes text from outside fit to be shown: what would move the cursor, ring a bell or turn the reading
/// direction becomes an escape such as `\x1b`, bytes that are no UTF-8 become U+FFFD.
std::string shown(ByteView text);

/// Counts the columns of a terminal that text takes: two for wide characters, none for combining ones.
std::size_t display_width(ByteView text);

/// Shortens text to `width` columns, with an ellipsis where something was cut.
std::string cut(ByteView text, std::size_t width);

/// Writes `1,234,567`.
std::string count_text(std::uint64_t count);

/// Writes `1 object`, `2 objects`.
std::string count_text(std::uint64_t count, ByteView noun);

}  // namespace headgate
