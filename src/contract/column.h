// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace headgate {

enum class ColumnKind : std::uint8_t { String, Int64, Double, Boolean, Timestamp, List, Struct };

/// Describes one column of a table, or a part of a nested one. A list has one child, its element; a struct
/// has its fields as children.
struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::String;
  std::vector<Column> children;
  std::vector<std::string> from;  ///< Where its value stands: the tokens of a JSON pointer, from the event.
  bool wrap_scalar = false;       ///< A list column takes a lone scalar as a list of one.
  std::vector<std::string> null_values;  ///< Texts that mean "nothing here".
  /// Names the column for Parquet readers that go by id (Iceberg): a function of the path of names alone, so
  /// that it stays when columns are added or reordered.
  std::int32_t field_id = 0;
};

/// Writes a type the way a contract does: `list<struct<sentence: string, score: double>>`.
std::string type_text(const Column& column);

/// Gives the id of the column whose names from the table down are `path`, joined by `.`.
std::int32_t field_id(const std::string& path);

}  // namespace headgate
