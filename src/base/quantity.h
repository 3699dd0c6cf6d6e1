// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace headgate {

/// Reads a number of bytes as people write it: `4096`, `64KiB`, `10MB`; nothing where it is none or above
/// `max`.
std::optional<std::uint64_t> read_size(const std::string& text, std::uint64_t max = std::uint64_t{1} << 50);

/// Reads a share, `0.05` or `5%`; nothing where it is not from 0 to 1.
std::optional<double> read_share(const std::string& text);

}  // namespace headgate
