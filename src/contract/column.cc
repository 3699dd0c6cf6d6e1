// SPDX-License-Identifier: Apache-2.0
#include "contract/column.h"

#include <fmt/format.h>

#include "base/hash.h"

namespace headgate {

ByteView name(TimestampForm form) {
  switch (form) {
    case TimestampForm::Iso: return "iso";
    case TimestampForm::EpochS: return "epoch_s";
    case TimestampForm::EpochMs: return "epoch_ms";
    case TimestampForm::EpochUs: return "epoch_us";
  }
  return "";
}

std::string type_text(const Column& column) {
  switch (column.kind) {
    case ColumnKind::String: return "string";
    case ColumnKind::Int64: return "int64";
    case ColumnKind::Double: return "double";
    case ColumnKind::Boolean: return "boolean";
    case ColumnKind::Timestamp: return "timestamp";
    case ColumnKind::Date: return "date";
    case ColumnKind::Decimal: return fmt::format("decimal({}, {})", column.precision, column.scale);
    case ColumnKind::Json: return "json";
    case ColumnKind::List: return "list<" + type_text(column.children.front()) + ">";
    case ColumnKind::Map: return "map<string, " + type_text(column.children.back()) + ">";
    case ColumnKind::Struct: break;
  }
  std::string text = "struct<";
  for (const Column& field : column.children) {
    if (&field != &column.children.front()) text += ", ";
    text += field.name + ": " + type_text(field);
  }
  return text + ">";
}

std::int32_t field_id(const std::string& path) {
  // Iceberg keeps the ids from 2^31 - 201 up for itself; 30 bits stay clear of them.
  return static_cast<std::int32_t>(hash64(path) >> 34) + 1;
}

}  // namespace headgate
