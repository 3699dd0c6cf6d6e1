// SPDX-License-Identifier: Apache-2.0
// What the cutter does between damage and the next event.
#include <algorithm>

#include "base/assert.h"
#include "cut/cutter.h"

namespace headgate {

namespace {

constexpr std::size_t kSpanBytesMin = 256;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// Says whether `bytes` are blanks with at most one comma among them.
bool is_separator(ByteView bytes) {
  const auto others = std::count_if(bytes.begin(), bytes.end(), [](char c) { return !is_blank(c); });
  return others == 0 || (others == 1 && bytes.find(',') != ByteView::npos);
}

}  // namespace

/// Notes of a whole value, before it is a piece, what a search after damage goes by.
void Cutter::note_event(ByteView bytes) {
  if ((groups_ & 1) != 0) groups_of_all_ = groups_of_all_.value_or(groups_) & groups_;
  if (one_a_line_ && place_ == Place::Top) one_a_line_ = line_starts(bytes.substr(0, at_));
}

/// Begins a dropped range at `at_`. The first `read_bytes` of it were read before the damage showed.
void Cutter::damage(Window& window, DropReason reason, std::size_t fault, std::size_t read_bytes) {
  resynchronising_ = true;
  drop_begin_ = base_ + at_;
  drop_reason_ = reason;
  drop_fault_ = drop_begin_ + fault;
  const std::uint64_t stop_from = drop_begin_ + read_bytes;
  const bool begins_line = line_starts(window.bytes.view().substr(0, at_));
  // The value that failed cannot be what comes next; anything else that stands there may be.
  const bool in_object = window.bytes.view()[at_] == '{';
  if (in_object) ++at_;
  resync_.start({.at = base_ + at_,
                 .line_start = line_starts(window.bytes.view().substr(0, at_)),
                 .groups = 1 | groups_of_all_.value_or(0),
                 .in_object = in_object,
                 .in_array = has_array_,
                 .ends_with_line = in_object && begins_line && one_a_line_,
                 .ends_with_object = in_object && begins_line && one_a_line_ && counts_.frames != 0},
                stop_from);
}

/// Lets the resync read on from `at_`, and turns what it has settled into pieces.
void Cutter::resynchronise(Window& window) {
  HEADGATE_ASSERT(resynchronising_);
  if (!marked_) window.vouched = false;
  at_ += resync_.feed(window.bytes.view().substr(at_));
  const bool over = is_over() && !resync_.stopped() && at_ == window.bytes.size();
  if (over) resync_.finish();
  for (const Resync::Found& found : resync_.take()) {
    if (cut_found(window, found)) return;
    drop_until(window, found.begin - base_);
    add_frame(window, found.begin - base_, found.end - base_, true);
    drop_begin_ = found.end;
    drop_fault_ = found.end;
    drop_reason_ = DropReason::NotJson;
  }
  if (!resync_.stopped() && !over) {
    // A long dropped range is cut so that it fits a record: at places that the bytes alone decide.
    while (resync_.settled() >= drop_begin_ + options_.event_bytes_max) {
      drop_until(window, drop_begin_ + options_.event_bytes_max - base_);
    }
    return;
  }
  if (over) drop_until(window, window.bytes.size());
  resynchronising_ = false;
  // Mostly the damage left the quotes even. Then the marks ahead hold, and much damage stays cheap.
  if (marked_ && !resync_.is_outside()) {
    marked_ = false;
    span_bytes_ = kSpanBytesMin;
  }
  doubtful_ = place_ != Place::Top;
  for (OpenWrapper& open : wrappers_) open.is_doubtful |= open.place != Place::Top;
  if (place_ != Place::Top) {
    place_ = Place::BehindElement;
    array_disordered_ = true;
  }
}

/// Drops the bytes up to `end`, but for what only separates one recovered event from the next.
void Cutter::drop_until(Window& window, std::size_t end) {
  std::size_t begin = drop_begin_ - base_;
  const ByteView dropped = window.bytes.view().substr(begin, end - begin);
  if (!options_.explode.empty())
    wrappers_unknown_ |= wrappers_.empty() ? may_hold_wrapper(dropped) : may_hide_wrapper(dropped);
  while (begin < end) {
    const std::size_t piece_end = std::min(end, begin + options_.event_bytes_max);
    if (!is_separator(window.bytes.view().substr(begin, piece_end - begin))) {
      const std::uint64_t fault = std::max(drop_fault_, base_ + begin) - (base_ + begin);
      add_drop(window, drop_reason_, begin, piece_end, std::min<std::uint64_t>(fault, piece_end - begin));
    }
    begin = piece_end;
  }
  drop_begin_ = base_ + end;
}

}  // namespace headgate
