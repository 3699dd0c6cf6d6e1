// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "base/bytes.h"

namespace headgate {

/// Says why bytes are a dropped range: the end of a value there could not be known.
enum class DropReason : std::uint8_t {
  NotJson,          ///< No value begins here.
  BrokenStructure,  ///< A value begins, and its brackets, commas or colons break off.
  Truncated,        ///< A value begins, and the object ends inside it.
  TooLarge,         ///< A value is longer than event_bytes_max.
  StraySeparator,   ///< A comma or a bracket that belongs to no array.
  MissingComma,     ///< Two elements of a top-level array without a comma; no bytes.
  UnclosedArray,    ///< A top-level array that never ends; no bytes, at the end of the object.
};

/// One frame or one dropped range of a window. Offsets count from the window's first byte.
struct Piece {
  enum class Kind : std::uint8_t { Frame, Dropped };
  Kind kind = Kind::Frame;
  DropReason reason = DropReason::NotJson;  ///< Of a dropped range.
  bool recovered = false;                   ///< A frame found again after damage: read with care.
  std::uint32_t offset = 0, length = 0;
  std::uint32_t mark_first = 0, mark_count = 0;  ///< Of a frame: its part of the window's marks.
  std::uint32_t fault = 0;  ///< Of a dropped range: where it became clear, from `offset`.
  /// Of a frame: the wrapper that it lies in, in the window's.
  static constexpr std::int32_t kNoWrapper = -1, kUnknownWrapper = -2;
  std::int32_t wrapper = kNoWrapper;
};

/// Keeps bytes without clearing them first, with room behind them for the structural index to look past the
/// end.
class ByteBuffer {
 public:
  static constexpr std::size_t kPadding = 64;

  [[nodiscard]] char* data() { return bytes_.get(); }
  [[nodiscard]] const char* data() const { return bytes_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] ByteView view() const { return {bytes_.get(), size_}; }
  void clear() { size_ = 0; }
  /// Grows the capacity to `capacity`; the bytes that are there stay.
  void reserve(std::size_t capacity) {
    if (capacity <= capacity_) return;
    std::unique_ptr<char[]> grown(new char[capacity + kPadding]);
    if (size_ != 0) std::memcpy(grown.get(), bytes_.get(), size_);
    bytes_ = std::move(grown);
    capacity_ = capacity;
  }
  void resize(std::size_t size) {
    reserve(size);
    size_ = size;
  }
  void append(ByteView bytes) {
    if (bytes.empty()) return;
    reserve(size_ + bytes.size());
    std::memcpy(bytes_.get() + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  /// Makes the bytes behind the end blanks, as the structural index wants them.
  void pad() {
    reserve(size_);
    if (bytes_ == nullptr) reserve(1);
    std::memset(bytes_.get() + size_, ' ', kPadding);
  }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0, capacity_ = 0;
};

struct Wrapper;

/// A stretch of one object, tiled: pieces in order, and between them nothing but separators.
/// `end = sum of piece lengths + separator_bytes`. Owns its bytes; reused from window to window.
struct Window {
  std::uint32_t object = 0;  ///< Which object of the task.
  std::uint64_t base = 0;    ///< The object's offset of bytes[0], in decoded bytes.
  ByteBuffer bytes;
  std::uint32_t end = 0;  ///< The tiled part is [0, end); behind it lies what the next window begins with.
  std::vector<std::uint32_t> marks;  ///< Where each token of the frames begins: { } [ ] : , and values.
  std::vector<Piece> pieces;
  std::uint64_t separator_bytes = 0;
  /// The wrappers that frames lie in, outer ones first. The first `wrappers_begun` began in windows before.
  std::vector<std::shared_ptr<const Wrapper>> wrappers;
  std::size_t wrappers_begun = 0;
  /// The structural index vouches for every byte: UTF-8, and no control character inside a string. Otherwise
  /// each frame has to be looked at by itself.
  bool vouched = false;
  bool last = false;  ///< The object ends with this window.

  [[nodiscard]] ByteView bytes_of(const Piece& piece) const {
    return bytes.view().substr(piece.offset, piece.length);
  }
};

}  // namespace headgate
