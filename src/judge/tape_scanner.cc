// SPDX-License-Identifier: Apache-2.0
#include "judge/tape_scanner.h"

#include <fmt/format.h>

#include <iterator>

#include "base/hash.h"
#include "judge/reason.h"

namespace headgate {

namespace {

void mark_masked(const Plan& plan, Violations& violations) {
  if (plan.mask.empty()) return;
  for (Violation& violation : violations.kept) violation.masked = plan.masks(violation.pointer);
}

/// Moves what was kept into the batch and gives where it stands there.
Range store(Batch& batch, Violations& violations) {
  const Range range = {static_cast<std::uint32_t>(batch.violations.size()),
                       static_cast<std::uint32_t>(violations.kept.size())};
  std::move(violations.kept.begin(), violations.kept.end(), std::back_inserter(batch.violations));
  return range;
}

}  // namespace

void TapeScanner::scan(Batch& batch) {
  batch.clear();
  for (const Piece& piece : batch.window.pieces) {
    Outcome& outcome = batch.outcomes.emplace_back();
    outcome.hash = hash64(batch.window.bytes_of(piece));
    violations_.kept.clear();
    violations_.count = 0;
    if (piece.kind == Piece::Kind::Dropped) {
      violations_.add(reason_dropped(piece, batch.window.bytes_of(piece)));
      ++batch.counts.dropped_ranges;
    } else {
      frame(batch, piece, outcome);
    }
    outcome.clean = violations_.count == 0;
    outcome.violation_count = violations_.count;
    outcome.violations = store(batch, violations_);
  }
}

void TapeScanner::frame(Batch& batch, const Piece& piece, Outcome& outcome) {
  ParseFault fault;
  const bool is_json = parser_.parse(batch.window, piece, tape_, fault);
  if (auto text = parser_.take_text()) batch.texts.push_back(std::move(text));
  if (!is_json) {
    outcome.kind = Outcome::Kind::Unparsable;
    ++batch.counts.unparsable;
    violations_.add(reason_unparsable(fault, tape_.frame));
    return;
  }
  const Identity identity = identify(tape_, identification_, batch.arena, violations_, batch.object);
  outcome.record_type = identity.record_type;
  outcome.service = identity.service;
  outcome.event_id = identity.event_id;
  outcome.event_time = identity.event_time;
  if (violations_.count != 0) {
    outcome.kind = Outcome::Kind::Unidentified;
    ++batch.counts.unidentified;
    return;
  }
  outcome.kind = Outcome::Kind::Event;
  ++batch.counts.events;
  outcome.plan = contracts_.find(identity.service, *identity.record_type);
  if (outcome.plan == nullptr) {
    violations_.add(reason_no_contract(identity.service, *identity.record_type));
    return;
  }
  const Plan& plan = *outcome.plan;
  judge_.judge(tape_, plan.schema, plan.expect, violations_);
  judge_time(tape_, identification_, identity, violations_, batch.object);
  const Wrapper* const wrapper =
      piece.wrapper < 0 ? nullptr : batch.window.wrappers[static_cast<std::size_t>(piece.wrapper)].get();
  judge_wrapper(plan, piece, wrapper);
  mark_masked(plan, violations_);
  if (plan.warn != kNone) warn(batch, plan, outcome);
  if (violations_.count != 0) return;
  outcome.slots.first = static_cast<std::uint32_t>(batch.slots.size());
  outcome.rescued = extractor_.extract(tape_, plan, wrapper, batch.arena, batch.slots);
  outcome.slots.count = static_cast<std::uint32_t>(batch.slots.size()) - outcome.slots.first;
}

/// Adds what columns would read of a wrapper that is not known, or not to its end: a value that cannot be
/// told must not look like one that is not there.
void TapeScanner::judge_wrapper(const Plan& plan, const Piece& piece, const Wrapper* wrapper) {
  if (piece.wrapper == Piece::kNoWrapper) return;
  for (const Column& column : plan.columns) {
    if (!column.wrapper) continue;
    if (piece.wrapper == Piece::kUnknownWrapper) {
      violations_.add(reason_unknown_wrapper(from_text(column), /*is_long=*/false));
      continue;
    }
    const Wrapper* const read = wrapper == nullptr ? nullptr : wrapper->at(*column.wrapper);
    if (read != nullptr && read->part == Wrapper::Part::Head && read->tape.at(column.from) == 0)
      violations_.add(reason_unknown_wrapper(from_text(column), /*is_long=*/true));
  }
}

/// Notes what `warn` finds; it says nothing about the event being clean.
void TapeScanner::warn(Batch& batch, const Plan& plan, Outcome& outcome) {
  warnings_.kept.clear();
  warnings_.count = 0;
  judge_.judge(tape_, plan.schema, plan.warn, warnings_);
  mark_masked(plan, warnings_);
  outcome.warning_count = warnings_.count;
  outcome.warnings = store(batch, warnings_);
}

}  // namespace headgate
