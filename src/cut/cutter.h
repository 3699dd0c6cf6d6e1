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
#include "cut/wrapper.h"
#include "read/object_reader.h"

namespace headgate {

/// Counts what was cut of one object: one side of the books.
struct CutCounts {
  std::uint64_t frames = 0, frame_bytes = 0, separator_bytes = 0, dropped_ranges = 0, dropped_bytes = 0;
  std::uint64_t wrappers = 0;  ///< Whole ones, heads and tails; their own bytes are separators.

  CutCounts operator-(const CutCounts& other) const {
    return {frames - other.frames,
            frame_bytes - other.frame_bytes,
            separator_bytes - other.separator_bytes,
            dropped_ranges - other.dropped_ranges,
            dropped_bytes - other.dropped_bytes,
            wrappers - other.wrappers};
  }
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
/// What `explode` leads to is no frame but a wrapper: the elements of its array are cut as those of a
/// top-level array, each with the wrapper that it lies in, and its own bytes are separators, of which the
/// window keeps a copy. One that is longer than event_bytes_max, or torn, is cut as it comes.
///
/// The frames depend on the bytes, `event_bytes_max` and `explode` alone, not on `window_bytes` or on how a
/// reader hands out the bytes. Memory: two windows, or twice event_bytes_max while there is damage. One
/// thread at a time.
class Cutter {
 public:
  struct Options {
    std::size_t window_bytes = 1 << 20;
    std::size_t event_bytes_max = 16 << 20;
    /// Groups of keys that tell an event from the inside of one when the framing was lost. A key of the first
    /// is asked for always, one of each other where all events of the object had it so far.
    std::vector<std::vector<std::string>> resume_keys = {{"detail"}};
    Explode explode = {};
  };

  explicit Cutter(Options options);

  /// Starts with a new object.
  void begin();
  /// Starts with an object that grows, of which the bytes before `taken` were taken: they are cut again, for
  /// what follows from them, and give no pieces. What more bytes could still change at its end is left: the
  /// pieces are the first of those that the object has with more bytes behind, whatever they are. REQUIRES
  /// that no piece goes across `taken`.
  void begin_growing(std::uint64_t taken);

  /// Cuts the next window into `window`, whose buffers are reused; `window.last` says that the object is
  /// over, which is all tiled then, but for what is left() of one that grows. Fails as the reader does, and
  /// then only begin() goes on. REQUIRES: begin() was called for this object, and it is not over.
  Status cut(ObjectReader& reader, Window& window);

  [[nodiscard]] CutCounts counts() const { return counts_ - counts_taken_; }
  /// Counts the bytes that were read and are not tiled yet.
  [[nodiscard]] std::uint64_t left() const { return carry_.size(); }

 private:
  /// A window of nothing but tiny pieces would cost a thousand times its bytes in outcomes and records.
  static constexpr std::size_t kPiecesMax = 16 * 1024;

  enum class Place : std::uint8_t { Top, FirstElement, Element, BehindElement };
  enum class Walk : std::uint8_t { Whole, Incomplete, Broken };
  enum class Want : std::uint8_t { KeyOrEnd, Key, Colon, Value, ValueOrEnd, CommaOrEnd };
  struct OpenWrapper {
    std::shared_ptr<Wrapper> wrapper;
    Place place;                      ///< Where it stands.
    bool is_doubtful;                 ///< What comes behind it may be the inside of a broken value.
    std::int32_t at;                  ///< In the window's.
    std::uint64_t pieces_before = 0;  ///< Of the object.
  };

  Status fill(ObjectReader& reader, Window& window, std::size_t bytes);
  bool cut_values(Window& window);
  bool cut_value(Window& window);
  bool cut_scalar(Window& window);
  bool cut_separator(Window& window, char c);
  void before_element(Window& window);
  bool is_doubtful();
  [[nodiscard]] bool line_starts(ByteView bytes) const;
  Walk walk(ByteView bytes, Want want = Want::Value);
  [[nodiscard]] std::uint32_t groups_of_key(ByteView bytes, std::size_t at) const;
  void note_event(ByteView bytes);
  void mark(Window& window);
  void resynchronise(Window& window);
  void damage(Window& window, DropReason reason, std::size_t fault, std::size_t read_bytes);
  void drop_until(Window& window, std::size_t end);
  void finish_object(Window& window);
  bool open_wrapper(Window& window, Walk walked, std::size_t end);
  void leave_torn_wrappers(Window& window, std::size_t last);
  void note_wrapper(Window& window, const std::shared_ptr<Wrapper>& wrapper);
  bool cut_tail(Window& window);
  bool cut_found(Window& window, const Resync::Found& found);
  [[nodiscard]] bool may_hide_wrapper(ByteView bytes) const;
  [[nodiscard]] bool may_hold_wrapper(ByteView bytes) const;
  [[nodiscard]] std::int32_t wrapper_of_next() const;
  [[nodiscard]] bool in_whole_wrapper() const {
    return !wrappers_.empty() && wrappers_.back().wrapper->part == Wrapper::Part::Whole;
  }
  void close_wrapper();
  bool complete_wrapper(const Window& window, ByteView tail, std::size_t end);
  [[nodiscard]] bool may_complete(const OpenWrapper& open, std::uint64_t end) const;
  [[nodiscard]] bool holds_window(const Window& window) const;
  void add_frame(Window& window, std::size_t begin, std::size_t end, bool recovered);
  void add_drop(Window& window, DropReason reason, std::size_t begin, std::size_t end, std::size_t fault);
  void take_off_taken(Window& window);
  void take_off_wrappers(Window& window);
  void list_wrappers(Window& window);
  [[nodiscard]] std::uint64_t pieces_so_far() const { return counts_.frames + counts_.dropped_ranges; }
  /// Says whether the bytes that were read are all that there will ever be.
  [[nodiscard]] bool is_over() const { return ended_ && !grows_; }

  Options options_;
  Marker marker_;
  Resync resync_;
  CutCounts counts_;
  CutCounts counts_taken_;  ///< What of it lies before `taken_`.

  std::string carry_;       ///< Bytes read and not yet tiled: the next window begins with them.
  std::uint64_t base_ = 0;  ///< The object's offset of the window's first byte.
  bool full_ = false;   ///< The window took as many pieces as it may; bytes that are there wait in the carry.
  bool ended_ = false;  ///< The reader has no more.
  bool grows_ = false;
  std::uint64_t taken_ = 0;  ///< Of an object that grows.
  bool line_start_ = true;   ///< Nothing but blanks stands between the last line break and base_.

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

  std::vector<OpenWrapper> wrappers_;  ///< Those that at_ stands in, outer ones first.
  bool in_tail_ = false;               ///< at_ stands behind the array of the innermost one.
  bool wrappers_unknown_ = false;      ///< Behind damage that may have hidden the beginning of another one.
};

}  // namespace headgate
