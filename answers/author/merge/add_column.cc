// SPDX-License-Identifier: Apache-2.0
#include "answers/author/merge/add_column.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/author/import/import.h"
#include "answers/author/yaml/yaml.h"
#include "schema/ascii.h"

namespace headgate::author {

namespace {

/// Compiles a column by itself, so that what is wrong with it is said without the rest of the contract.
Result<Column> compile_alone(const ColumnDraft& column) {
  const std::string head =
      "contract: c\nversion: 1.0.0\nservice: s\nrecord_type: event\ntable:\n  columns:\n";
  const auto plan = compile_contract(head + column_text(column, 4), "column");
  if (plan) return (*plan)->columns.front();
  const std::string& message = plan.error().message;  // column:7:11: what is wrong
  const std::size_t place = message.find(": ");
  return fail(ErrorCode::Configuration, "column {}: {}", column.name,
              message.starts_with("column:") ? message.substr(place + 2) : message);
}

/// Writes a default as YAML reads it: a number and a boolean as they are, unless the column holds texts.
std::string default_text(const std::string& value, const ColumnDraft& column) {
  const bool is_text =
      column.type == "string" || column.type == "date" ||
      (column.type == "timestamp" && (column.timestamp.empty() || column.timestamp == "iso"));
  if (is_text) return yaml::scalar(value);
  const auto read = read_yaml(value + "\n", "default");
  if (!read || read->size() != 1) return yaml::scalar(value);
  const DocumentNode& node = *read->front();
  const bool is_plain = node.is(DocumentNode::Kind::Number) || node.is(DocumentNode::Kind::Boolean);
  return is_plain && node.text == value ? value : yaml::scalar(value);
}

/// Refuses a place that no column can read: `from` leads through objects alone.
Status check_place(const SchemaView& view, const std::vector<std::string>& from) {
  std::vector<Step> steps;
  for (const std::string& token : from) {
    const std::string around =
        steps.empty()
            ? "the event"
            : pointer_text({from.begin(), from.begin() + static_cast<std::ptrdiff_t>(steps.size())});
    const auto members = view.members_at(view.root(), steps);
    if (token == "*" && std::find(members.begin(), members.end(), token) == members.end()) {
      return fail(
          ErrorCode::Configuration,
          "* stands for every element or key, and a column reads one value: name {} with a type such as "
          "list<...>, map<string, ...> or json",
          around);
    }
    const TypeMask possible = view.types_at(view.root(), steps);
    const bool is_no_object = possible != 0 && (possible & types::Object) == 0;
    if (is_no_object) {
      return fail(
          ErrorCode::Configuration,
          "{} lies in {}, where expect lets only {} stand, and a column reads through objects alone{}",
          pointer_text(from), around, type_names(possible),
          (possible & types::Array) != 0 ? ": name the list, with a type such as list<...> or json" : "");
    }
    steps.push_back({Step::To::Member, token});
  }
  return {};
}

Status propose_missing_type(const SchemaView& view, const std::vector<std::string>& from,
                            ColumnDraft& column) {
  const auto proposed = propose_type(view, from);
  if (!proposed) {
    return fail(ErrorCode::Configuration, "expect leaves open what stands at {}: name a type with --type",
                column.from);
  }
  column.type = proposed->type;
  column.wrap_scalar = column.wrap_scalar || proposed->wrap_scalar;
  return {};
}

bool is_same(const Column& a, const Column& b) {
  const auto written = [](const Column& column) {
    return column.default_value ? column.default_value->written : "";
  };
  return type_text(a) == type_text(b) && a.from == b.from && a.wrapper == b.wrapper &&
         a.wrap_scalar == b.wrap_scalar && a.null_values == b.null_values && a.time == b.time &&
         a.parse == b.parse && written(a) == written(b);
}

/// Lists what is said against a contract now and was not before. What makes the column useless is an error.
Result<std::vector<Warning>> new_warnings(const ContractSource& before, const ContractSource& after) {
  std::vector<Warning> added;
  const auto old = lint(before);
  for (Warning& warning : lint(after)) {
    const bool is_old = std::any_of(old.begin(), old.end(), [&](const Warning& each) {
      return each.code == warning.code && each.message == warning.message;
    });
    if (is_old) continue;
    if (warning.code == "impossible_place") return fail(ErrorCode::Configuration, "{}", warning.message);
    added.push_back(std::move(warning));
  }
  return added;
}

}  // namespace

NewMember new_column(const ColumnDraft& column) {
  return {column.name, "",
          [column](std::size_t indent, bool is_bare) { return column_text(column, indent, is_bare); }};
}

Result<AddedColumn> add_column(const std::string& text, const std::string& file, const SchemaTexts& schemas,
                               const WantedColumn& wanted) {
  TRY(const ContractSource before, read_contract(text, file, schemas));
  ColumnDraft draft;
  draft.name = wanted.name;
  draft.from = wanted.from;
  draft.type = wanted.type.value_or("json");  // Until it is known what else is wrong.
  TRY(const Column placed, compile_alone(draft));
  const Document* const expect = before.key("expect");
  const SchemaView view(expect == nullptr ? anything() : *expect, before.schemas);
  if (!placed.wrapper) TRY_OK(check_place(view, placed.from));

  draft.wrap_scalar = wanted.wrap_scalar;
  draft.null_values = wanted.null_values;
  draft.timestamp = wanted.timestamp.value_or("");
  if (wanted.format) draft.format = yaml::scalar(*wanted.format);
  if (wanted.zone) draft.zone = yaml::scalar(*wanted.zone);
  draft.parse = wanted.parse;
  const auto& columns = before.plan->columns;
  const auto same_name = std::find_if(columns.begin(), columns.end(), [&](const Column& each) {
    return lower_case(each.name) == lower_case(wanted.name);
  });
  const bool is_again =
      same_name != columns.end() && same_name->from == placed.from && same_name->wrapper == placed.wrapper;
  if (!wanted.type && is_again) {
    draft.type = type_text(*same_name);
    draft.wrap_scalar = wanted.wrap_scalar || same_name->wrap_scalar;
  } else if (!wanted.type && placed.wrapper) {
    return fail(ErrorCode::Configuration, "expect says nothing of wrappers: name a type with --type");
  } else if (!wanted.type) {
    TRY_OK(propose_missing_type(view, placed.from, draft));
  }
  if (wanted.default_value) draft.default_value = default_text(*wanted.default_value, draft);
  AddedColumn added{text, {}, false, {}};
  TRY(added.column, compile_alone(draft));
  if (same_name != columns.end()) {
    added.is_there = same_name->name == wanted.name && is_same(*same_name, added.column);
    if (added.is_there) return added;
    return fail(ErrorCode::Configuration, "{} has a column {} already: {} from {}", file, same_name->name,
                type_text(*same_name), from_text(*same_name));
  }

  TRY(YamlEditor editor, YamlEditor::open(text, file));
  if (const Status done = editor.add_members({"table", "columns"}, {new_column(draft)}); !done) {
    return fail(ErrorCode::Configuration, "{}: the columns cannot be edited: {}", file, done.error().message);
  }
  added.text = editor.source().text();
  TRY(const ContractSource after, read_contract(added.text, file, schemas));
  TRY(added.warnings, new_warnings(before, after));
  return added;
}

}  // namespace headgate::author
