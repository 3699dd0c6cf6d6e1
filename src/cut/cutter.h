// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "cut/marks.h"
#include "cut/resync.h"
#include "cut/window.h"
#include "read/object_reader.h"

namespace headgate {

/// Counts what was cut of one object: one side of the books.
struct CutCounts {
  std::uint64_t frames = 0, frame_bytes = 0, separator_bytes = 0, dropped_ranges = 0, dropped_bytes = 0;
};

/// Cuts an object into frames, dropped ranges and separators, window by window.
///
/// Values stand back to back, a line each, or as the elements of a top-level array, mixed freely: what is no
/// value there is blanks, the brackets and commas of such an array, or a byte order mark in front. A frame
/// ends where its brackets say so and its commas, colons and keys are in their places; whether its strings
/// and numbers are JSON is for the parser. Where they are not in their places the end of the value is not
/// known: its bytes become a dropped range, and Resync finds the next event. What it found is marked as
/// recovered, and so is what the plain framing finds where it may be the inside of a broken value: behind a
/// comma or a bracket that belongs nowhere, and up to the end of an array that was damaged.
///
/// The frames depend on the bytes and `event_bytes_max` alone, not on `window_bytes` or on how a reader hands
/// out the bytes. Memory: two windows, or twice event_bytes_max while there is damage. One thread at a time.
class Cutter {
 public:
  struct Options {
    std::size_t window_bytes = 1 << 20;
    std::size_t event_bytes_max = 16 << 20;
    /// Groups of keys that tell an event from the inside of one when the framing was lost. A key of the first
    /// is asked for always, one of each other where all events of the object had it so far.
    std::vector<std::vector<std::string>> resume_keys = {{"detail"}};
  };

  explicit Cutter(Options options);

  /// Starts with a new object.
  void begin();

  /// Cuts the next window into `window`, whose buffers are reused; `window.last` says that the object is
  /// over. Fails as the reader does, and then only begin() goes on. REQUIRES: begin() was called for this
  /// object, and it is not over.
  Status cut(ObjectReader& reader, Window& window);

  [[nodiscard]] const CutCounts& counts() const { return counts_; }

 private:
  enum class Place : std::uint8_t { Top, FirstElement, Element, BehindElement };
  enum class Walk : std::uint8_t { Whole, Incomplete, Broken };

  Status fill(ObjectReader& reader, Window& window, std::size_t bytes);
  bool cut_values(Window& window);
  bool cut_value(Window& window);
  bool cut_scalar(Window& window);
  bool cut_separator(Window& window, char c);
  void before_element(Window& window);
  bool is_doubtful();
  [[nodiscard]] bool line_starts(ByteView bytes) const;
  Walk walk(ByteView bytes);
  [[nodiscard]] std::uint32_t groups_of_key(ByteView bytes, std::size_t at) const;
  void note_event(ByteView bytes);
  void mark(Window& window);
  void resynchronise(Window& window);
  void damage(Window& window, DropReason reason, std::size_t fault, std::size_t read_bytes);
  void drop_until(Window& window, std::size_t end);
  void finish_object(Window& window);
  void add_frame(Window& window, std::size_t begin, std::size_t end, bool recovered);
  void add_drop(Window& window, DropReason reason, std::size_t begin, std::size_t end, std::size_t fault);

  Options options_;
  Marker marker_;
  Resync resync_;
  CutCounts counts_;

  std::string carry_;       ///< Bytes read and not yet tiled: the next window begins with them.
  std::uint64_t base_ = 0;  ///< The object's offset of the window's first byte.
  bool full_ = false;   ///< The window took as many pieces as it may; bytes that are there wait in the carry.
  bool ended_ = false;  ///< The reader has no more.
  bool line_start_ = true;  ///< Nothing but blanks stands between the last line break and base_.

  std::size_t at_ = 0;      ///< In the window: everything before is tiled, or dropped by the resync.
  std::size_t mark_ = 0;    ///< The first of the marker's marks that is >= at_.
  std::size_t walked_ = 0;  ///< Where the last walk stopped: a place in the marks.
  std::size_t span_bytes_ =
      0;  ///< How far to mark ahead; small behind damage, so that much damage stays cheap.
  bool marked_ = false;

  Place place_ = Place::Top;
  bool has_array_ = false;         ///< The object has a top-level array, or had one.
  bool array_disordered_ = false;  ///< One missing comma of this array was reported; more say nothing new.

  bool doubtful_ = false;  ///< What comes next may be the inside of a broken value.

  bool resynchronising_ = false;
  std::uint64_t drop_begin_ = 0;  ///< Object offsets while resynchronising.
  std::uint64_t drop_fault_ = 0;
  DropReason drop_reason_ = DropReason::NotJson;

  std::vector<bool> objects_;  ///< The open containers of a walk: true for an object.
  /// The resume keys in quotes, each with the bit of its group.
  std::vector<std::pair<std::string, std::uint32_t>> quoted_resume_keys_;
  std::uint32_t groups_ = 0;  ///< Whose keys stood at the top level of the value that was walked last.
  std::optional<std::uint32_t> groups_of_all_;  ///< Whose keys all events of the object had so far.
  bool one_a_line_ = true;                      ///< No line held two values so far.
};

}  // namespace headgate
