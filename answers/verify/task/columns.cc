// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/task/columns.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"

namespace headgate::verify {

namespace {

/// Makes the types of columns, with the ids that they had before data_version 3 or without any. A path names
/// a column from the table down.
struct Typing {
  bool has_field_ids;

  [[nodiscard]] CellType of(const std::string& path, CellKind kind) const {
    CellType type;
    type.name = path.substr(path.rfind('.') + 1);
    type.kind = kind;
    if (has_field_ids) type.field_id = old_field_id(path);
    return type;
  }

  [[nodiscard]] CellType of(const std::string& path, const Column& column) const {
    CellType type = of(path, cell_kind(column.kind));
    type.name = column.name;
    type.is_flat = column.kind == ColumnKind::Json;
    if (column.kind == ColumnKind::Decimal) {
      type.precision = column.precision;
      type.scale = column.scale;
    }
    for (const Column& child : column.children) type.parts.push_back(of(path + "." + child.name, child));
    return type;
  }

  [[nodiscard]] CellType of_warnings() const {
    CellType warnings = of("_warnings", CellKind::List);
    CellType& element = warnings.parts.emplace_back(of("_warnings.element", CellKind::Struct));
    for (const char* field : {"code", "pointer", "rule", "message"})
      element.parts.push_back(of(std::string("_warnings.element.") + field, CellKind::Text));
    return warnings;
  }
};

/// Writes a type with its names and ids, if it has them, for people: `string`, `list<element: int64 #3> #2`.
std::string type_text(const CellType& type) {
  static constexpr const char* kNames[] = {"string",  "int64", "double", "boolean", "timestamp",   "date",
                                           "decimal", "list",  "struct", "map",     "another type"};
  std::string text = kNames[static_cast<int>(type.kind)];
  if (type.kind == CellKind::Decimal) text += fmt::format("({}, {})", type.precision, type.scale);
  for (const CellType& part : type.parts) {
    text += &part == &type.parts.front() ? "<" : ", ";
    text += part.name + ": " + type_text(part);
  }
  if (!type.parts.empty()) text += ">";
  return type.field_id == -1 ? text : text + fmt::format(" #{}", type.field_id);
}

/// A struct may have more fields in newer files; all else is the same in all.
bool is_older_form(const CellType& older, const CellType& newer) {
  if (older.kind != CellKind::Struct || newer.kind != CellKind::Struct) {
    const auto bare = [](CellType type) {
      type.parts.clear();
      return type_text(type);
    };
    return bare(older) == bare(newer) && std::ranges::equal(older.parts, newer.parts, is_older_form);
  }
  return std::ranges::all_of(older.parts, [&](const CellType& part) {
    const auto now = std::ranges::find(newer.parts, part.name, &CellType::name);
    return now != newer.parts.end() && is_older_form(part, *now);
  });
}

}  // namespace

CellKind cell_kind(ColumnKind kind) {
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

std::int32_t old_field_id(ByteView path) { return static_cast<std::int32_t>(hash64(path) >> 34) + 1; }

std::vector<CellType> expected_columns(const Plan& plan, bool has_field_ids) {
  std::vector<CellType> columns;
  const Typing typing{has_field_ids};
  const auto add = [&](const char* name, CellKind kind) { columns.push_back(typing.of(name, kind)); };
  add("event_id", CellKind::Text);
  for (const Column& column : plan.columns) columns.push_back(typing.of(column.name, column));
  if (plan.rescue) {
    add("_rescued", CellKind::Text);
    columns.back().is_flat = true;
  }
  if (plan.warn != kNone) columns.push_back(typing.of_warnings());
  add("_object", CellKind::Text);
  add("_offset", CellKind::Int64);
  add("_length", CellKind::Int64);
  return columns;
}

std::vector<ColumnDifference> compare_columns(const std::vector<CellType>& expected,
                                              const std::vector<CellType>& found) {
  std::vector<ColumnDifference> differences;
  for (std::size_t i = 0; i < std::max(expected.size(), found.size()); ++i) {
    const auto text = [i](const std::vector<CellType>& types) {
      return i < types.size() ? types[i].name + ": " + type_text(types[i]) : "no column";
    };
    if (text(expected) != text(found)) differences.push_back({i + 1, text(expected), text(found)});
  }
  return differences;
}

void TableTypes::note(const Plan& plan, const std::string& file) {
  std::vector<Made>& contracts = tables_[plan.table];
  auto made = std::ranges::find(contracts, &plan, &Made::plan);
  if (made == contracts.end()) made = contracts.insert(made, Made{&plan, {}, 0});
  made->last_file = file;
  ++made->files;
  std::rotate(made, made + 1, contracts.end());
}

void TableTypes::report(Faults& faults) const {
  for (const auto& [table, contracts] : tables_) {
    const Made& newest = contracts.back();
    const auto types = expected_columns(*newest.plan, false);
    for (const Made& made : contracts) {
      for (const CellType& column : expected_columns(*made.plan, false)) {
        const auto now = std::ranges::find(types, column.name, &CellType::name);
        if (now == types.end() || is_older_form(column, *now)) continue;
        faults.add(Invariant::Rows, made.last_file, "column " + column.name,
                   fmt::format("{}, as in {}", type_text(*now), newest.last_file),
                   fmt::format("{}, in {} {} of {}", type_text(column), made.files,
                               made.files == 1 ? "file" : "files", table));
      }
    }
  }
}

}  // namespace headgate::verify
