// SPDX-License-Identifier: Apache-2.0
#include "adapters/parquet/parquet_footers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/parquet/parquet_format.h"
#include "store/memory_store.h"

namespace headgate {
namespace {

using report::ColumnFooter;

Column footer_column(const char* name, ColumnKind kind) {
  Column column;
  column.name = name;
  column.kind = kind;
  return column;
}

std::vector<Column> footer_columns() {
  Column list = footer_column("list", ColumnKind::List);
  list.children.push_back(footer_column("element", ColumnKind::String));
  return {footer_column("text", ColumnKind::String),
          footer_column("number", ColumnKind::Int64),
          footer_column("real", ColumnKind::Double),
          footer_column("truth", ColumnKind::Boolean),
          footer_column("time", ColumnKind::Timestamp),
          footer_column("none", ColumnKind::String),
          list};
}

/// A file of two row groups: values that lie apart, and a row of nulls in each.
MemoryStore footer_store(const std::vector<Column>& columns) {
  MemoryStore store;
  ParquetFormat format;
  auto file = format.create(*store.create("f.parquet"), columns, {});
  EXPECT_TRUE(file.has_value());
  for (const std::int64_t sign : {1, -1}) {
    RowBuffer rows(columns);
    const Slot full[] = {Slot::of_text(sign > 0 ? "é" : "a"),
                         Slot::of_int64(7 * sign),
                         Slot::of_double(0.5 * static_cast<double>(sign)),
                         Slot::of_boolean(sign > 0),
                         Slot::of_int64(sign * 1'000'000),
                         Slot::null(),
                         Slot::null()};
    const std::vector<Slot> empty(columns.size(), Slot::null());
    rows.append(full, std::size(full));
    rows.append(empty.data(), empty.size());
    EXPECT_TRUE((*file)->write(rows).has_value());
  }
  EXPECT_TRUE((*(*file)->close())->finish().has_value());
  return store;
}

TEST(ParquetFooters, TellsNullsAndBoundsOverAllRowGroups) {
  const std::vector<Column> columns = footer_columns();
  MemoryStore store = footer_store(columns);
  const auto footer = ParquetFooters().read(store, "f.parquet");
  ASSERT_TRUE(footer.has_value()) << footer.error().message;
  EXPECT_EQ(footer->rows, 4);
  struct Expected {
    const char *name, *type, *min, *max;
  };
  const Expected expected[] = {{"text", "string", "a", "é"},
                               {"number", "int64", "-7", "7"},
                               {"real", "double", "-0.5", "0.5"},
                               {"truth", "boolean", "false", "true"},
                               {"time", "timestamp", "1969-12-31T23:59:59Z", "1970-01-01T00:00:01Z"}};
  for (std::size_t i = 0; i < std::size(expected); ++i) {
    const ColumnFooter& column = footer->columns[i];
    EXPECT_EQ(column.name, expected[i].name);
    EXPECT_EQ(column.type, expected[i].type);
    EXPECT_EQ(column.nulls, 2);
    ASSERT_TRUE(column.min && column.max) << column.name;
    EXPECT_EQ(column.min->text, expected[i].min);
    EXPECT_EQ(column.max->text, expected[i].max);
    EXPECT_LT(column.min->order, column.max->order);
  }
  EXPECT_EQ(footer->columns[5].nulls, 4);
  EXPECT_TRUE(footer->columns[5].is_all_null);
  EXPECT_EQ(footer->columns[6].type, "list<string>");
  EXPECT_EQ(footer->columns[6].nulls, std::nullopt) << "a footer counts the elements, not the lists";
}

TEST(ParquetFooters, RefusesWhatIsNoParquet) {
  MemoryStore store;
  ASSERT_TRUE(store.put("f.parquet", "PAR1 or not"));
  const auto footer = ParquetFooters().read(store, "f.parquet");
  ASSERT_FALSE(footer.has_value());
  EXPECT_EQ(footer.error().code, ErrorCode::Corrupt);
  EXPECT_FALSE(ParquetFooters().read(store, "gone.parquet").has_value());
}

}  // namespace
}  // namespace headgate
