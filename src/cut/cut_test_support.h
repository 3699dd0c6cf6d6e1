// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/json.h"
#include "cut/cutter.h"
#include "read/memory_reader.h"

// For the tests of this stage and of those behind it.
namespace headgate::cut_test {

/// One piece, with its place in the object.
struct Cut {
  bool frame = true;
  bool recovered = false;
  DropReason reason = DropReason::NotJson;
  std::uint64_t offset = 0, length = 0, fault = 0;

  bool operator==(const Cut&) const = default;
  [[nodiscard]] ByteView of(ByteView text) const { return text.substr(offset, length); }
};

inline void PrintTo(const Cut& cut, std::ostream* out) {
  *out << (cut.frame ? cut.recovered ? "recovered " : "frame " : "drop ") << cut.offset << "+" << cut.length;
  if (!cut.frame) *out << " reason " << int(cut.reason) << " fault " << cut.fault;
}

/// Cuts a whole text and checks on the way what holds for every window: pieces stand in order, between them
/// is nothing that separates no values, the marks of each frame are those of its bytes, and the books
/// balance.
inline std::vector<Cut> cut_text(ByteView text, const Cutter::Options& options,
                                 std::size_t block = ByteView::npos) {
  Cutter cutter(options);
  cutter.begin();
  MemoryReader reader(text, block);
  Window window;
  std::vector<Cut> cuts;
  std::uint64_t base = 0, separators = 0, frame_bytes = 0, dropped_bytes = 0, frames = 0, windows = 0;
  std::vector<std::uint32_t> marks;
  const auto separates = [&](std::uint64_t from, std::uint64_t to) {
    separators += to - from;
    if (from == 0 && text.starts_with("\xef\xbb\xbf")) from = std::min<std::uint64_t>(to, 3);
    return text.substr(from, to - from).find_first_not_of(" \t\r\n,[]") == ByteView::npos;
  };
  do {
    const Status status = cutter.cut(reader, window);
    EXPECT_TRUE(status.has_value());
    EXPECT_EQ(window.base, base);
    EXPECT_TRUE(window.bytes.view().substr(0, window.end) == text.substr(base, window.end));
    EXPECT_TRUE(window.end != 0 || window.last) << "a window makes no headway";
    std::uint64_t at = base;
    for (const Piece& piece : window.pieces) {
      const bool frame = piece.kind == Piece::Kind::Frame;
      const Cut cut{frame, piece.recovered, piece.reason, base + piece.offset, piece.length, piece.fault};
      EXPECT_GE(cut.offset, at);
      EXPECT_TRUE(separates(at, cut.offset)) << text.substr(at, cut.offset - at);
      at = cut.offset + cut.length;
      (frame ? frame_bytes : dropped_bytes) += cut.length;
      frames += frame;
      EXPECT_LE(cut.length, options.event_bytes_max);
      if (frame) {
        marks.clear();
        append_marks(window.bytes_of(piece), piece.offset, marks);
        EXPECT_TRUE(std::equal(marks.begin(), marks.end(), window.marks.begin() + piece.mark_first,
                               window.marks.begin() + piece.mark_first + piece.mark_count));
      } else {
        EXPECT_LE(piece.fault, piece.length);
      }
      cuts.push_back(cut);
    }
    EXPECT_LE(at, base + window.end);
    EXPECT_TRUE(separates(at, base + window.end)) << text.substr(at, base + window.end - at);
    base += window.end;
  } while (!window.last && windows++ < text.size() + 2);
  EXPECT_TRUE(window.last) << "windows without end";
  EXPECT_EQ(base, text.size());
  const CutCounts& counts = cutter.counts();
  EXPECT_EQ(counts.frames, frames);
  EXPECT_EQ(counts.frame_bytes, frame_bytes);
  EXPECT_EQ(counts.dropped_bytes, dropped_bytes);
  EXPECT_EQ(counts.dropped_ranges, cuts.size() - frames);
  EXPECT_EQ(counts.separator_bytes, separators);
  EXPECT_EQ(frame_bytes + dropped_bytes + separators, text.size());
  return cuts;
}

/// Draws from a fixed seed: the same on every machine, unlike the distributions of the library.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  /// Gives 0 to `bound` - 1.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
  bool once_in(std::size_t times) { return below(times) == 0; }
  template <class T>
  const T& one_of(const std::vector<T>& from) {
    return from[below(from.size())];
  }

 private:
  std::mt19937_64 engine_;
};

/// Makes texts that are much like JSON, seldom JSON.
inline std::string json_like(Dice& dice, std::size_t length) {
  static const std::vector<std::string> kBits = {"{",
                                                 "}",
                                                 "[",
                                                 "]",
                                                 ":",
                                                 ",",
                                                 "\"",
                                                 "\"",
                                                 "\\",
                                                 "\\\"",
                                                 " ",
                                                 "\n",
                                                 "\t",
                                                 "\r",
                                                 "1",
                                                 "-",
                                                 "e",
                                                 "true",
                                                 "null",
                                                 "\"a\":",
                                                 "{}",
                                                 "\x01",
                                                 "\x0c",
                                                 "\x1a",
                                                 "\x1f",
                                                 "\x7f",
                                                 "\x80",
                                                 "\xc3\xa9",
                                                 "\xf0\x9f\x98\x80",
                                                 "\xff",
                                                 "\xef\xbb\xbf",
                                                 "\\\\",
                                                 "\\u00e9",
                                                 "\"x\"",
                                                 "/",
                                                 std::string(1, '\0')};
  // A few bits at a time, so that long runs of one kind come up as well.
  std::vector<std::string> bits;
  for (std::size_t i = 0, n = 1 + dice.below(12); i < n; ++i) bits.push_back(dice.one_of(kBits));
  std::string text;
  while (text.size() < length) text += dice.one_of(bits);
  text.resize(length);
  return text;
}

}  // namespace headgate::cut_test
