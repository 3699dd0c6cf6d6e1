// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "cut/window.h"

namespace headgate {

/// Finds where the tokens of JSON text begin: each of { } [ ] : , outside strings, the opening quote of each
/// string, the first byte of each other run. It is simdjson's stage 1; where that gives up on a whole window
/// (a control character inside a string), a plain loop makes the same marks.
class Marker {
 public:
  Marker();
  ~Marker();

  /// Marks [begin, end) of `bytes`, where `begin` has to stand outside any string; `bytes` is padded by the
  /// call. Gives whether every byte is vouched for: UTF-8, no control character inside a string.
  bool mark(ByteBuffer& bytes, std::size_t begin, std::size_t end);
  /// Counts from the first byte of the buffer; the last mark is `end`. Valid until the next call.
  [[nodiscard]] const std::vector<std::uint32_t>& marks() const { return marks_; }

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::vector<std::uint32_t> marks_;
};

/// Appends the marks of `text`, each moved by `offset`: the plain loop, byte by byte.
void append_marks(ByteView text, std::uint32_t offset, std::vector<std::uint32_t>& marks);

}  // namespace headgate
