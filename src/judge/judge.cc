// SPDX-License-Identifier: Apache-2.0
#include "judge/judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"
#include "judge/schema_judge.h"

namespace headgate {

namespace {

/// Far more than a contract needs that goes over an event a few times, however many schemas lie over each
/// other.
constexpr std::uint64_t kStepsPerNode = 1'000;
constexpr std::uint64_t kStepsPerNodeMax = 20'000;
constexpr std::uint64_t kStepsMin = 100'000;
/// More than this is what contracts cost that go over an event a few times: from here on nothing is judged
/// twice.
constexpr std::uint64_t kPlainStepsPerNode = 20;
constexpr std::uint64_t kPlainStepsMin = 1'000;
/// As deep as events may be, times the schemas that may lie over each value of a contract that refers to
/// itself: what fits a thread's stack.
constexpr int kDepthMax = 6'000;

JudgeState begin(const Tape& tape, const Schema& schema, Violations& violations, std::string& path,
                 std::vector<std::uint8_t>& seen, Arena& scratch, Remembered& remembered) {
  path.clear();
  seen.clear();
  if (!remembered.empty()) remembered = {};
  const std::uint64_t per_node = std::clamp(2 * schema.checks.size(), kStepsPerNode, kStepsPerNodeMax);
  const std::uint64_t steps = kStepsMin + per_node * tape.nodes.size();
  const std::uint64_t plain_steps = kPlainStepsMin + kPlainStepsPerNode * tape.nodes.size();
  return {tape, schema, violations, path, seen, scratch, remembered, steps, steps - plain_steps, kDepthMax};
}

void add_too_costly(const Schema& schema, std::int32_t check, Violations& violations) {
  const Written& written = schema.written[static_cast<std::size_t>(check)];
  violations.add(
      {Code::TooCostly, "", written.pointer, "an event that can be judged", "too many steps",
       "judging this event by the contract takes too many steps or leads too deep: its schemas refer "
       "to each other over and over",
       written.line, ""});
}

}  // namespace

void Judge::judge(const Tape& tape, const Schema& schema, std::int32_t check, Violations& violations) {
  JudgeState first = begin(tape, schema, violations, path_, seen_, scratch_, remembered_);
  if (SchemaJudge<false>(first).holds(0, check) && !first.exhausted) return;
  if (first.exhausted) return add_too_costly(schema, check, violations);
  const std::uint32_t before = violations.count;
  JudgeState second = begin(tape, schema, violations, path_, seen_, scratch_, remembered_);
  SchemaJudge<true>(second).holds(0, check);
  if (second.exhausted) add_too_costly(schema, check, violations);
  HEADGATE_ASSERT(violations.count != before);
}

bool Judge::holds(const Tape& tape, const Schema& schema, std::int32_t check) {
  Violations none;
  JudgeState state = begin(tape, schema, none, path_, seen_, scratch_, remembered_);
  return SchemaJudge<false>(state).holds(0, check) && !state.exhausted;
}

bool Judge::explains_nothing(const Tape& tape, const Schema& schema, std::int32_t check) {
  Violations found;
  JudgeState state = begin(tape, schema, found, path_, seen_, scratch_, remembered_);
  const bool held = SchemaJudge<true>(state).holds(0, check);
  HEADGATE_ASSERT(state.exhausted || held == (found.count == 0));
  return held && !state.exhausted;
}

}  // namespace headgate
