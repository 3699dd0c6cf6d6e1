// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "contract/time_form.h"
#include "schema/schema.h"

namespace headgate {

enum class ColumnKind : std::uint8_t {
  String,
  Int64,
  Double,
  Boolean,
  Timestamp,
  Date,
  Decimal,
  Json,  ///< The value's own text, whatever it is.
  List,
  Struct,
  Map,  ///< From strings: an object whose members are no fixed set.
};

/// Names a wrapper of the event by the way to it: `/resourceSpans/*` is {"resourceSpans", "*"}, the outermost
/// one is empty.
struct WrapperPlace {
  std::vector<std::string> way;
  std::uint32_t level = 0;  ///< How many arrays it leads through.

  bool operator==(const WrapperPlace&) const = default;
};

/// Makes the place of a way.
WrapperPlace wrapper_place(std::vector<std::string> way);

/// Describes one column of a table, or a part of a nested one. A list has one child, its element; a struct
/// has its fields as children; a map has two, its key (a string) and its value.
struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::String;
  std::vector<Column> children;
  /// Where its value stands: the tokens of a JSON pointer, from the event; of a field: the one member that it
  /// reads.
  std::vector<std::string> from;
  std::optional<WrapperPlace>
      wrapper;               ///< Where `from` begins, if that is not the event but a wrapper of it.
  bool wrap_scalar = false;  ///< A list column takes a lone scalar as a list of one.
  std::vector<std::string> null_values;  ///< Texts that mean "nothing here".
  std::optional<Literal> default_value;  ///< A scalar, for events where nothing stands at `from`.
  TimeForm time;                         ///< Of every time and day in the column.
  bool parse = false;  ///< Numbers, booleans and epochs in it may be written as texts, days without dashes.
  std::int32_t precision = 0, scale = 0;  ///< Of a decimal: 1 to 38, 0 to precision.
};

/// Says whether a column or a field may have this name.
bool is_column_name(const std::string& name);

/// Writes where a column reads the way a contract does: `/detail/mood`, `wrapper:/logGroup`.
std::string from_text(const Column& column);

/// Writes a type the way a contract does: `list<struct<sentence: string, score: double>>`.
std::string type_text(const Column& column);

/// Writes a field the same way: `score: double`, and `kind from '@type': string` where the member that it
/// reads has another name.
std::string field_type_text(const std::string& name, const std::string& member, const std::string& type);

}  // namespace headgate
