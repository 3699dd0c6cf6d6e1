// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/screen_text.h"

namespace headgate::cli {

/// Writes `999 B`, `1.2 kB`, `34.5 MB`.
std::string bytes_text(std::uint64_t bytes);

/// Writes a duration as a clock does: `0:07`, `12:34`, `1:02:03`.
std::string clock_text(double seconds);

/// Quotes text for a shell, where it needs that.
std::string shell_quoted(const std::string& text);

}  // namespace headgate::cli
