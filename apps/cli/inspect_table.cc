// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/inspect_files.h"

#include <deque>
#include <filesystem>

#include "adapters/local/local_sink.h"
#include "adapters/parquet/parquet_format.h"

namespace headgate::cli {

namespace {

using Kind = ColumnKind;

constexpr std::size_t kTopKept = 10;

Column column(const std::string& name, Kind kind, std::vector<Column> children = {}) {
  Column made;
  made.name = name;
  made.kind = kind;
  made.children = std::move(children);
  return made;
}

Column top_column() {
  Column entry =
      column("element", Kind::Struct,
             {column("value", Kind::String), column("type", Kind::String), column("count", Kind::Int64)});
  return column("top", Kind::List, {std::move(entry)});
}

const std::vector<Column>& columns() {
  static const std::vector<Column> kColumns = [] {
    std::vector<Column> made;
    const auto add = [&](Kind kind, std::initializer_list<const char*> names) {
      for (const char* const name : names) made.push_back(column(name, kind));
    };
    add(Kind::String, {"service", "record_type", "path"});
    add(Kind::Int64, {"depth", "count", "parents"});
    add(Kind::Double, {"present"});
    add(Kind::Int64, {"null_count", "boolean_count", "integer_count", "fraction_count", "string_count",
                      "array_count", "object_count", "distinct"});
    add(Kind::Double, {"distinct_error"});
    add(Kind::String, {"min", "max"});
    add(Kind::Int64, {"length_min", "length_max"});
    add(Kind::Double, {"length_mean"});
    add(Kind::Int64, {"items_min", "items_max"});
    add(Kind::Double, {"items_mean"});
    add(Kind::Int64, {"map_keys"});
    add(Kind::String, {"format", "first", "missing_first"});
    made.push_back(top_column());
    return made;
  }();
  return kColumns;
}

/// Makes the slots of one row, in the order of the columns. Its texts live as long as the row is made.
class Row {
 public:
  Row(const inspect::Profile::Group& group, const inspect::PathRow& row, const inspect::Address& address) {
    const inspect::PathStats& stats = *row.stats;
    text(group.service);
    text(group.record_type);
    text(row.path);
    number(row.depth);
    number(stats.count());
    number(row.parents);
    real(row.parents == 0 ? 0 : static_cast<double>(stats.count()) / static_cast<double>(row.parents));
    for (const inspect::PathStats::OfType& each : stats.types) number(each.count);
    values(stats.values.get());
    text_or_null(stats.number == nullptr ? "" : stats.number->min);
    text_or_null(stats.number == nullptr ? "" : stats.number->max);
    extent(stats.text == nullptr ? nullptr : &stats.text->length);
    extent(stats.list == nullptr ? nullptr : &stats.list->length);
    const bool map = stats.members != nullptr && stats.members->any != nullptr;
    map ? number(stats.members->keys.estimate()) : slots_.push_back(Slot::null());
    text_or_null(stats.text == nullptr ? "" : std::string(name(stats.text->format())));
    text(address(stats.first()));
    text_or_null(row.optional() && row.missing.known() ? address(row.missing) : "");
    top(stats.values.get());
  }

  [[nodiscard]] const std::vector<Slot>& slots() const { return slots_; }

 private:
  void text(std::string value) {
    texts_.push_back(std::move(value));
    slots_.push_back(Slot::of_text(texts_.back()));
  }
  void text_or_null(std::string value) {
    value.empty() ? slots_.push_back(Slot::null()) : text(std::move(value));
  }
  void number(std::uint64_t value) { slots_.push_back(Slot::of_int64(static_cast<std::int64_t>(value))); }
  void real(double value) { slots_.push_back(Slot::of_double(value)); }

  void values(const inspect::Values* values) {
    if (values == nullptr) {
      slots_.insert(slots_.end(), 2, Slot::null());
      return;
    }
    number(values->distinct_count());
    real(values->distinct_error());
  }

  void extent(const inspect::Extent* extent) {
    if (extent == nullptr) {
      slots_.insert(slots_.end(), 3, Slot::null());
      return;
    }
    number(extent->min);
    number(extent->max);
    real(extent->mean());
  }

  /// The most frequent values, where all of them are known.
  void top(const inspect::Values* values) {
    if (values == nullptr || !values->exact()) {
      slots_.push_back(Slot::null());
      return;
    }
    std::vector<inspect::Sample::Entry> top = values->distinct.top();
    if (top.size() > kTopKept) top.resize(kTopKept);
    slots_.push_back(Slot::of_list(static_cast<std::uint32_t>(top.size())));
    for (const inspect::Sample::Entry& entry : top) {
      slots_.push_back(Slot::of_struct());
      text(entry.text);
      text(type_names(entry.type));
      number(entry.count);
    }
  }

  std::vector<Slot> slots_;
  std::deque<std::string> texts_;
};

}  // namespace

Status write_profile_table(const InspectedFiles& inspected, const std::string& file) {
  std::error_code error;
  if (std::filesystem::exists(file, error)) {
    return fail(ErrorCode::Configuration, "{} is there already: name another file", file);
  }
  RowBuffer rows(columns());
  const inspect::Address address = inspected.address();
  for (const inspect::Profile::Group* group : inspected.profile.groups()) {
    for (const inspect::PathRow& each : paths_of(*group)) {
      const Row row(*group, each, address);
      rows.append(row.slots().data(), static_cast<std::uint32_t>(row.slots().size()));
    }
  }
  ParquetFormat format;
  TRY(const auto table,
      format.create(std::make_unique<local::LocalSink>(file + ".unfinished", file), columns(), {}));
  TRY_OK(table->write(rows));
  return table->finish();
}

}  // namespace headgate::cli
