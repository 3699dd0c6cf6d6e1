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

}  // namespace headgate
