// SPDX-License-Identifier: Apache-2.0
// What the cutter does with an object of which a part was taken before.
#include <algorithm>

#include "cut/cutter.h"

namespace headgate {

void Cutter::begin_growing(std::uint64_t taken) {
  begin();
  grows_ = true;
  taken_ = taken;
}

/// Takes off a window what was taken before. What follows from it stays known.
void Cutter::take_off_taken(Window& window) {
  const std::uint64_t before = std::min<std::uint64_t>(taken_ - base_, window.end);
  const auto first = std::find_if(window.pieces.begin(), window.pieces.end(),
                                  [&](const Piece& piece) { return piece.offset >= before; });
  std::uint64_t piece_bytes = 0;
  for (auto piece = window.pieces.begin(); piece != first; ++piece) {
    const bool is_frame = piece->kind == Piece::Kind::Frame;
    ++(is_frame ? counts_taken_.frames : counts_taken_.dropped_ranges);
    (is_frame ? counts_taken_.frame_bytes : counts_taken_.dropped_bytes) += piece->length;
    piece_bytes += piece->length;
  }
  counts_taken_.separator_bytes += before - piece_bytes;
  window.separator_bytes -= before - piece_bytes;
  window.pieces.erase(window.pieces.begin(), first);
  take_off_wrappers(window);
}

/// Takes back what was cut of a wrapper whose end may still come, and gives where that begins in the window.
std::size_t Cutter::leave_held(Window& window) {
  const auto held = std::find_if(wrappers_.begin(), wrappers_.end(), [&](const OpenWrapper& open) {
    return static_cast<std::size_t>(open.at) >= window.wrappers_begun &&
           may_complete(open, base_ + window.bytes.size());
  });
  const std::size_t begin = held->wrapper->offset - base_;
  while (!window.pieces.empty() && window.pieces.back().offset >= begin) {
    const Piece& piece = window.pieces.back();
    const bool is_frame = piece.kind == Piece::Kind::Frame;
    --(is_frame ? counts_.frames : counts_.dropped_ranges);
    (is_frame ? counts_.frame_bytes : counts_.dropped_bytes) -= piece.length;
    window.pieces.pop_back();
  }
  const auto first = static_cast<std::size_t>(held->at);
  counts_.wrappers -= window.wrappers.size() - first;
  window.wrappers.resize(first);
  wrappers_.erase(held, wrappers_.end());
  return begin;
}

}  // namespace headgate
