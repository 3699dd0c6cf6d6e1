// SPDX-License-Identifier: Apache-2.0
#include "contract/column.h"

#include "base/hash.h"

namespace headgate {

std::string type_text(const Column& column) {
  switch (column.kind) {
    case ColumnKind::String: return "string";
    case ColumnKind::Int64: return "int64";
    case ColumnKind::Double: return "double";
    case ColumnKind::Boolean: return "boolean";
    case ColumnKind::Timestamp: return "timestamp";
    case ColumnKind::List: return "list<" + type_text(column.children.front()) + ">";
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
