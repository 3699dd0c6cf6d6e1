// SPDX-License-Identifier: Apache-2.0
#include "contract/change.h"

#include <fmt/format.h>

#include <algorithm>

#include "contract/contract.h"

namespace headgate {

namespace {

std::string default_text(const Column& column) {
  return column.default_value ? column.default_value->written : "null";
}

bool has_time(const Column& column) {
  return column.kind == ColumnKind::Timestamp || column.kind == ColumnKind::Date ||
         std::any_of(column.children.begin(), column.children.end(), has_time);
}

/// Says whether rows of one type are rows of the other. A struct may gain fields: they are null in rows that
/// are there already, as a column that was added is. A field that reads another member is another field.
bool holds_rows_of(const Column& after, const Column& before) {
  if (after.kind != before.kind) return false;
  if (after.children.empty()) return type_text(after) == type_text(before);
  return std::all_of(before.children.begin(), before.children.end(), [&](const Column& old) {
    const auto now = std::find_if(after.children.begin(), after.children.end(),
                                  [&](const Column& child) { return child.name == old.name; });
    return now != after.children.end() && now->from == old.from && holds_rows_of(*now, old);
  });
}

}  // namespace

std::string incompatible_change(const Column& before, const Column& after) {
  const std::string& name = before.name;
  if (!holds_rows_of(after, before)) {
    return fmt::format("column {} was {} and is {} now", name, type_text(before), type_text(after));
  }
  if (after.from != before.from || after.wrapper != before.wrapper) {
    return fmt::format("column {} was read from {} and is read from {} now", name, from_text(before),
                       from_text(after));
  }
  if (has_time(before) && after.time != before.time) {
    return fmt::format("column {} took times as {} and takes them as {} now", name, form_text(before.time),
                       form_text(after.time));
  }
  if (after.parse != before.parse) {
    return fmt::format("column {} {} texts and {} now", name, before.parse ? "parsed" : "did not parse",
                       before.parse ? "does not" : "does");
  }
  if (after.wrap_scalar != before.wrap_scalar) {
    return fmt::format("column {} {} a lone scalar as a list and {} now", name,
                       before.wrap_scalar ? "took" : "did not take",
                       before.wrap_scalar ? "does not" : "does");
  }
  auto old_words = before.null_values, new_words = after.null_values;
  std::sort(old_words.begin(), old_words.end());
  std::sort(new_words.begin(), new_words.end());
  if (old_words != new_words) return fmt::format("column {} has other null_values now", name);
  const auto& was = before.default_value;
  const auto& is = after.default_value;
  const bool same = was.has_value() == is.has_value() &&
                    (!was || (was->type == is->type && was->text == is->text && was->truth == is->truth));
  if (same) return {};
  return fmt::format("column {} had the default {} and has {} now", name, default_text(before),
                     default_text(after));
}

std::string incompatible_change(const Plan& before, const Plan& after) {
  for (const Column& old : before.columns) {
    const auto now = std::find_if(after.columns.begin(), after.columns.end(),
                                  [&](const Column& column) { return column.name == old.name; });
    if (now == after.columns.end()) return fmt::format("column {} is gone", old.name);
    if (std::string change = incompatible_change(old, *now); !change.empty()) return change;
  }
  if (before.rescue && !after.rescue) return "the column _rescued is gone";
  if (!before.rescue && after.rescue) return "the table had no column _rescued and has one now";
  return {};
}

}  // namespace headgate
