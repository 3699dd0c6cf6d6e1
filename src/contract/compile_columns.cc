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

/// Says whether something in a column is of a kind that `is` looks for.
template <typename Is>
bool any_in(const Column& column, const Is& is) {
  return is(column) || std::any_of(column.children.begin(), column.children.end(),
                                   [&](const Column& child) { return any_in(child, is); });
}

bool is_time(const Column& column) {
  return column.kind == ColumnKind::Timestamp || column.kind == ColumnKind::Date;
}

/// Says whether `parse` makes a difference to a part of a column.
bool parses(const Column& column) {
  switch (column.kind) {
    case ColumnKind::Int64:
    case ColumnKind::Double:
    case ColumnKind::Boolean:
    case ColumnKind::Decimal: return true;
    case ColumnKind::Date: return !column.time.format;
    case ColumnKind::Timestamp: return !column.time.format && column.time.timestamp != TimestampForm::Iso;
    default: return false;
  }
}

void give_to_all(Column& column, const TimeForm& time, bool parse) {
  column.time = time;
  column.parse = parse;
  for (Column& child : column.children) give_to_all(child, time, parse);
}

Status column_timestamp(const DocumentNode& node, TimeForm& time) {
  TRY(const std::string word, as_text(node, "timestamp"));
  const auto form = timestamp_form(word);
  if (!form) {
    const std::vector<std::string> known = {"iso", "epoch_s", "epoch_ms", "epoch_us", "epoch_ns"};
    return refuse(node, "timestamp is one of {}, here stands \"{}\"{}", fmt::join(known, ", "), word,
                  did_you_mean(word, known));
  }
  time.timestamp = *form;
  return {};
}

Status column_format(const DocumentNode& node, TimeForm& time) {
  TRY(const std::string format, as_text(node, "format"));
  if (const std::string fault = TimeFormat::fault_of(format); !fault.empty()) {
    return refuse(node, "the format \"{}\" cannot be: {}", format, fault);
  }
  time.format.emplace(format);
  return {};
}

Status column_zone(const DocumentNode& node, TimeForm& time) {
  TRY(const std::string zone, as_text(node, "zone"));
  time.zone_minutes = zone_minutes(zone);
  if (time.zone_minutes) return {};
  return refuse(
      node, "zone is UTC or an offset such as +02:00, here stands \"{}\"{}", zone,
      zone.find('/') == std::string::npos ? "" : ": no place, since its offset changes with the year");
}

/// Reads how times, and what else texts may stand for, are written in the values of a column.
Status written_form(const DocumentNode& node, Column& column) {
  TimeForm time;
  const DocumentNode* first = nullptr;
  using Read = Status (*)(const DocumentNode&, TimeForm&);
  for (const auto& [key, read] : std::initializer_list<std::pair<const char*, Read>>{
           {"timestamp", column_timestamp}, {"format", column_format}, {"zone", column_zone}}) {
    const Document* value = node.member(key);
    if (value == nullptr) continue;
    if (!any_in(column, is_time)) {
      return refuse(**value, "{} says how times are written, column \"{}\" is {}", key, column.name,
                    type_text(column));
    }
    TRY_OK(read(**value, time));
    if (first == nullptr) first = value->get();
  }
  if (time.format && node.member("timestamp") != nullptr) {
    return refuse(*first, "column \"{}\" has a timestamp and a format: one of them says it", column.name);
  }
  const bool names_zone = time.format ? time.format->has_zone() : time.timestamp != TimestampForm::Iso;
  if (time.zone_minutes && names_zone) {
    return refuse(*first, "zone is for times that name none, those of {} do",
                  time.format ? "this format" : std::string(name(time.timestamp)));
  }
  const auto is_timestamp = [](const Column& part) { return part.kind == ColumnKind::Timestamp; };
  if (time.format && !names_zone && !time.zone_minutes && any_in(column, is_timestamp)) {
    return refuse(*first, "the format names no zone (%z): say which one is meant, zone: UTC");
  }
  bool parse = false;
  const Document* said = node.member("parse");
  if (said != nullptr) {
    TRY(parse, as_boolean(**said, "parse"));
  }
  give_to_all(column, time, parse);
  if (!parse || any_in(column, parses)) return {};
  return refuse(**said, "parse is for numbers, booleans, epochs and days in texts, column \"{}\" is {}",
                column.name, type_text(column));
}

bool fits(const Column& column, const Literal& value) {
  const bool is_number = (value.type & types::Number) != 0, is_string = value.type == types::String;
  const auto is_exact = [](const std::optional<CutTime>& time) { return time && !time->is_cut; };
  switch (column.kind) {
    case ColumnKind::String: return is_string;
    case ColumnKind::Int64: return value.type == types::Integer && exact_int64(value.text);
    case ColumnKind::Double: return is_number && exact_double(value.text, value.type == types::Integer);
    case ColumnKind::Boolean: return value.type == types::Boolean;
    case ColumnKind::Timestamp:
      return (is_string || is_number) && is_exact(column_time(column, is_string, value.text));
    case ColumnKind::Date:
      return (is_string || is_number) && is_exact(column_day(column, is_string, value.text));
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
        column.kind == ColumnKind::Timestamp ? fmt::format(" ({})", form_text(column.time)) : "";
    return refuse(node, "the default {} is no {}{}, which column \"{}\" is", value.written, type_text(column),
                  form, column.name);
  }
  column.default_value = std::move(value);
  return {};
}

/// Reads where the value of a column stands: in the event, or behind `wrapper:` in a wrapper of it.
Status column_from(const DocumentNode& node, Column& column) {
  constexpr std::string_view kWrapper = "wrapper:";
  if (!node.text.starts_with(kWrapper)) {
    TRY(column.from, pointer_tokens(node));
    return {};
  }
  DocumentNode pointer = node;
  pointer.text.erase(0, kWrapper.size());
  TRY(std::vector<std::string> tokens, pointer_tokens(pointer));
  const auto last = std::find(tokens.rbegin(), tokens.rend(), "*").base();
  column.from.assign(last, tokens.end());
  tokens.erase(last, tokens.end());
  if (column.from.empty()) {
    return refuse(node,
                  "\"{}\" names a whole wrapper: behind it a member of it has to be named, as in {}/name",
                  node.text, node.text);
  }
  column.wrapper = wrapper_place(std::move(tokens));
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
  TRY_OK(check_keys(
      node, fmt::format("column \"{}\"", name),
      {"from", "type", "wrap_scalar", "null_values", "default", "timestamp", "format", "zone", "parse"}));
  for (const char* key : {"from", "type"}) {
    if (node.member(key) == nullptr) return refuse(node, "column \"{}\" lacks \"{}\"", name, key);
  }
  TRY(Column column, column_type(**node.member("type")));
  column.name = name;
  TRY_OK(column_from(**node.member("from"), column));
  if (const Document* wrap = node.member("wrap_scalar")) {
    TRY(column.wrap_scalar, as_boolean(**wrap, "wrap_scalar"));
    if (column.wrap_scalar && column.kind != ColumnKind::List) {
      return refuse(**wrap, "wrap_scalar is for a list, column \"{}\" is {}", name, type_text(column));
    }
  }
  if (const Document* values = node.member("null_values")) {
    TRY(column.null_values, as_texts(**values, "null_values"));
  }
  TRY_OK(written_form(node, column));
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
