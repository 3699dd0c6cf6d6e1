// SPDX-License-Identifier: Apache-2.0
#include "cut/cutter.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"

namespace headgate {

namespace {

constexpr std::size_t kAll = ~std::size_t{0};
constexpr std::size_t kSpanBytesPlain = 64 * 1024;
constexpr ByteView kByteOrderMark = "\xef\xbb\xbf";

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Gives the names by which an object shows that it may be a wrapper.
std::vector<std::string> first_names(const Explode& explode) {
  std::vector<std::string> names;
  for (const auto& level : explode) names.push_back(level.front());
  return names;
}

}  // namespace

Cutter::Cutter(Options options)
    : options_(std::move(options)),
      resync_({options_.event_bytes_max, options_.resume_keys, first_names(options_.explode)}) {
  for (std::size_t i = 0; i < options_.resume_keys.size(); ++i)
    for (const std::string& key : options_.resume_keys[i])
      quoted_resume_keys_.emplace_back('"' + key + '"', 1U << i);
}

void Cutter::begin() {
  counts_ = {};
  counts_taken_ = {};
  carry_.clear();
  base_ = 0;
  ended_ = false;
  grows_ = false;
  taken_ = 0;
  full_ = false;
  line_start_ = true;
  place_ = Place::Top;
  array_disordered_ = false;
  doubtful_ = false;
  resynchronising_ = false;
  has_array_ = false;
  groups_of_all_.reset();
  one_a_line_ = true;
  span_bytes_ = kAll;
  wrappers_.clear();
  in_tail_ = false;
  wrappers_unknown_ = false;
}

Status Cutter::cut(ObjectReader& reader, Window& window) {
  window.bytes.clear();
  window.bytes.append(carry_);
  window.marks.clear();
  window.pieces.clear();
  window.base = base_;
  window.separator_bytes = 0;
  list_wrappers(window);
  window.vouched = true;
  window.last = false;
  at_ = resynchronising_ ? carry_.size() : 0;
  marked_ = false;

  // A value that is longer than what is there asks for more: each time as much again, so that reading and
  // marking it anew stays linear.
  std::size_t more_bytes = std::max(options_.window_bytes, carry_.size());
  bool enough = std::exchange(full_, false);
  for (;;) {
    if (!std::exchange(enough, false)) TRY_OK(fill(reader, window, more_bytes));
    more_bytes = std::max(options_.window_bytes, window.bytes.size());
    if (base_ == 0 && at_ == 0) {
      if (window.bytes.view().starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
      if (!ended_ && kByteOrderMark.starts_with(window.bytes.view())) continue;
    }
    marked_ = false;
    while (resynchronising_ || cut_values(window)) {
      if (resynchronising_) resynchronise(window);
      if (resynchronising_) break;
    }
    if (is_over() && !full_) finish_object(window);
    const std::size_t tiled = resynchronising_ ? drop_begin_ - base_ : at_;
    if ((tiled == 0 || holds_window(window)) && !ended_) continue;
    window.end = static_cast<std::uint32_t>(tiled);
    break;
  }

  std::uint64_t piece_bytes = 0;
  for (const Piece& piece : window.pieces) piece_bytes += piece.length;
  window.separator_bytes = window.end - piece_bytes;
  counts_.separator_bytes += window.separator_bytes;
  if (base_ < taken_) take_off_taken(window);
  window.last = ended_ && !full_;
  HEADGATE_ASSERT(!window.last || grows_ || window.end == window.bytes.size());
  line_start_ = line_starts(window.bytes.view().substr(0, window.end));
  carry_.assign(window.bytes.view().substr(window.end));
  base_ += window.end;
  return {};
}

/// Reads `bytes` more bytes, fewer only at the end of the object: how the reader hands them out does not
/// show.
Status Cutter::fill(ObjectReader& reader, Window& window, std::size_t bytes) {
  const std::size_t target = window.bytes.size() + bytes;
  window.bytes.reserve(target);
  while (!ended_ && window.bytes.size() < target) {
    const std::size_t filled = window.bytes.size();
    TRY(const std::size_t n, reader.read(window.bytes.data() + filled, target - filled));
    window.bytes.resize(filled + n);
    ended_ = n == 0;
  }
  return {};
}

void Cutter::mark(Window& window) {
  const std::size_t size = window.bytes.size();
  const std::size_t end = span_bytes_ < size - at_ ? at_ + span_bytes_ : size;
  window.vouched &= marker_.mark(window.bytes, at_, end);
  mark_ = 0;
  marked_ = true;
}

/// Cuts values until the window or the order ends; gives true where damage asks for a resync.
bool Cutter::cut_values(Window& window) {
  for (;;) {
    if (window.pieces.size() + window.wrappers.size() - window.wrappers_begun >= kPiecesMax &&
        !holds_window(window)) {
      full_ = true;
      return false;
    }
    if (!marked_) mark(window);
    const auto& marks = marker_.marks();
    while (marks[mark_] < at_ && marks[mark_] != marks.back()) ++mark_;
    const bool all = marks.back() == window.bytes.size();
    if (at_ > marks.back()) {  // A lone scalar reached farther than the marks.
      marked_ = false;
      continue;
    }
    if (marks[mark_] == marks.back()) {  // Nothing but blanks up to here.
      at_ = marks.back();
      if (all) return false;
      span_bytes_ = span_bytes_ * 4 > kSpanBytesPlain ? kAll : span_bytes_ * 4;
      marked_ = false;
      continue;
    }
    at_ = marks[mark_];
    if (in_tail_ ? cut_tail(window) : cut_value(window)) continue;
    if (resynchronising_) return true;
    if (all) return false;
    span_bytes_ = span_bytes_ * 4 > kSpanBytesPlain ? kAll : span_bytes_ * 4;
    marked_ = false;
  }
}

/// Cuts what begins at `at_`; false where it is incomplete or damaged, then `at_` stays.
bool Cutter::cut_value(Window& window) {
  const ByteView bytes = window.bytes.view();
  const char c = bytes[at_];
  const bool container = c == '{' || (c == '[' && place_ != Place::Top);
  if (!container) {
    if (c == '[' || c == ']' || c == ',' || c == '}' || c == ':') return cut_separator(window, c);
    return cut_scalar(window);
  }
  const Walk walked = walk(bytes);
  const std::size_t stopped = marker_.marks()[walked_];
  const std::size_t end = walked == Walk::Whole ? stopped + 1 : stopped;
  const bool is_too_large = end - at_ > options_.event_bytes_max;
  const bool is_torn = walked == Walk::Incomplete && is_over() && stopped == bytes.size();
  if ((walked != Walk::Incomplete || is_too_large || is_torn) &&
      open_wrapper(window, is_too_large ? Walk::Incomplete : walked, end)) {
    return true;
  }
  if (is_too_large) {
    damage(window, DropReason::TooLarge, options_.event_bytes_max, options_.event_bytes_max);
    return false;
  }
  if (walked == Walk::Broken) {
    damage(window, DropReason::BrokenStructure, stopped - at_, stopped - at_);
    return false;
  }
  if (walked == Walk::Incomplete) {
    if (is_torn) damage(window, DropReason::Truncated, stopped - at_, stopped - at_);
    return false;
  }
  Piece piece;
  piece.offset = static_cast<std::uint32_t>(at_);
  piece.length = static_cast<std::uint32_t>(end - at_);
  piece.mark_first = static_cast<std::uint32_t>(window.marks.size());
  piece.mark_count = static_cast<std::uint32_t>(walked_ + 1 - mark_);
  const auto first = marker_.marks().begin() + static_cast<std::ptrdiff_t>(mark_);
  window.marks.insert(window.marks.end(), first, first + piece.mark_count);
  note_event(bytes);
  before_element(window);
  piece.recovered = is_doubtful();
  if (!piece.recovered && wrappers_.empty()) wrappers_unknown_ = false;
  piece.wrapper = wrapper_of_next();
  window.pieces.push_back(piece);
  ++counts_.frames;
  counts_.frame_bytes += piece.length;
  mark_ = walked_ + 1;
  at_ = end;
  return true;
}

/// Cuts a lone string, number or literal. It has to end in a blank, the end, or in an array in what may stand
/// there: a quote that damage put between two events must not swallow the beginning of the second.
bool Cutter::cut_scalar(Window& window) {
  const ByteView bytes = window.bytes.view();
  std::size_t end = at_ + 1;
  bool ends = false, too_large = false;
  if (in_whole_wrapper()) {
    // Its structure is known: whatever stands here is one value, and ends before the next mark.
    const auto& marks = marker_.marks();
    if (marks[mark_ + 1] == marks.back() && marks.back() != bytes.size()) return false;
    const std::size_t last = bytes.find_last_not_of(" \t\r\n", marks[mark_ + 1] - 1);
    before_element(window);
    add_frame(window, at_, last + 1, is_doubtful());
    at_ = last + 1;
    return true;
  }
  if (bytes[at_] == '"') {
    // No byte behind event_bytes_max is looked at: it may not be there yet.
    const ByteView text = bytes.substr(0, std::min(bytes.size(), at_ + options_.event_bytes_max));
    for (; end < text.size() && text[end] != '"'; ++end) {
      if (static_cast<unsigned char>(text[end]) < 0x20) {
        damage(window, DropReason::NotJson, end - at_, end - at_);
        return false;
      }
      end += text[end] == '\\';
    }
    if (end < text.size()) {
      ++end;
      ends = end < bytes.size() || is_over();
    } else {
      too_large = text.size() - at_ == options_.event_bytes_max;
    }
  } else {
    while (end < bytes.size() && end - at_ <= options_.event_bytes_max && !is_blank(bytes[end]) &&
           ByteView(",[]{}:\"").find(bytes[end]) == ByteView::npos) {
      ++end;
    }
    too_large = end - at_ > options_.event_bytes_max;
    ends = end < bytes.size() || is_over();
  }
  if (too_large) {
    damage(window, DropReason::TooLarge, options_.event_bytes_max, options_.event_bytes_max);
    return false;
  }
  if (!ends) {
    if (is_over()) damage(window, DropReason::Truncated, bytes.size() - at_, bytes.size() - at_);
    // The whole rest of the window is there already: only more bytes can tell.
    if (!resynchronising_) span_bytes_ = kAll;
    return false;
  }
  const bool delimited = end == bytes.size() || is_blank(bytes[end]) ||
                         (place_ != Place::Top && (bytes[end] == ',' || bytes[end] == ']'));
  const ByteView text = bytes.substr(at_, end - at_);
  const bool value = text[0] == '"' || text == "true" || text == "false" || text == "null" ||
                     is_digit(text[text[0] == '-' && text.size() > 1]);
  if (!delimited || !value) {
    damage(window, DropReason::NotJson, 0, end - at_);
    return false;
  }
  before_element(window);
  add_frame(window, at_, end, is_doubtful());
  at_ = end;
  return true;
}

bool Cutter::cut_separator(Window& window, char c) {
  if (c == '}' || c == ':') {
    damage(window, DropReason::NotJson, 0, 0);
    return false;
  }
  if (c == '[') {
    place_ = Place::FirstElement;
    array_disordered_ = false;
    has_array_ = true;
  } else {
    const bool fits = c == ',' ? place_ == Place::BehindElement
                               : place_ == Place::BehindElement || place_ == Place::FirstElement;
    if (!fits) add_drop(window, DropReason::StraySeparator, at_, at_ + 1, 0);
    if (c == ']') {
      place_ = Place::Top;
      in_tail_ = !wrappers_.empty();
    }
    if (c == ']' || !fits) doubtful_ = !fits;
    if (c == ',' && place_ == Place::BehindElement) place_ = Place::Element;
  }
  ++at_;
  return true;
}

/// Moves the place in a top-level array past an element, and reports once that commas are missing in it.
void Cutter::before_element(Window& window) {
  if (place_ == Place::Top) return;
  // Two elements without a comma: perhaps the first array was torn there.
  if (place_ == Place::BehindElement && !wrappers_.empty()) wrappers_unknown_ = true;
  if (place_ == Place::BehindElement && !array_disordered_) {
    add_drop(window, DropReason::MissingComma, at_, at_, 0);
    array_disordered_ = true;
    doubtful_ = true;
  }
  place_ = Place::BehindElement;
}

/// Says whether the frame that begins here may be the inside of a broken value. One that follows another at
/// the top with nothing in between is not: no value has two values in it side by side.
bool Cutter::is_doubtful() {
  const bool doubtful = doubtful_;
  if (place_ == Place::Top) doubtful_ = false;
  return doubtful;
}

/// Says whether a line starts behind `bytes`, the first ones of the window: nothing but blanks since a line
/// break or the beginning of the object.
bool Cutter::line_starts(ByteView bytes) const {
  const std::size_t text = bytes.find_last_not_of(" \t\r");
  if (text == ByteView::npos) return line_start_;
  return bytes[text] == '\n' || (base_ == 0 && text == 2 && bytes.starts_with(kByteOrderMark));
}

void Cutter::finish_object(Window& window) {
  if (place_ == Place::Top && wrappers_.empty()) return;
  wrappers_.clear();
  in_tail_ = false;
  add_drop(window, DropReason::UnclosedArray, window.bytes.size(), window.bytes.size(), 0);
  place_ = Place::Top;
}

void Cutter::add_frame(Window& window, std::size_t begin, std::size_t end, bool recovered) {
  Piece& piece = window.pieces.emplace_back();
  piece.recovered = recovered;
  piece.wrapper = wrapper_of_next();
  piece.offset = static_cast<std::uint32_t>(begin);
  piece.length = static_cast<std::uint32_t>(end - begin);
  piece.mark_first = static_cast<std::uint32_t>(window.marks.size());
  append_marks(window.bytes.view().substr(begin, end - begin), piece.offset, window.marks);
  piece.mark_count = static_cast<std::uint32_t>(window.marks.size()) - piece.mark_first;
  ++counts_.frames;
  counts_.frame_bytes += piece.length;
}

void Cutter::add_drop(Window& window, DropReason reason, std::size_t begin, std::size_t end,
                      std::size_t fault) {
  Piece& piece = window.pieces.emplace_back();
  piece.kind = Piece::Kind::Dropped;
  piece.reason = reason;
  piece.offset = static_cast<std::uint32_t>(begin);
  piece.length = static_cast<std::uint32_t>(end - begin);
  piece.fault = static_cast<std::uint32_t>(fault);
  ++counts_.dropped_ranges;
  counts_.dropped_bytes += piece.length;
}

}  // namespace headgate
