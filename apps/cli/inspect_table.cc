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

/// One row while it is made: the columns of the table, and the slot of each.
class Row {
 public:
  Row(const inspect::Profile::Group& group, const inspect::PathRow& row, const inspect::Address& address) {
    const inspect::PathStats& stats = *row.stats;
    text("service", group.service);
    text("record_type", group.record_type);
    text("path", row.path);
    number("depth", row.depth);
    number("count", stats.count());
    number("parents", row.parents);
    real("present",
         row.parents == 0 ? 0 : static_cast<double>(stats.count()) / static_cast<double>(row.parents));
    static constexpr const char* kTypes[] = {"null_count",     "boolean_count", "integer_count",
                                             "fraction_count", "string_count",  "array_count",
                                             "object_count"};
    for (std::size_t i = 0; i < stats.types.size(); ++i) number(kTypes[i], stats.types[i].count);
    const inspect::Values* const values = stats.values.get();
    number("distinct", values ? std::optional(values->distinct_count()) : std::nullopt);
    real("distinct_error", values ? std::optional(values->distinct_error()) : std::nullopt);
    text_or_null("min", stats.number == nullptr ? "" : stats.number->min);
    text_or_null("max", stats.number == nullptr ? "" : stats.number->max);
    extent("length", stats.text == nullptr ? nullptr : &stats.text->length);
    extent("items", stats.list == nullptr ? nullptr : &stats.list->length);
    const bool map = stats.members != nullptr && stats.members->any != nullptr;
    number("map_keys", map ? std::optional(stats.members->keys.estimate()) : std::nullopt);
    text_or_null("format", stats.text == nullptr ? "" : std::string(name(stats.text->format())));
    text("first", address(stats.first()));
    text_or_null("missing_first", row.optional() && row.missing.known() ? address(row.missing) : "");
    top(values);
  }

  /// Gives the columns that every row has.
  static std::vector<Column> columns() {
    const inspect::PathStats nothing;
    inspect::PathRow row;
    row.stats = &nothing;
    return Row({}, row, [](const inspect::Place&) { return std::string(); }).columns_;
  }
  void append_to(RowBuffer& rows) const {
    rows.append(slots_.data(), static_cast<std::uint32_t>(slots_.size()));
  }

 private:
  void put(const std::string& name, Kind kind, Slot slot) {
    columns_.push_back(column(name, kind));
    slots_.push_back(slot);
  }
  Slot kept(std::string value) { return Slot::of_text(texts_.emplace_back(std::move(value))); }
  static Slot whole(std::uint64_t value) { return Slot::of_int64(static_cast<std::int64_t>(value)); }

  void text(const std::string& name, std::string value) { put(name, Kind::String, kept(std::move(value))); }
  void text_or_null(const std::string& name, std::string value) {
    put(name, Kind::String, value.empty() ? Slot::null() : kept(std::move(value)));
  }
  void number(const std::string& name, std::optional<std::uint64_t> value) {
    put(name, Kind::Int64, value ? whole(*value) : Slot::null());
  }
  void real(const std::string& name, std::optional<double> value) {
    put(name, Kind::Double, value ? Slot::of_double(*value) : Slot::null());
  }
  void extent(const std::string& name, const inspect::Extent* extent) {
    number(name + "_min", extent ? std::optional(extent->min) : std::nullopt);
    number(name + "_max", extent ? std::optional(extent->max) : std::nullopt);
    real(name + "_mean", extent ? std::optional(extent->mean()) : std::nullopt);
  }

  /// The most frequent values, where all of them are known.
  void top(const inspect::Values* values) {
    Column entry =
        column("element", Kind::Struct,
               {column("value", Kind::String), column("type", Kind::String), column("count", Kind::Int64)});
    columns_.push_back(column("top", Kind::List, {std::move(entry)}));
    if (values == nullptr || !values->exact()) {
      slots_.push_back(Slot::null());
      return;
    }
    std::vector<inspect::Sample::Entry> top = values->distinct.top();
    if (top.size() > kTopKept) top.resize(kTopKept);
    slots_.push_back(Slot::of_list(static_cast<std::uint32_t>(top.size())));
    for (const inspect::Sample::Entry& entry_of : top) {
      const Slot cells[] = {Slot::of_struct(), kept(entry_of.text), kept(type_names(entry_of.type)),
                            whole(entry_of.count)};
      slots_.insert(slots_.end(), std::begin(cells), std::end(cells));
    }
  }

  std::vector<Column> columns_;
  std::vector<Slot> slots_;
  std::deque<std::string> texts_;  ///< Which the slots view.
};

}  // namespace

Status write_profile_table(const InspectedFiles& inspected, const std::string& file) {
  std::error_code error;
  if (std::filesystem::exists(file, error)) {
    return fail(ErrorCode::Configuration, "{} is there already: name another file", file);
  }
  const std::vector<Column> columns = Row::columns();
  RowBuffer rows(columns);
  const inspect::Address address = inspected.address();
  for (const inspect::Profile::Group* group : inspected.profile.groups()) {
    for (const inspect::PathRow& each : paths_of(*group)) Row(*group, each, address).append_to(rows);
  }
  for (const inspect::Profile::Group* wrapper : inspected.profile.wrappers()) {
    for (const inspect::PathRow& each : paths_of(*wrapper)) Row(*wrapper, each, address).append_to(rows);
  }
  ParquetFormat format;
  TRY(const auto table,
      format.create(std::make_unique<local::LocalSink>(file + ".unfinished", file), columns, {}));
  TRY_OK(table->write(rows));
  TRY(const auto sink, table->close());
  return sink->finish();
}

}  // namespace headgate::cli
