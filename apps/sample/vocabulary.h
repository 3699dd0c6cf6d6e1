// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace headgate::sample {

using Words = std::span<const std::string_view>;

/// Gives the words of each language. The first is English; what follows leaves ASCII behind.
std::span<const Words> languages();

/// Gives pieces of JSON text that stand between words now and then: escapes, brackets, quotes, emoji. Each is
/// valid inside a JSON string, and each has broken somebody's way of cutting events apart.
Words odd_pieces();

}  // namespace headgate::sample
