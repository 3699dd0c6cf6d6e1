// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/table_types.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/verify/task/expected_row.h"

namespace headgate::verify {

void TableTypes::note(const Plan& plan, const std::string& file) {
  std::vector<Made>& contracts = tables_[plan.table];
  auto made =
      std::find_if(contracts.begin(), contracts.end(), [&](const Made& each) { return each.plan == &plan; });
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
        const auto now = std::find_if(types.begin(), types.end(),
                                      [&](const CellType& each) { return each.name == column.name; });
        if (now == types.end() || *now == column) continue;
        faults.add(Invariant::Rows, made.last_file, "column " + column.name,
                   fmt::format("{}, as in {}", type_text(*now), newest.last_file),
                   fmt::format("{}, in {} {} of {}", type_text(column), made.files,
                               made.files == 1 ? "file" : "files", table));
      }
    }
  }
}

}  // namespace headgate::verify
