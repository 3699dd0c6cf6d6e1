// SPDX-License-Identifier: Apache-2.0
#include "judge/tape_scanner.h"

#include <fmt/format.h>

#include <iterator>

#include "base/hash.h"

namespace headgate {

namespace {

Violation dropped(const Piece& piece, ByteView bytes) {
  const Code code = code_of(piece.reason);
  std::string what;
  std::string expected = "a JSON value";
  switch (piece.reason) {
    case DropReason::NotJson: what = "no JSON value begins here"; break;
    case DropReason::BrokenStructure: what = "a value whose brackets, commas or colons break off"; break;
    case DropReason::Truncated: what = "the object ends inside a value"; break;
    case DropReason::TooLarge: what = "a value longer than event_bytes_max"; break;
    case DropReason::StraySeparator: what = "a comma or bracket that belongs to no array"; break;
    case DropReason::MissingComma:
      what = "elements of an array without a comma between them";
      expected = "a comma";
      break;
    case DropReason::UnclosedArray:
      what = "an array that is never closed: the object may be cut off";
      expected = "]";
      break;
  }
  Violation violation{
      code,
      "",
      "",
      expected,
      shortened(bytes.substr(std::min<std::size_t>(piece.fault, bytes.size()))),
      fmt::format("{} ({} bytes dropped, broken at byte {} of them)", what, piece.length, piece.fault)};
  violation.fault_offset = piece.fault;
  return violation;
}

/// Says in words what was found.
ByteView fault_text(Code code) {
  switch (code) {
    case Code::InvalidUtf8: return "bytes that are no UTF-8";
    case Code::ControlCharacter: return "a raw control character in a string";
    case Code::InvalidEscape: return "an escape that JSON does not have";
    case Code::LoneSurrogate: return "half of a surrogate pair";
    case Code::DuplicateKey: return "a key that stands twice in one object";
    case Code::InvalidNumber: return "a number that JSON does not allow";
    case Code::TooDeep: return "a value nested too deep";
    default: return "a word that is no JSON value";
  }
}

Violation unparsable(const ParseFault& fault, ByteView frame) {
  Violation violation{fault.code,
                      fault.pointer,
                      "",
                      fault.expected,
                      shortened(frame.substr(fault.offset)),
                      fmt::format("{} at byte {} of the event: expected {}", fault_text(fault.code),
                                  fault.offset, fault.expected)};
  violation.fault_offset = fault.offset;
  return violation;
}

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
      violations_.add(dropped(piece, batch.window.bytes_of(piece)));
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
  if (!parser_.parse(batch.window, piece, tape_, fault)) {
    outcome.kind = Outcome::Kind::Unparsable;
    ++batch.counts.unparsable;
    violations_.add(unparsable(fault, tape_.frame));
    return;
  }
  const Identity identity = identify(tape_, identification_, batch.arena, violations_);
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
    violations_.add({Code::NoContract, "", "", "a contract", shortened(identity.service),
                     fmt::format("no contract claims service {}, record type {}", shortened(identity.service),
                                 name(*identity.record_type))});
    return;
  }
  const Plan& plan = *outcome.plan;
  judge_.judge(tape_, plan.schema, plan.expect, violations_);
  judge_time(tape_, identification_, identity, violations_);
  mark_masked(plan, violations_);
  if (plan.warn != kNone) warn(batch, plan, outcome);
  if (violations_.count != 0) return;
  outcome.slots.first = static_cast<std::uint32_t>(batch.slots.size());
  outcome.rescued = extractor_.extract(tape_, plan, batch.arena, batch.slots);
  outcome.slots.count = static_cast<std::uint32_t>(batch.slots.size()) - outcome.slots.first;
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
