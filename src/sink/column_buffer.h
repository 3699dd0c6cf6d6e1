// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "contract/column.h"
#include "judge/batch.h"

namespace headgate {

/// Packs bits, the least significant first: the form in which Arrow takes validity and booleans.
struct Bits {
  std::vector<std::uint8_t> bytes;
  std::size_t count = 0;

  void append(bool bit) {
    if (count % 8 == 0) bytes.push_back(0);
    bytes.back() = static_cast<std::uint8_t>(bytes.back() | (bit ? 1U << count % 8 : 0U));
    ++count;
  }
};

/// Gathers the values of one column in the memory layout of Arrow, so that an encoder can take them as they
/// are. Which of the members are used depends on the column's kind.
class ColumnBuffer {
 public:
  explicit ColumnBuffer(const Column& column);

  /// Appends the value that begins at `slot`; gives the slot behind it. A value that a column of this kind
  /// cannot hold is a bug of the scanner.
  const Slot* append(const Slot* slot);
  void append_null();

  [[nodiscard]] const Column& column() const { return *column_; }
  [[nodiscard]] std::size_t rows() const { return valid_.count; }
  [[nodiscard]] std::size_t nulls() const { return nulls_; }
  [[nodiscard]] const Bits& valid() const { return valid_; }
  [[nodiscard]] const Bits& booleans() const { return booleans_; }
  /// Of int64, timestamp, and double: its bits.
  [[nodiscard]] const std::vector<std::int64_t>& words() const { return words_; }
  [[nodiscard]] const std::vector<std::int32_t>& days() const { return days_; }
  /// Of string, json, list and map.
  [[nodiscard]] const std::vector<std::int32_t>& offsets() const { return offsets_; }
  /// Of string and json; of decimal: 16 bytes each.
  [[nodiscard]] const std::vector<char>& text() const { return text_; }
  [[nodiscard]] const std::vector<ColumnBuffer>& children() const { return children_; }

 private:
  const Slot* append_elements(const Slot* slot, std::uint32_t count);

  const Column* column_;
  Bits valid_, booleans_;
  std::size_t nulls_ = 0;
  std::vector<std::int64_t> words_;
  std::vector<std::int32_t> days_, offsets_;
  std::vector<char> text_;
  std::vector<ColumnBuffer> children_;
};

/// Gathers the rows of one file.
class RowBuffer {
 public:
  /// `columns` have to outlive the buffer.
  explicit RowBuffer(const std::vector<Column>& columns);

  /// Appends one row: the slots of all columns in order. REQUIRES: `count` slots, of the columns' kinds.
  void append(const Slot* slots, std::uint32_t count);

  [[nodiscard]] std::size_t rows() const { return columns_.empty() ? 0 : columns_.front().rows(); }
  /// Counts the bytes of the rows as the slots have them: what decides when a file is full.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] const std::vector<ColumnBuffer>& columns() const { return columns_; }

 private:
  std::vector<ColumnBuffer> columns_;
  std::size_t bytes_ = 0;
};

}  // namespace headgate
