// SPDX-License-Identifier: Apache-2.0
#include "answers/report/table_profiles.h"

#include <algorithm>
#include <mutex>

#include "base/json_pointer.h"

namespace headgate::report {

namespace {

/// Is one file of a table, and the contract whose table it is.
struct TableFileOf {
  const LiveTask* task = nullptr;
  StagedFile file;
  std::shared_ptr<const Plan> plan;
};

/// Sums up one column over files. They may have it in another type: then it is a column of its own.
struct ColumnSum {
  std::string name, type;
  std::uint64_t rows = 0, nulls = 0;
  std::optional<Extreme> min, max;
  bool knows_nulls = true, knows_bounds = true, is_hidden = false;
  std::size_t place = 0;  ///< Among the columns of the first file that has it.
};

struct TableSum {
  TableProfile profile;
  std::map<std::pair<std::string, std::string>, ColumnSum> columns;  ///< By name and type.
};

/// Says whether the greatest value of a column could show what its contract hides, or shows nothing.
bool is_hidden(const Plan* plan, const std::string& column) {
  // What is rescued is whatever stood somewhere; a contract that hides anything may hide that.
  if (column == "_rescued") return true;
  if (plan == nullptr) return column != "event_id" && !column.starts_with('_');
  for (const Column& each : plan->columns) {
    if (each.name != column) continue;
    return plan->masks(from_text(each));
  }
  return false;
}

void widen(ColumnSum& sum, const ColumnFooter& column) {
  if (column.is_all_null) return;
  if (!column.min || !column.max) {
    sum.knows_bounds = false;
    return;
  }
  if (!sum.min || column.min->order < sum.min->order) sum.min = column.min;
  if (!sum.max || sum.max->order < column.max->order) sum.max = column.max;
}

void add(TableSum& sum, const TableFileOf& of, const TableFooter& footer) {
  sum.profile.table = of.file.table;
  sum.profile.rows += footer.rows;
  ++sum.profile.files;
  sum.profile.bytes += of.file.size_bytes;
  if (of.plan != nullptr) sum.profile.contracts.insert(versioned(*of.plan));
  for (std::size_t i = 0; i < footer.columns.size(); ++i) {
    const ColumnFooter& column = footer.columns[i];
    ColumnSum& to = sum.columns[{column.name, column.type}];
    if (to.name.empty()) to.place = i;
    to.place = std::max(to.place, i);  // Columns are added behind others, and before ours.
    to.name = column.name;
    to.type = column.type;
    to.rows += footer.rows;
    to.is_hidden |= is_hidden(of.plan.get(), column.name);
    to.knows_nulls &= column.nulls.has_value();
    to.nulls += column.nulls.value_or(0);
    widen(to, column);
  }
}

TableProfile profile_of(TableSum sum) {
  std::vector<const ColumnSum*> columns;
  columns.reserve(sum.columns.size());
  for (const auto& [key, column] : sum.columns) columns.push_back(&column);
  std::stable_sort(columns.begin(), columns.end(),
                   [](const ColumnSum* a, const ColumnSum* b) { return a->place < b->place; });
  for (const ColumnSum* column : columns) {
    ColumnProfile& made = sum.profile.columns.emplace_back();
    made.name = column->name;
    made.type = column->type;
    // A file that lacks the column has null there.
    if (column->knows_nulls) made.nulls = column->nulls + (sum.profile.rows - column->rows);
    made.is_hidden = column->is_hidden;
    made.has_bounds = column->knows_bounds && column->min && !column->is_hidden;
    if (!made.has_bounds) continue;
    made.min = column->min.value_or(Extreme()).text;
    made.max = column->max.value_or(Extreme()).text;
  }
  return std::move(sum.profile);
}

Result<std::vector<TableFileOf>> table_files(const std::vector<const LiveTask*>& tasks, KeptPlans& plans) {
  std::vector<TableFileOf> files;
  for (const LiveTask* const task : tasks) {
    TRY(const auto by_table, plans.of(*task));
    for (StagedFile& file : task->manifest.files()) {
      if (file.table.empty()) continue;
      const auto plan = by_table.find(file.table);
      files.push_back({task, std::move(file), plan == by_table.end() ? nullptr : plan->second});
    }
  }
  return files;
}

}  // namespace

Result<std::vector<TableProfile>> profile_tables(const find::Search& search, FooterReader& footers,
                                                 const std::vector<const LiveTask*>& tasks,
                                                 KeptPlans& plans) {
  TRY(const auto files, table_files(tasks, plans));
  std::mutex mutex;
  std::map<std::string, TableSum> sums;
  TRY_OK(search.look_through("reading footers", files.size(), [&](std::size_t i) -> Status {
    TRY(const std::string place, search.snapshot.place_of(*files[i].task, files[i].file.final_name));
    TRY(const TableFooter footer, footers.read(search.snapshot.store(), place));
    const std::lock_guard lock(mutex);
    add(sums[files[i].file.table], files[i], footer);
    return {};
  }));
  std::vector<TableProfile> profiles;
  profiles.reserve(sums.size());
  for (auto& [table, sum] : sums) profiles.push_back(profile_of(std::move(sum)));
  return profiles;
}

}  // namespace headgate::report
