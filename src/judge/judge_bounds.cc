// SPDX-License-Identifier: Apache-2.0
#include "judge/schema_judge.h"

namespace headgate {

/// Holds the bounds of one measure (minItems, maximum, ...) against what was measured. What holds, and in
/// which words it does not, is a row of schema/bounds.cc.
template <bool Explains>
bool SchemaJudge<Explains>::bounds(std::int32_t place, const Check& check, std::uint32_t at,
                                   const Measured& value) {
  bool ok = true;
  for (std::uint32_t i = 0; i < check.bounds.count && !stop(ok); ++i) {
    const Bound& bound = schema_.bounds[check.bounds.first + i];
    if (bound.rule->measure != value.measure || bound.holds(value)) continue;
    ok = false;
    if constexpr (Explains) {
      report(code_of(*bound.rule), place, bound.rule->keyword.c_str(), bound.expected(), at,
             bound.complaint(value));
    }
  }
  return ok;
}

template class SchemaJudge<false>;
template class SchemaJudge<true>;

}  // namespace headgate
