// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace headgate {

/// Views bytes that somebody else keeps. Text and bytes are the same thing here: JSON is UTF-8 once it is
/// checked, and bytes before.
using ByteView = std::string_view;

constexpr std::uint64_t KiB = 1024;
constexpr std::uint64_t MiB = 1024 * KiB;
constexpr std::uint64_t GiB = 1024 * MiB;

}  // namespace headgate
