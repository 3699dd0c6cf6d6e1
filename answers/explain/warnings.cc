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
    StoredViolation& warning = warnings.emplace_back();
    warning.code = name(violation.code);
    warning.pointer = violation.pointer;
    warning.rule = violation.rule;
    warning.expected = violation.expected;
    warning.actual = violation.actual;
    warning.message = violation.message;
    warning.line = violation.line;
    warning.rule_text = violation.rule_text;
    warning.warning = true;
  }
  return warnings;
}

}  // namespace headgate::explain
