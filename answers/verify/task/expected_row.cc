// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/task/expected_row.h"

#include <algorithm>
#include <utility>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/json_number.h"
#include "base/hash.h"

namespace headgate::verify {

namespace {

CellKind kind_of(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::String:
    case ColumnKind::Json: return CellKind::Text;
    case ColumnKind::Int64: return CellKind::Int64;
    case ColumnKind::Double: return CellKind::Double;
    case ColumnKind::Boolean: return CellKind::Boolean;
    case ColumnKind::Timestamp: return CellKind::Timestamp;
    case ColumnKind::Date: return CellKind::Date;
    case ColumnKind::Decimal: return CellKind::Decimal;
    case ColumnKind::List: return CellKind::List;
    case ColumnKind::Struct: return CellKind::Struct;
    case ColumnKind::Map: return CellKind::Map;
  }
  return CellKind::Other;
}

CellType typed(const std::string& path, const std::string& name, CellKind kind) {
  CellType type;
  type.name = name;
  type.kind = kind;
  type.field_id = old_field_id(path);
  return type;
}

void drop_field_ids(std::vector<CellType>& types) {
  for (CellType& type : types) {
    type.field_id = -1;
    drop_field_ids(type.parts);
  }
}

CellType type_of(const Column& column, const std::string& path) {
  CellType type = typed(path, column.name, kind_of(column.kind));
  if (column.kind == ColumnKind::Decimal) {
    type.precision = column.precision;
    type.scale = column.scale;
  }
  for (const Column& child : column.children) type.parts.push_back(type_of(child, path + "." + child.name));
  return type;
}

CellType warnings_type() {
  CellType warnings = typed("_warnings", "_warnings", CellKind::List);
  CellType& element = warnings.parts.emplace_back(typed("_warnings.element", "element", CellKind::Struct));
  for (const std::string field : {"code", "pointer", "rule", "message"}) {
    element.parts.push_back(typed("_warnings.element." + field, field, CellKind::Text));
  }
  return warnings;
}

void mark_flat(const Column& column, Cells& cells) {
  cells.is_flat = column.kind == ColumnKind::Json;
  for (std::size_t i = 0; i < column.children.size(); ++i) mark_flat(column.children[i], cells.parts[i]);
}

bool is_container(JsonKind kind) { return kind == JsonKind::Array || kind == JsonKind::Object; }

}  // namespace

void mark_flat(const Plan& plan, const std::vector<CellType>& types, std::vector<Cells>& columns) {
  for (std::size_t i = 0; i < plan.columns.size(); ++i) mark_flat(plan.columns[i], columns[i + 1]);
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i].name == "_rescued") columns[i].is_flat = true;
  }
}

std::int32_t old_field_id(ByteView path) { return static_cast<std::int32_t>(hash64(path) >> 34) + 1; }

std::vector<CellType> expected_columns(const Plan& plan, bool has_field_ids) {
  std::vector<CellType> columns = {typed("event_id", "event_id", CellKind::Text)};
  for (const Column& column : plan.columns) columns.push_back(type_of(column, column.name));
  if (plan.rescue) columns.push_back(typed("_rescued", "_rescued", CellKind::Text));
  if (plan.warn != kNone) columns.push_back(warnings_type());
  columns.push_back(typed("_object", "_object", CellKind::Text));
  columns.push_back(typed("_offset", "_offset", CellKind::Int64));
  columns.push_back(typed("_length", "_length", CellKind::Int64));
  if (!has_field_ids) drop_field_ids(columns);
  return columns;
}

void ExpectedRow::make(const Plan& plan, const JsonText& event, std::optional<ByteView> event_id) {
  plan_ = &plan;
  event_ = &event;
  cells_.clear();
  begins_.assign(1, 0);
  lost_.clear();
  event_id ? append_text(cells_, *event_id) : append_null(cells_);
  for (const Column& each : plan.columns) {
    begins_.push_back(cells_.size());
    column(each, event.at(each.from));
  }
  if (plan.rescue) {
    begins_.push_back(cells_.size());
    rescue_value(0, plan.reaches.empty() ? std::vector<std::uint32_t>() : std::vector<std::uint32_t>{0});
    write_rescued();
  }
  begins_.push_back(cells_.size());
}

void ExpectedRow::lose(std::uint32_t place) { lost_.push_back(place); }

void ExpectedRow::column(const Column& column, std::uint32_t place) {
  if (place == JsonText::kNowhere) return default_value(column);
  if (means_null(column, place)) {
    lose(place);
    return column.wrap_scalar ? append_nested(cells_, CellKind::List, 0) : append_null(cells_);
  }
  const JsonKind kind = (*event_)[place].kind;
  if (column.wrap_scalar && kind != JsonKind::Null && !is_container(kind)) {
    lose(place);
    append_nested(cells_, CellKind::List, 1);
    return value(column.children.front(), place);
  }
  value(column, place);
}

void ExpectedRow::default_value(const Column& column) {
  if (!column.default_value) return append_null(cells_);
  const Literal& literal = *column.default_value;
  if (column.kind == ColumnKind::Json) return append_text(cells_, literal.written);
  const JsonKind kind = literal.type == types::String    ? JsonKind::String
                        : literal.type != types::Boolean ? JsonKind::Number
                        : literal.truth                  ? JsonKind::True
                                                         : JsonKind::False;
  if (!cast(column, kind, literal.text)) append_null(cells_);
}

bool ExpectedRow::means_null(const Column& column, std::uint32_t place) {
  if (column.null_values.empty() || (*event_)[place].kind != JsonKind::String) return false;
  const ByteView text = event_->characters(place, room_);
  return std::find(column.null_values.begin(), column.null_values.end(), text) != column.null_values.end();
}

void ExpectedRow::value(const Column& column, std::uint32_t place) {
  if ((*event_)[place].kind == JsonKind::Null) return append_null(cells_);
  switch (column.kind) {
    case ColumnKind::List:
    case ColumnKind::Struct:
    case ColumnKind::Map: return nested(column, place);
    case ColumnKind::Json: return append_flat_text(cells_, event_->written(place));
    default: return scalar(column, place);
  }
}

void ExpectedRow::scalar(const Column& column, std::uint32_t place) {
  const JsonKind kind = (*event_)[place].kind;
  const ByteView text = kind == JsonKind::String ? event_->characters(place, room_) : event_->written(place);
  const bool done = !is_container(kind) && cast(column, kind, text);
  if (!done) append_null(cells_);
  if (!done || (column.kind == ColumnKind::String && kind != JsonKind::String)) lose(place);
}

/// Appends a scalar in the type of a column; says whether it can be one.
bool ExpectedRow::cast(const Column& column, JsonKind kind, ByteView text) {
  const auto took = [&](auto append, const auto& value) {
    if (value) append(cells_, *value);
    return value.has_value();
  };
  if (column.kind == ColumnKind::String) {
    append_text(cells_, text);
    return true;
  }
  if (kind == JsonKind::String) {
    if (column.kind == ColumnKind::Date) return took(append_integer, date_of(text));
    const bool iso = column.kind == ColumnKind::Timestamp && column.timestamp == TimestampForm::Iso;
    return iso && took(append_integer, timestamp_of(text));
  }
  if (kind != JsonKind::Number) {
    if (column.kind != ColumnKind::Boolean) return false;
    append_boolean(cells_, kind == JsonKind::True);
    return true;
  }
  switch (column.kind) {
    case ColumnKind::Int64: return took(append_integer, int64_of(text));
    case ColumnKind::Double: return took(append_double, double_of(text));
    case ColumnKind::Decimal: return took(append_decimal, decimal_of(text, column.precision, column.scale));
    case ColumnKind::Timestamp:
      switch (column.timestamp) {
        case TimestampForm::EpochS: return took(append_integer, epoch_of(text, 0));
        case TimestampForm::EpochMs: return took(append_integer, epoch_of(text, 3));
        case TimestampForm::EpochUs: return took(append_integer, epoch_of(text, 6));
        default: return false;
      }
    default: return false;
  }
}

void ExpectedRow::nested(const Column& column, std::uint32_t place) {
  const JsonNode& node = (*event_)[place];
  const bool is_list = column.kind == ColumnKind::List;
  if (node.kind != (is_list ? JsonKind::Array : JsonKind::Object)) {
    lose(place);
    return append_null(cells_);
  }
  if (column.kind == ColumnKind::Struct) {
    append_nested(cells_, CellKind::Struct, column.children.size());
    for (const Column& field : column.children) {
      const std::uint32_t member = event_->member(place, field.name);
      member == JsonText::kNowhere ? append_null(cells_) : value(field, member);
    }
    return;
  }
  // In a map each value stands behind its name.
  std::vector<std::uint32_t> items;
  for (std::uint32_t at = place + 1; at < node.next; at = (*event_)[items.back()].next)
    items.push_back(at + (is_list ? 0 : 1));
  append_nested(cells_, kind_of(column.kind), items.size());
  for (const std::uint32_t item : items) {
    if (!is_list) append_text(cells_, event_->characters(item - 1, room_));
    value(column.children.back(), item);
  }
}

}  // namespace headgate::verify
