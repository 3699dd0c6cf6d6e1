// SPDX-License-Identifier: Apache-2.0
#include "judge/schema_judge.h"

namespace headgate {

/// Holds the limits of one measure against what was measured.
template <bool Explains>
bool SchemaJudge<Explains>::limits(std::int32_t place, const Check& check, std::uint32_t at,
                                   const Measured& value) {
  bool ok = true;
  for (std::uint32_t i = 0; i < check.limits.count && !stop(ok); ++i) {
    const Limit& limit = schema_.limits[check.limits.first + i];
    if (limit.rule->measure != value.measure || limit.holds(value)) continue;
    ok = false;
    if constexpr (Explains) {
      report(code_of(*limit.rule), place, limit.rule->keyword.c_str(), limit.expected(), at,
             limit.complaint(value));
    }
  }
  return ok;
}

template class SchemaJudge<false>;
template class SchemaJudge<true>;

}  // namespace headgate
