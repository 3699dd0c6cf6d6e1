// SPDX-License-Identifier: Apache-2.0
// The column `_rescued`, by docs/formats/contract.md (Rescue): what no column shows, and what a cast lost.
#include <algorithm>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/task/expected_row.h"
#include "base/json.h"

namespace headgate::verify {

namespace {

/// Appends a token to a JSON pointer (RFC 6901).
void append_pointer_token(std::string& pointer, ByteView token) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~' || c == '/') pointer += c == '~' ? "~0" : "~1";
    else pointer += c;
  }
}

}  // namespace

/// Notes what is lost of the value at `place`, which the contract knows as `reaches`: in several ways where
/// more than one pattern fits its name, in none where it is an element that no schema describes.
void ExpectedRow::rescue_value(std::uint32_t place, std::vector<std::uint32_t> reaches) {
  const JsonNode& node = (*event_)[place];
  bool known = reaches.empty(), whole = false;
  for (const std::uint32_t at : reaches) {
    const Reach& reach = plan_->reaches[at];
    known |= reach.named || reach.shown || reach.whole;
    whole |= reach.whole;
  }
  if (node.kind == JsonKind::Object) return rescue_members(place, reaches, whole);
  if (!known) {
    if (node.kind != JsonKind::Null) lose(place);
    return;
  }
  if (node.kind != JsonKind::Array || whole) return;
  std::vector<std::uint32_t> elements;
  for (const std::uint32_t at : reaches) {
    const std::int32_t inside = plan_->reaches[at].elements;
    if (inside != kNone) elements.push_back(static_cast<std::uint32_t>(inside));
  }
  for (std::uint32_t item = place + 1; item < node.next; item = (*event_)[item].next) {
    rescue_value(item, elements);
  }
}

void ExpectedRow::rescue_members(std::uint32_t place, const std::vector<std::uint32_t>& reaches, bool whole) {
  const JsonNode& node = (*event_)[place];
  for (std::uint32_t key = place + 1; key < node.next; key = (*event_)[key + 1].next) {
    auto inside = below(reaches, event_->characters(key, room_));
    if (!inside.empty()) {
      rescue_value(key + 1, std::move(inside));
    } else if (!whole && (*event_)[key + 1].kind != JsonKind::Null) {
      lose(key + 1);
    }
  }
}

std::vector<std::uint32_t> ExpectedRow::below(const std::vector<std::uint32_t>& reaches, ByteView key) const {
  std::vector<std::uint32_t> inside;
  for (const std::uint32_t at : reaches) {
    const Reach& reach = plan_->reaches[at];
    const int named = reach.keys == kNone ? -1 : plan_->reach_keys[reach.keys].find(key);
    if (named >= 0) {
      inside.push_back(plan_->reaches_below[reach.below.first + static_cast<std::uint32_t>(named)]);
      continue;
    }
    if (reach.others != kNone) inside.push_back(static_cast<std::uint32_t>(reach.others));
    // The patterns of one schema after the other; behind each, what its other members are.
    bool fits = false;
    for (std::uint32_t i = 0; i < reach.patterns.count; ++i) {
      const auto [pattern, leads_to] = plan_->reach_patterns[reach.patterns.first + i];
      const bool enters = pattern == kNone ? !fits : plan_->schema.patterns[pattern].is_found_in(key);
      fits = pattern != kNone && (fits || enters);
      if (enters && leads_to != kNone) inside.push_back(static_cast<std::uint32_t>(leads_to));
    }
  }
  return inside;
}

void ExpectedRow::write_rescued() {
  if (lost_.empty()) return append_null(cells_);
  std::sort(lost_.begin(), lost_.end());
  std::string pointer, out = "{";
  std::size_t next = 0;
  write_inside(0, pointer, out, next);
  append_flat_text(cells_, out + "}");
}

/// Writes the lost values inside a container, each with its pointer; false where no more are to come.
bool ExpectedRow::write_inside(std::uint32_t place, std::string& pointer, std::string& out,
                               std::size_t& next) const {
  const JsonNode& node = (*event_)[place];
  const bool object = node.kind == JsonKind::Object;
  const std::size_t size = pointer.size();
  std::string room;
  std::uint32_t index = 0;
  for (std::uint32_t at = place + 1; at < node.next; ++index) {
    const std::uint32_t item = at + object;
    const std::uint32_t end = (*event_)[item].next;
    // What lies inside a value that is written, or is noted twice, is not written again.
    while (next < lost_.size() && lost_[next] < item) ++next;
    if (next == lost_.size()) return false;
    if (lost_[next] < end) {
      append_pointer_token(pointer, object ? event_->characters(at, room) : ByteView(std::to_string(index)));
      if (lost_[next] == item) {
        if (out.size() > 1) out += ',';
        append_json_string(out, pointer);
        out += ':';
        out += event_->written(item);
      } else {
        write_inside(item, pointer, out, next);
      }
      pointer.resize(size);
    }
    at = end;
  }
  return true;
}

}  // namespace headgate::verify
