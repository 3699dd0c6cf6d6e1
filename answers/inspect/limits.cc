// SPDX-License-Identifier: Apache-2.0
#include "answers/inspect/limits.h"

#include <algorithm>

namespace headgate::inspect {

Scope Scope::crowded(std::size_t depth) const {
  constexpr std::size_t kKeys = 24, kLevels = 2;
  return {std::min(keys_max, kKeys), std::min(depth_max, depth + kLevels)};
}

Limits Limits::of(std::size_t paths) {
  // As many keys as a wide table has columns. What is in a crowd is held down by that.
  if (paths <= 8'000) return {128, {1024, 64}, 256, 24, true};
  if (paths <= 32'000) return {128, {1024, 64}, 48, 8, true};
  if (paths <= kPathsMax) return {128, {128, 64}, 12, 0, false};
  // Nobody counts any more, so what is crowded depends on chance: everything is as if it were.
  return {32, {16, 2}, 6, 0, false};
}

}  // namespace headgate::inspect
