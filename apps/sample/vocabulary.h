// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace headgate::sample {

using Words = std::vector<std::string_view>;

/// Gives the words of each language. The first is English; what follows leaves ASCII behind.
const std::vector<Words>& languages();

/// Gives pieces of JSON text that stand between words now and then: escapes, brackets, quotes, emoji. Each is
/// valid inside a JSON string, and each has broken somebody's way of cutting events apart.
const Words& odd_pieces();

}  // namespace headgate::sample
