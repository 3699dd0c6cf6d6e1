// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "contract/contract.h"

namespace headgate {

/// Adds the places in `plan.reaches` to which the member `key` of a value at one place leads: mostly one,
/// several where more than one pattern fits the name, none where the contract does not know it.
inline void enter(const Plan& plan, const Reach& reach, ByteView key, std::vector<std::uint32_t>& places) {
  if (reach.keys != kNone) {
    const int found = plan.reach_keys[reach.keys].find(key);
    if (found >= 0) return places.push_back(plan.reaches_below[reach.below.first + found]);
  }
  if (reach.others != kNone) places.push_back(static_cast<std::uint32_t>(reach.others));
  bool fits = false;
  for (std::uint32_t i = 0; i < reach.patterns.count; ++i) {
    const auto& [pattern, place] = plan.reach_patterns[reach.patterns.first + i];
    const bool enters = pattern == kNone ? !fits : plan.schema.patterns[pattern].is_found_in(key);
    fits = pattern != kNone && (fits || enters);
    if (enters && place != kNone) places.push_back(static_cast<std::uint32_t>(place));
  }
}

}  // namespace headgate
