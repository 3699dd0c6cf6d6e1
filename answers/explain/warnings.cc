// SPDX-License-Identifier: Apache-2.0
#include "answers/explain/warnings.h"

#include "answers/explain/parsed_event.h"
#include "judge/judge.h"

namespace headgate::explain {

std::vector<StoredViolation> warnings_of(ByteView event, const Plan& plan) {
  std::vector<StoredViolation> warnings;
  if (plan.warn == kNone) return warnings;
  const auto parsed = ParsedEvent::read(event);
  if (parsed == nullptr || parsed->fault) return warnings;
  Violations found;
  Judge().judge(parsed->tape, plan.schema, plan.warn, found);
  for (const Violation& violation : found.kept) {
    warnings.push_back({std::string(name(violation.code)), violation.pointer, violation.rule,
                        violation.expected, violation.actual, violation.message, violation.line,
                        violation.rule_text, true});
  }
  return warnings;
}

}  // namespace headgate::explain
