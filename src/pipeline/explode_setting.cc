// SPDX-License-Identifier: Apache-2.0
#include "pipeline/explode_setting.h"

#include <algorithm>

#include "base/json_pointer.h"
#include "pipeline/read_setting.h"

namespace headgate {

Status set_explode(Explode& explode, const Setting& setting) {
  TRY(const std::string text, one_value(setting));
  explode.clear();
  if (text.empty()) return {};
  TRY(const PointerTokens tokens, split_pointer(text, setting.place));
  std::vector<std::string> names;
  for (const std::string& token : tokens) {
    if (token != "*") {
      names.push_back(token);
      continue;
    }
    if (names.empty()) {
      return fail(ErrorCode::Configuration,
                  "{}: {}: before each * stands the name of a member that holds the array, not so in {} (the "
                  "elements "
                  "of a top-level array are events without this setting)",
                  setting.place, setting.key, text);
    }
    explode.push_back(std::move(names));
    names.clear();
  }
  if (names.empty()) return {};
  return fail(ErrorCode::Configuration, "{}: {} leads to the elements of an array, so it ends with *: {}/*",
              setting.place, setting.key, text);
}

Status check_columns(const Contracts& contracts, const Explode& explode) {
  for (const auto& plan : contracts.plans()) {
    for (std::size_t i = 0; i < plan->columns.size(); ++i) {
      const Column& column = plan->columns[i];
      if (!column.wrapper || column.wrapper->level >= explode.size()) continue;
      const Explode around(explode.begin(), explode.begin() + column.wrapper->level);
      const auto& array = explode[column.wrapper->level];
      const bool leads_to_array = column.from.size() <= array.size() &&
                                  std::equal(column.from.begin(), column.from.end(), array.begin());
      const std::string way = column.wrapper->way.empty() ? "" : pointer_text(column.wrapper->way);
      if (!leads_to_array || way != explode_text(around)) continue;
      return fail(ErrorCode::Configuration,
                  "{}:{}: column {} reads {}, which holds the events: by explode they are taken out of it",
                  plan->file, plan->column_lines[i], column.name, from_text(column));
    }
  }
  return {};
}

}  // namespace headgate
