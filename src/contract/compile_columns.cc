// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json.h"
#include "contract/compile.h"
#include "contract/exact.h"

namespace headgate {

namespace {

/// As deep as a schema may be: what the columns read is walked by recursion.
constexpr std::size_t kPointerTokensMax = 64;

/// Sets the form of every timestamp in the column; says whether there is one.
bool set_timestamp_form(Column& column, TimestampForm form) {
  bool found = column.kind == ColumnKind::Timestamp;
  column.timestamp = form;
  for (Column& child : column.children) found |= set_timestamp_form(child, form);
  return found;
}

Status timestamp_form(const DocumentNode& node, Column& column) {
  TRY(const std::string word, as_text(node, "timestamp"));
  std::vector<std::string> known;
  for (const TimestampForm form :
       {TimestampForm::Iso, TimestampForm::EpochS, TimestampForm::EpochMs, TimestampForm::EpochUs}) {
    known.emplace_back(name(form));
    if (known.back() != word) continue;
    if (set_timestamp_form(column, form)) return {};
    return refuse(node, "timestamp says what timestamps are written as, column \"{}\" is {}", column.name,
                  type_text(column));
  }
  return refuse(node, "timestamp is one of {}, here stands \"{}\"{}", fmt::join(known, ", "), word,
                did_you_mean(word, known));
}

bool fits(const Column& column, const Literal& value) {
  const bool is_number = (value.type & types::Number) != 0, is_string = value.type == types::String;
  switch (column.kind) {
    case ColumnKind::String: return is_string;
    case ColumnKind::Int64: return value.type == types::Integer && exact_int64(value.text);
    case ColumnKind::Double: return is_number && exact_double(value.text, value.type == types::Integer);
    case ColumnKind::Boolean: return value.type == types::Boolean;
    case ColumnKind::Timestamp:
      if (column.timestamp == TimestampForm::Iso) return is_string && exact_time(value.text);
      return is_number && exact_epoch(value.text, column.timestamp);
    case ColumnKind::Date: return is_string && exact_date(value.text);
    case ColumnKind::Decimal: return is_number && exact_scaled(value.text, column.scale, column.precision);
    case ColumnKind::Json: return true;
    default: return false;
  }
}

Status default_value(const DocumentNode& node, Column& column) {
  using Kind = DocumentNode::Kind;
  Literal value;
  value.text = value.written = node.text;
  switch (node.kind) {
    case Kind::String:
      value.type = types::String;
      value.written.clear();
      append_json_string(value.written, node.text);
      break;
    case Kind::Number: value.type = is_integral(node.text) ? types::Integer : types::Fraction; break;
    case Kind::Boolean:
      value.type = types::Boolean;
      value.truth = node.text == "true";
      break;
    default:
      return refuse(node, "default has to be a text, a number or a boolean, here stands {}", describe(node));
  }
  if (!column.children.empty()) {
    return refuse(node, "default is for a scalar or json, column \"{}\" is {}", column.name,
                  type_text(column));
  }
  if (!fits(column, value)) {
    const std::string form =
        column.kind == ColumnKind::Timestamp ? fmt::format(" ({})", name(column.timestamp)) : "";
    return refuse(node, "the default {} is no {}{}, which column \"{}\" is", value.written, type_text(column),
                  form, column.name);
  }
  column.default_value = std::move(value);
  return {};
}

Result<Column> compile_column(const std::string& name, const DocumentNode& node) {
  for (const DocumentNode::Member& member : node.members) {
    if (member.key.find_first_of(")>") == std::string::npos) continue;
    return refuse_key(node, member,
                      "the comma in the type cuts it off before \"{}\": put the whole type in quotes, "
                      "type: \"decimal(12, 2)\"",
                      member.key);
  }
  TRY_OK(check_keys(node, fmt::format("column \"{}\"", name),
                    {"from", "type", "wrap_scalar", "null_values", "default", "timestamp"}));
  for (const char* key : {"from", "type"}) {
    if (node.member(key) == nullptr) return refuse(node, "column \"{}\" lacks \"{}\"", name, key);
  }
  TRY(Column column, column_type(**node.member("type")));
  column.name = name;
  TRY(column.from, pointer_tokens(**node.member("from")));
  if (const Document* wrap = node.member("wrap_scalar")) {
    TRY(column.wrap_scalar, as_boolean(**wrap, "wrap_scalar"));
    if (column.wrap_scalar && column.kind != ColumnKind::List) {
      return refuse(**wrap, "wrap_scalar is for a list, column \"{}\" is {}", name, type_text(column));
    }
  }
  if (const Document* values = node.member("null_values")) {
    TRY(column.null_values, as_texts(**values, "null_values"));
  }
  if (const Document* form = node.member("timestamp")) TRY_OK(timestamp_form(**form, column));
  if (const Document* value = node.member("default")) TRY_OK(default_value(**value, column));
  return column;
}

Status check_name(const DocumentNode& columns, const DocumentNode::Member& member,
                  std::set<std::string>& names) {
  static const std::set<std::string> kEngineColumns = {"event_id", "year", "month", "day", "hour"};
  if (!is_column_name(member.key)) {
    return refuse_key(columns, member,
                      "\"{}\" is no column name: letters, digits and _ (not in front), 128 at most",
                      member.key);
  }
  if (kEngineColumns.contains(lower_case(member.key))) {
    return refuse_key(columns, member, "the column \"{}\" is made by Headgate itself: leave it out",
                      member.key);
  }
  if (!names.insert(lower_case(member.key)).second) {
    return refuse_key(columns, member, "a second column \"{}\" (case does not tell columns apart)",
                      member.key);
  }
  return {};
}

Status compile_rescue(const DocumentNode& node, Plan& plan) {
  if (node.is(DocumentNode::Kind::Boolean) && node.text == "false") {
    plan.rescue = false;
    return {};
  }
  if (node.is(DocumentNode::Kind::String) && node.text == "_rescued") return {};
  return refuse(node,
                "rescue is _rescued (the column that shows what no other does) or false, here stands {}",
                describe(node));
}

}  // namespace

bool is_column_name(const std::string& name) {
  if (name.empty() || name.size() > 128 || name[0] == '_') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Result<std::vector<std::string>> pointer_tokens(const DocumentNode& node) {
  TRY(const std::string pointer, as_text(node, "a pointer"));
  if (pointer.empty() || pointer[0] != '/') {
    return refuse(node, "\"{}\" is no JSON pointer: it has to begin with /", pointer);
  }
  auto tokens = split_json_pointer(pointer);
  if (!tokens) return refuse(node, "\"{}\" is no JSON pointer: after ~ stands 0 or 1", pointer);
  if (tokens->size() > kPointerTokensMax) {
    return refuse(node, "a pointer has {} parts at most, here stand {}", kPointerTokensMax, tokens->size());
  }
  return std::move(*tokens);
}

Status compile_columns(const DocumentNode& table, Plan& plan) {
  TRY_OK(check_keys(table, "table", {"columns", "rescue"}));
  if (table.member("columns") == nullptr) return refuse(table, "table needs the key \"columns\"");
  const DocumentNode& columns = **table.member("columns");
  TRY_OK(check_keys(columns, "columns", {}));
  if (const Document* rescue = table.member("rescue")) TRY_OK(compile_rescue(**rescue, plan));
  std::set<std::string> names;
  for (const DocumentNode::Member& member : columns.members) {
    TRY_OK(check_name(columns, member, names));
    TRY(Column column, compile_column(member.key, *member.value));
    plan.columns.push_back(std::move(column));
    plan.column_lines.push_back(member.line);
  }
  return {};
}

}  // namespace headgate
