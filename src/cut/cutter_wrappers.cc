// SPDX-License-Identifier: Apache-2.0
// What the cutter does with objects whose elements are the events.
#include <algorithm>
#include <utility>

#include "base/json.h"
#include "cut/cutter.h"

namespace headgate {

namespace {

constexpr std::size_t kSpanBytesMin = 256;

/// Opens objects up to an array, and closes that: `{"a":{"b":[]`.
std::string before_tail(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += '{';
    append_json_string(text, name);
    text += ':';
  }
  return text + "[]";
}

/// Names the wrappers that hold the array of a level.
WrapperPlace place_of(const Explode& explode, std::size_t level) {
  std::vector<std::string> way;
  for (std::size_t i = 0; i < level; ++i) {
    way.insert(way.end(), explode[i].begin(), explode[i].end());
    way.emplace_back("*");
  }
  return wrapper_place(std::move(way));
}

}  // namespace

/// Opens what begins at `at_` and was walked up to `end`, if it is a wrapper of the next level, and goes on
/// in its array. False where no array stands there, or its own bytes are no JSON: then it is a value like
/// others.
bool Cutter::open_wrapper(Window& window, Walk walked, std::size_t end) {
  const ByteView bytes = window.bytes.view();
  if (options_.explode.empty() || bytes[at_] != '{') return false;
  // One that grows is taken in parts, and no wrapper may lie in two of them.
  if (grows_ && walked != Walk::Whole) return false;
  const std::uint32_t* marks = marker_.marks().data();
  const std::size_t last = walked == Walk::Whole ? walked_ + 1 : walked_;
  leave_torn_wrappers(window, last);
  const std::size_t level = wrappers_.size();
  if (level >= options_.explode.size()) return false;
  const auto& names = options_.explode[level];
  const std::size_t array = find_array(bytes, marks, mark_, last, names);
  if (array >= last) return false;

  const std::size_t elements = marks[array] + 1;
  std::string own(bytes.substr(at_, elements - at_));
  const std::size_t array_end = own.size();
  if (walked == Walk::Whole) {
    const std::size_t close = marks[behind_value(bytes, marks, array, last) - 1];
    own += bytes.substr(close, end - close);
  } else {
    own.append("]").append(names.size(), '}');
  }
  const auto wrapper = parse_wrapper(own);
  if (wrapper == nullptr) return false;
  wrapper->part = walked == Walk::Whole ? Wrapper::Part::Whole : Wrapper::Part::Head;
  wrapper->offset = base_ + at_;
  wrapper->length = (walked == Walk::Whole ? end : elements) - at_;
  wrapper->place = place_of(options_.explode, level);
  wrapper->array = array_end;
  wrapper->array_at = names;
  if (level != 0) wrapper->outer = wrappers_.back().wrapper;
  if (level == 0) wrappers_unknown_ = false;

  if (one_a_line_ && place_ == Place::Top) one_a_line_ = line_starts(bytes.substr(0, at_));
  before_element(window);
  wrappers_.push_back({wrapper, place_, place_ != Place::Top && doubtful_,
                       static_cast<std::int32_t>(window.wrappers.size()), pieces_so_far()});
  note_wrapper(window, wrapper);
  place_ = Place::FirstElement;
  array_disordered_ = false;
  has_array_ = true;
  at_ = elements;
  return true;
}

/// Leaves wrappers that nothing closed, where what begins here stands in the last array for want of a comma
/// or behind damage, and is a wrapper itself of a level farther out.
void Cutter::leave_torn_wrappers(Window& window, std::size_t last) {
  if (wrappers_.empty() || (place_ != Place::BehindElement && !array_disordered_)) return;
  const ByteView bytes = window.bytes.view();
  for (std::size_t level = 0; level < wrappers_.size(); ++level) {
    if (find_array(bytes, marker_.marks().data(), mark_, last, options_.explode[level]) >= last) continue;
    before_element(window);
    while (wrappers_.size() > level) close_wrapper();
    doubtful_ = true;
    return;
  }
}

void Cutter::note_wrapper(Window& window, const std::shared_ptr<Wrapper>& wrapper) {
  window.wrappers.push_back(wrapper);
  ++counts_.wrappers;
}

/// Cuts what stands behind the array of the innermost wrapper, up to the wrapper's end.
bool Cutter::cut_tail(Window& window) {
  const std::shared_ptr<Wrapper> wrapper = wrappers_.back().wrapper;
  if (wrapper->part == Wrapper::Part::Whole) {
    at_ = wrapper->offset + wrapper->length - base_;
    close_wrapper();
    return true;
  }
  const ByteView bytes = window.bytes.view();
  const auto& names = options_.explode[wrapper->place.level];
  objects_.assign(names.size(), true);
  const Walk walked = walk(bytes, Want::CommaOrEnd);
  const std::size_t stopped = marker_.marks()[walked_];
  const bool is_too_large = stopped - at_ > options_.event_bytes_max;
  if (walked == Walk::Whole && !is_too_large) {
    const std::size_t end = stopped + 1;
    const ByteView text = bytes.substr(at_, end - at_);
    if (!complete_wrapper(window, text, end) && text.find_first_not_of(" \t\r\n}") != ByteView::npos) {
      const std::string before = before_tail(names);
      const auto tail = parse_wrapper(before + std::string(text));
      if (tail == nullptr) {
        add_drop(window, DropReason::NotJson, at_, end, 0);
      } else {
        tail->part = Wrapper::Part::Tail;
        tail->offset = base_ + at_;
        tail->length = text.size();
        tail->place = wrapper->place;
        tail->array = before.size() - 1;
        tail->array_at = names;
        tail->outer = wrapper;
        note_wrapper(window, tail);
      }
    }
    at_ = end;
    close_wrapper();
    return true;
  }
  if (walked == Walk::Incomplete && !is_too_large && !(is_over() && stopped == bytes.size())) return false;
  const DropReason reason = is_too_large             ? DropReason::TooLarge
                            : walked == Walk::Broken ? DropReason::BrokenStructure
                                                     : DropReason::Truncated;
  const std::size_t fault = is_too_large ? options_.event_bytes_max : stopped - at_;
  close_wrapper();
  damage(window, reason, fault, fault);
  return false;
}

/// Says whether a wrapper that was broken may still become whole before the events in it are handed out: one
/// that ends before `end` is no longer than any other, and holds no more than a window.
bool Cutter::may_complete(const OpenWrapper& open, std::uint64_t end) const {
  return open.wrapper->part == Wrapper::Part::Head &&
         end - open.wrapper->offset <= options_.event_bytes_max &&
         pieces_so_far() - open.pieces_before <= kPiecesMax;
}

/// Says whether the window waits for the end of a wrapper that began in it.
bool Cutter::holds_window(const Window& window) const {
  return std::any_of(wrappers_.begin(), wrappers_.end(), [&](const OpenWrapper& open) {
    return static_cast<std::size_t>(open.at) >= window.wrappers_begun &&
           may_complete(open, base_ + window.bytes.size());
  });
}

/// Makes the innermost wrapper, which was broken somewhere in its array, a whole one: its tail is known now.
bool Cutter::complete_wrapper(const Window& window, ByteView tail, std::size_t end) {
  const OpenWrapper& open = wrappers_.back();
  const bool is_here = static_cast<std::size_t>(open.at) >= window.wrappers_begun;
  if (!is_here || wrappers_unknown_ || !may_complete(open, base_ + end)) return false;
  Wrapper& wrapper = *open.wrapper;
  std::string own(wrapper.own.view().substr(0, wrapper.array));
  own.append("]").append(tail);
  const auto whole = parse_wrapper(own);
  if (whole == nullptr) return false;
  wrapper.part = Wrapper::Part::Whole;
  wrapper.length = base_ + end - wrapper.offset;
  wrapper.own = std::move(whole->own);
  wrapper.tape = std::move(whole->tape);
  return true;
}

/// Lists the wrappers that are open where a window begins.
void Cutter::list_wrappers(Window& window) {
  window.wrappers.clear();
  for (OpenWrapper& open : wrappers_) {
    open.at = static_cast<std::int32_t>(window.wrappers.size());
    window.wrappers.push_back(open.wrapper);
  }
  window.wrappers_begun = window.wrappers.size();
}

/// Leaves out the wrappers of bytes that were taken: none of them goes on behind those.
void Cutter::take_off_wrappers(Window& window) {
  counts_taken_.wrappers = counts_.wrappers;
  if (base_ + window.end <= taken_) {
    window.wrappers_begun = window.wrappers.size();
    return;
  }
  const auto first = std::find_if(window.wrappers.begin(), window.wrappers.end(),
                                  [&](const auto& wrapper) { return wrapper->offset >= taken_; });
  const auto taken = static_cast<std::int32_t>(first - window.wrappers.begin());
  window.wrappers.erase(window.wrappers.begin(), first);
  window.wrappers_begun = 0;
  counts_taken_.wrappers -= window.wrappers.size();
  for (OpenWrapper& open : wrappers_) open.at -= taken;
  for (Piece& piece : window.pieces)
    if (piece.wrapper >= 0) piece.wrapper -= taken;
}

/// Leaves the innermost wrapper for what it stands in.
void Cutter::close_wrapper() {
  const OpenWrapper closed = std::move(wrappers_.back());
  wrappers_.pop_back();
  in_tail_ = false;
  place_ = closed.place == Place::Top ? Place::Top : Place::BehindElement;
  doubtful_ = closed.is_doubtful;
  if (wrappers_.empty()) wrappers_unknown_ = false;
}

/// Gives the wrapper that a frame here lies in.
std::int32_t Cutter::wrapper_of_next() const {
  if (wrappers_unknown_) return Piece::kUnknownWrapper;
  return wrappers_.empty() ? Piece::kNoWrapper : wrappers_.back().at;
}

/// Says whether what was dropped may hide that a wrapper ended or began: not where an event of the same array
/// follows behind a comma, and no more brackets close in there than open.
bool Cutter::may_hide_wrapper(ByteView bytes) const {
  const std::size_t text = bytes.find_last_not_of(" \t\r\n");
  if (text == ByteView::npos || bytes[text] != ',') return true;
  const auto count = [&](char c) { return std::count(bytes.begin(), bytes.end(), c); };
  return count('}') > count('{') || count(']') > count('[') || may_hold_wrapper(bytes);
}

/// Says whether a wrapper may begin in some bytes: a name that leads to an array stands there, or escapes
/// that may write one, or bytes are so many that one may stand across their end.
bool Cutter::may_hold_wrapper(ByteView bytes) const {
  if (bytes.size() >= options_.event_bytes_max || bytes.find("\\u") != ByteView::npos) return true;
  return std::any_of(options_.explode.begin(), options_.explode.end(),
                     [&](const auto& names) { return bytes.find(names.front()) != ByteView::npos; });
}

/// Goes on with what the search behind damage found, where that is a wrapper: from its beginning, and in its
/// place, with the wrappers around it that are known.
bool Cutter::cut_found(Window& window, const Resync::Found& found) {
  if (options_.explode.empty()) return false;
  const ByteView bytes = window.bytes.view().substr(found.begin - base_, found.end - found.begin);
  if (!may_hold_wrapper(bytes)) return false;
  std::vector<std::uint32_t> marks;
  append_marks(bytes, 0, marks);
  for (std::size_t level = 0; level <= wrappers_.size() && level < options_.explode.size(); ++level) {
    if (find_array(bytes, marks.data(), 0, marks.size(), options_.explode[level]) == marks.size()) continue;
    drop_until(window, found.begin - base_);
    while (wrappers_.size() > level) close_wrapper();
    if (place_ != Place::Top) {
      place_ = Place::BehindElement;
      array_disordered_ = true;
    }
    for (OpenWrapper& open : wrappers_) open.is_doubtful |= open.place != Place::Top;
    doubtful_ = true;
    resynchronising_ = false;
    at_ = found.begin - base_;
    marked_ = false;
    span_bytes_ = kSpanBytesMin;
    return true;
  }
  return false;
}

}  // namespace headgate
