// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "answers/explain/caret.h"
#include "answers/explain/explanation.h"
#include "answers/explain/parsed_event.h"
#include "base/json.h"
#include "base/screen_text.h"

namespace headgate::explain {

namespace {

/// Gives the first byte of the character that the byte at `at` belongs to; of no UTF-8, the byte itself.
std::size_t character_begin(ByteView bytes, std::size_t at) {
  for (std::size_t back = 0; back < 4 && back <= at; ++back) {
    const std::size_t begin = at - back;
    if ((static_cast<unsigned char>(bytes[begin]) & 0xc0) == 0x80) continue;
    const ByteView character = bytes.substr(begin, back + 1);
    return utf8_prefix(bytes.substr(begin, 4)) >= character.size() ? begin : at;
  }
  return at;
}

/// Gives how many bytes the character at `at` has; of no UTF-8, one.
std::size_t character_size(ByteView bytes, std::size_t at) {
  for (std::size_t size = 1; size <= 4 && at + size <= bytes.size(); ++size) {
    if (is_utf8(bytes.substr(at, size))) return size;
  }
  return 1;
}

std::string shown_character(ByteView character) {
  if (is_utf8(character)) return shown(character);
  return fmt::format("\\x{:02x}", static_cast<unsigned char>(character.front()));
}

}  // namespace

std::size_t broken_at(ByteView bytes, const StoredViolation& violation) {
  if (violation.fault_offset) return *violation.fault_offset;
  const Window window = ParsedEvent::cut(bytes);
  const bool is_dropped = !window.pieces.empty() && window.pieces.front().kind == Piece::Kind::Dropped;
  return is_dropped ? window.pieces.front().fault : 0;
}

Explanation lay_out_bytes(ByteView bytes, std::size_t fault, const StoredViolation& violation,
                          const ExplainOptions& options) {
  Explanation explanation;
  const std::string label = violation.code + ": " + shown(violation.message);
  if (bytes.empty()) {
    explanation.lines.push_back({ExplainedLine::Kind::Fold, "(no bytes: something is missing here)"});
    append_caret(explanation.lines, violation, label, {0, 1}, options.width);
    return explanation;
  }
  // The fault may be that the bytes end.
  const std::size_t at = fault < bytes.size() ? character_begin(bytes, fault) : bytes.size();
  std::size_t begin = at;
  std::string before, behind;
  while (begin > 0) {
    const std::size_t previous = character_begin(bytes, begin - 1);
    const std::string character = shown_character(bytes.substr(previous, begin - previous));
    if (display_width(character) + display_width(before) > options.width * 2 / 5) break;
    before = character + before;
    begin = previous;
  }
  if (begin > 0) before = "…" + before;
  const std::size_t column = display_width(before);
  std::size_t end = at;
  std::size_t width = column;
  while (end < bytes.size()) {
    const std::size_t size = character_size(bytes, end);
    const std::string character = shown_character(bytes.substr(end, size));
    width += display_width(character);
    if (width + 1 > options.width) break;
    behind += character;
    end += size;
  }
  if (end < bytes.size()) behind += "…";
  explanation.lines.push_back({ExplainedLine::Kind::Event, before + behind});
  append_caret(explanation.lines, violation, label, {column, 1}, options.width);
  return explanation;
}

std::vector<std::size_t> fault_offsets(ByteView bytes, const std::vector<StoredViolation>& violations,
                                       bool is_frame) {
  const auto parsed = is_frame ? ParsedEvent::read(bytes) : nullptr;
  std::vector<std::size_t> offsets;
  for (const StoredViolation& violation : violations) {
    if (parsed == nullptr) {
      offsets.push_back(broken_at(bytes, violation));
    } else if (parsed->fault) {
      offsets.push_back(parsed->fault->offset);
    } else {
      const Place place = find_place(*parsed, violation.pointer);
      const ByteView value = parsed->written(place.way.back());
      const auto begin = static_cast<std::size_t>(value.data() - parsed->tape.frame.data());
      offsets.push_back(place.found ? begin : begin + value.size() - 1);
    }
  }
  return offsets;
}

}  // namespace headgate::explain
