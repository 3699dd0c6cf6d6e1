// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace headgate::verify {

enum class CellKind : std::uint8_t {
  Text,
  Int64,
  Double,
  Boolean,
  Timestamp,  ///< In microseconds, UTC.
  Date,
  Decimal,
  List,
  Struct,
  Map,
  Other,  ///< Nothing that the layout knows.
};

/// Describes a column as the file itself does, or a part of a nested one: a list has its element, a struct
/// its fields, a map its key and its value.
struct CellType {
  std::string name;
  CellKind kind = CellKind::Other;
  int precision = 0, scale = 0;  ///< Of a Decimal.
  std::int32_t field_id = -1;    ///< -1 where the file has none.
  bool is_flat = false;          ///< Not of the file: line breaks in its texts count as spaces.
  std::vector<CellType> parts;
};

/// Holds the values of a column in some rows: a tree like its type.
struct Cells {
  CellKind kind = CellKind::Other;
  std::vector<bool> present;
  std::vector<std::int64_t> words;  ///< Of Int64, Timestamp, Date, Boolean, and Double: its bits.
  std::vector<ByteView> texts;      ///< Of Text; of Decimal: 16 bytes.
  std::vector<std::uint32_t>
      firsts;  ///< Of List and Map, one more than values: where each begins in `parts`.
  std::vector<Cells> parts;
};

struct Rows {
  std::uint64_t first = 0;  ///< The number of the first one in the file, from 0.
  std::size_t count = 0;
  std::vector<Cells> columns;
  std::shared_ptr<const void> kept;  ///< What the texts view.
};

/// Reads one file of a table front to back; one thread at a time.
class TableContent {
 public:
  virtual ~TableContent() = default;
  [[nodiscard]] virtual const std::vector<CellType>& columns() const = 0;
  /// Gives what the file's footer says, key by key.
  [[nodiscard]] virtual const std::vector<std::pair<std::string, std::string>>& metadata() const = 0;
  /// Fills in the next rows; false at the end.
  virtual Result<bool> next(Rows& rows) = 0;
};

/// Reads tables: the seam behind which Parquet stands. Any thread may call it.
class TableReader {
 public:
  virtual ~TableReader() = default;
  /// Takes the bytes of a whole file. Corrupt with `name` where they are none of a table.
  virtual Result<std::unique_ptr<TableContent>> open(std::string bytes, const std::string& name) = 0;
};

}  // namespace headgate::verify
