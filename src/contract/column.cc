// SPDX-License-Identifier: Apache-2.0
#include "contract/column.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_pointer.h"

namespace headgate {

bool is_column_name(const std::string& name) {
  if (name.empty() || name.size() > 128 || name[0] == '_') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

WrapperPlace wrapper_place(std::vector<std::string> way) {
  const auto level = static_cast<std::uint32_t>(std::count(way.begin(), way.end(), "*"));
  return {std::move(way), level};
}

std::string from_text(const Column& column) {
  if (!column.wrapper) return pointer_text(column.from);
  return "wrapper:" + pointer_text(column.wrapper->way) + pointer_text(column.from);
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
    // A field of a column that the engine makes reads nothing.
    text +=
        field_type_text(field.name, field.from.empty() ? field.name : field.from.front(), type_text(field));
  }
  return text + ">";
}

std::string field_type_text(const std::string& name, const std::string& member, const std::string& type) {
  if (name == member) return name + ": " + type;
  std::string quoted = "'";
  for (const char c : member) quoted.append(c == '\'' ? 2 : 1, c);
  return name + " from " + quoted + "': " + type;
}

}  // namespace headgate
