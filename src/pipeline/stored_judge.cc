// SPDX-License-Identifier: Apache-2.0
#include "pipeline/stored_judge.h"

#include <algorithm>
#include <cstring>

#include "base/json.h"
#include "cut/marks.h"
#include "judge/tape_scanner.h"

namespace headgate {

namespace {

/// Says whether a frame may be an event under some version: it parses, and it is an object, or a text that
/// may hold one.
bool can_be_event(const StoredFrame& frame) {
  const bool parses =
      frame.row.outcome == Outcome::Kind::Event || frame.row.outcome == Outcome::Kind::Unidentified;
  if (frame.bytes.empty() || frame.row.outcome == Outcome::Kind::Dropped) return false;
  // Of a string the setting says whether it or the text in it is judged, and the text may be no JSON.
  return frame.bytes.front() == '"' || (parses && frame.bytes.front() == '{');
}

bool same_slot(const Slot& left, const Slot& right) {
  if (left.kind != right.kind || left.length != right.length) return false;
  switch (left.kind) {
    case Slot::Kind::Text:
    case Slot::Kind::Decimal: return left.view() == right.view();
    case Slot::Kind::Int64: return left.int64 == right.int64;
    case Slot::Kind::Double: return std::memcmp(&left.real, &right.real, sizeof left.real) == 0;
    case Slot::Kind::Boolean: return left.boolean == right.boolean;
    default: return true;
  }
}

bool same_columns(const Plan& left, const Plan& right) {
  const auto a = table_columns(left), b = table_columns(right);
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Column& x, const Column& y) {
    return x.name == y.name && type_text(x) == type_text(y);
  });
}

bool same_violation(const Violation& left, const Violation& right) {
  return left.code == right.code && left.pointer == right.pointer && left.message == right.message;
}

}  // namespace

StoredJudge::StoredJudge(const Workplace& workplace, const Contracts& before, bool compares)
    : contracts_before_(before),
      compares_(compares),
      scanner_before_(std::make_unique<TapeScanner>(before, workplace.settings.identification)),
      scanner_(workplace.make_scanner()) {}

void StoredJudge::judge(const std::vector<StoredFrame>& block, const StoredFrames::Wants& wants) {
  chosen_.clear();
  changes_.clear();
  routed_.clear();
  log_ends_.clear();
  for (const StoredFrame& frame : block) {
    if (wants(frame.row) && can_be_event(frame)) chosen_.push_back(&frame);
  }
  if (chosen_.empty()) return;
  label_.name = chosen_.front()->row.object;
  before_.object = after_.object = object_name_of(label_.name);
  place(after_.window);
  scanner_->scan(after_);
  Router().route(after_, label_, routed_);
  for (std::size_t end = 0; (end = routed_.log.find('\n', end)) != std::string::npos;)
    log_ends_.push_back(++end);
  const auto stays_clean = [&](const StoredFrame*& frame) {
    return frame->row.is_clean && after_.outcomes[static_cast<std::size_t>(&frame - chosen_.data())].clean;
  };
  if (compares_ && std::any_of(chosen_.begin(), chosen_.end(), stays_clean)) {
    place(before_.window);
    scanner_before_->scan(before_);
  }
  for (std::size_t i = 0; i < chosen_.size(); ++i) changes_.push_back(!compares_ || differs(i));
}

/// Lays the frames out as they lay in their object, so that places in the window are places in the object.
void StoredJudge::place(Window& window) const {
  const FrameIndexRow& first = chosen_.front()->row;
  const FrameIndexRow& last = chosen_.back()->row;
  window.base = first.offset;
  window.bytes.clear();
  window.bytes.resize(last.offset + last.length - first.offset);
  window.end = static_cast<std::uint32_t>(window.bytes.size());
  window.marks.clear();
  window.pieces.clear();
  window.separator_bytes = 0;
  window.wrappers.clear();
  window.vouched = false;
  for (const StoredFrame* frame : chosen_) {
    Piece& piece = window.pieces.emplace_back();
    piece.recovered = frame->row.is_recovered;
    piece.offset = static_cast<std::uint32_t>(frame->row.offset - window.base);
    piece.length = static_cast<std::uint32_t>(frame->bytes.size());
    piece.mark_first = static_cast<std::uint32_t>(window.marks.size());
    std::memcpy(window.bytes.data() + piece.offset, frame->bytes.data(), frame->bytes.size());
    append_marks(frame->bytes, piece.offset, window.marks);
    piece.mark_count = static_cast<std::uint32_t>(window.marks.size()) - piece.mark_first;
    if (frame->row.wrapper == FrameIndexRow::kUnknownWrapper) piece.wrapper = Piece::kUnknownWrapper;
    if (frame->wrapper == nullptr) continue;
    if (window.wrappers.empty() || window.wrappers.back() != frame->wrapper)
      window.wrappers.push_back(frame->wrapper);
    piece.wrapper = static_cast<std::int32_t>(window.wrappers.size() - 1);
  }
  window.wrappers_begun = window.wrappers.size();
  window.bytes.pad();
}

Outcome::Kind StoredJudge::kind_before(std::size_t i) const { return chosen_[i]->row.outcome; }

bool StoredJudge::differs(std::size_t i) {
  const FrameIndexRow& row = chosen_[i]->row;
  const Outcome& now = after_.outcomes[i];
  const ByteView type = now.record_type ? name(*now.record_type) : ByteView();
  if (now.clean != row.is_clean || now.service != row.service || type != row.record_type ||
      now.event_id != row.event_id || now.event_time != row.event_time) {
    return true;
  }
  return now.clean ? rows_differ(i) : violations_differ(i);
}

bool StoredJudge::violations_differ(std::size_t i) const {
  const StoredFrame& frame = *chosen_[i];
  const Outcome& now = after_.outcomes[i];
  if (frame.violation_count != now.violation_count || frame.violations.size() != now.violations.count)
    return true;
  const Plan* before = now.record_type ? contracts_before_.find(now.service, *now.record_type) : nullptr;
  if ((before == nullptr) != (now.plan == nullptr)) return true;
  for (std::uint32_t k = 0; k < now.violations.count; ++k) {
    const Violation& violation = after_.violations[now.violations.first + k];
    const StoredViolation& stored = frame.violations[k];
    const bool was_masked = before != nullptr && before->masks(violation.pointer);
    // Where its rule stands in the contract's text, by line and word, is no part of a verdict.
    if (name(violation.code) != stored.code || to_utf8_lossy(violation.pointer) != stored.pointer ||
        violation.rule != stored.rule || to_utf8_lossy(violation.expected) != stored.expected ||
        violation.actual != stored.actual || to_utf8_lossy(violation.message) != stored.message ||
        violation.masked != was_masked) {
      return true;
    }
  }
  return false;
}

bool StoredJudge::rows_differ(std::size_t i) {
  const Outcome &was = before_.outcomes[i], &now = after_.outcomes[i];
  if (!was.clean || was.plan == nullptr || now.plan == nullptr) return true;
  const auto [columns, added] = same_columns_.try_emplace({was.plan, now.plan});
  if (added) columns->second = same_columns(*was.plan, *now.plan);
  if (!columns->second || was.slots.count != now.slots.count || was.rescued != now.rescued ||
      was.warning_count != now.warning_count || was.warnings.count != now.warnings.count) {
    return true;
  }
  for (std::uint32_t k = 0; k < now.slots.count; ++k) {
    if (!same_slot(before_.slots[was.slots.first + k], after_.slots[now.slots.first + k])) return true;
  }
  for (std::uint32_t k = 0; k < now.warnings.count; ++k) {
    const Violation &left = before_.violations[was.warnings.first + k],
                    &right = after_.violations[now.warnings.first + k];
    if (!same_violation(left, right) || left.masked != right.masked) return true;
  }
  return false;
}

JudgedLine StoredJudge::line(std::size_t i) const {
  const IndexEntry& entry = routed_.index[i];
  const OutputLines& output = routed_.outputs[entry.output];
  const Outcome& outcome = after_.outcomes[i];
  JudgedLine line;
  line.folder = output.folder;
  line.text = ByteView(output.bytes).substr(entry.output_offset);
  line.text = line.text.substr(0, line.text.find('\n') + 1);
  const std::size_t begin = i == 0 ? 0 : log_ends_[i - 1];
  line.log = ByteView(routed_.log).substr(begin, log_ends_[i] - begin);
  line.row = FrameIndexRow::of(after_, entry, label_);
  line.codes = joined_codes(after_.violations, outcome.violations);
  // The bytes may be those of a line whose line breaks became spaces: the index keeps the original's hash.
  line.row.hash = chosen_[i]->row.hash;
  if (!line.row.line_hash && outcome.hash != line.row.hash) line.row.line_hash = outcome.hash;
  return line;
}

}  // namespace headgate
