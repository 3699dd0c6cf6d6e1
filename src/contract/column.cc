// SPDX-License-Identifier: Apache-2.0
#include "contract/column.h"

#include <fmt/format.h>

namespace headgate {

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

}  // namespace headgate
