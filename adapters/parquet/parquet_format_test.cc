// SPDX-License-Identifier: Apache-2.0
// Every type of column, written and read back.
#include "adapters/parquet/parquet_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "adapters/parquet/parquet_rows.h"
#include "store/memory_store.h"

namespace headgate {
namespace {

using testing::ElementsAre;

std::vector<Column> columns_of(const std::string& columns) {
  const auto plan = compile_contract(
      "contract: c\nversion: 1\nservice: s\nrecord_type: event\ntable: {columns: " + columns + "}\n",
      "c.yaml");
  EXPECT_TRUE(plan.has_value()) << (plan ? "" : plan.error().message);
  return (*plan)->columns;
}

/// Writes rows into a file of a store in memory and gives the file's bytes.
std::string written(MemoryStore& store, const std::vector<Column>& columns,
                    const std::vector<std::vector<Slot>>& rows) {
  RowBuffer buffer(columns);
  for (const auto& row : rows) buffer.append(row.data(), static_cast<std::uint32_t>(row.size()));
  ParquetFormat format;
  auto sink = store.create("t.parquet");
  EXPECT_TRUE(sink.has_value());
  auto file = format.create(std::move(*sink), columns, {});
  EXPECT_TRUE(file.has_value());
  EXPECT_TRUE((*file)->write(buffer).has_value());
  EXPECT_TRUE((*(*file)->close())->finish().has_value());
  EXPECT_EQ(*format.count_rows(store, "t.parquet", store.stat("t.parquet")->size_bytes), rows.size());
  return *store.get("t.parquet");
}

std::vector<std::vector<std::string>> read(MemoryStore& store, const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const Column& column : columns) names.push_back(column.name);
  const auto rows = first_rows(store, "t.parquet", names, 100);
  EXPECT_TRUE(rows.has_value()) << (rows ? "" : rows.error().message);
  return *rows;
}

std::array<char, 16> unscaled(std::int64_t value) {
  std::array<char, 16> bytes;
  bytes.fill(value < 0 ? '\xff' : '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

TEST(ParquetFormat, KeepsScalars) {
  const auto columns = columns_of(
      "{s: {from: /s, type: string}, i: {from: /i, type: int64}, d: {from: /d, type: double}, b: {from: /b, "
      "type: "
      "boolean}, t: {from: /t, type: timestamp}, born: {from: /born, type: date}, p: {from: /p, type: "
      "'decimal(38, "
      "2)'}, j: {from: /j, type: json}}");
  const auto price = unscaled(-1250);
  MemoryStore store;
  written(store, columns,
          {{Slot::of_text("é"), Slot::of_int64(-1), Slot::of_double(0.5), Slot::of_boolean(true),
            Slot::of_int64(1'500'000), Slot::of_int64(19782), Slot::of_decimal(price.data()),
            Slot::of_text("[1]")},
           std::vector<Slot>(8)});
  EXPECT_THAT(read(store, columns),
              ElementsAre(ElementsAre("é", "-1", "0.5", "true", "1970-01-01T00:00:01.500000Z", "2024-02-29",
                                      "-12.50", "[1]"),
                          ElementsAre("", "", "", "", "", "", "", "")));
}

TEST(ParquetFormat, KeepsNestedValues) {
  const auto columns = columns_of(
      "{m: {from: /m, type: 'map<string, list<int64>>'}, l: {from: /l, type: 'list<struct<day: date, tags: "
      "map<string, string>>>'}}");
  const std::vector<Slot> full = {
      Slot::of_map(2),    Slot::of_text("k"), Slot::of_list(2),     Slot::of_int64(1), Slot::null(),
      Slot::of_text("l"), Slot::null(),       Slot::of_list(3),     Slot::of_struct(), Slot::of_int64(0),
      Slot::of_map(1),    Slot::of_text("x"), Slot::of_text("\"y"), Slot::null(),      Slot::of_struct(),
      Slot::null(),       Slot::of_map(0)};
  const std::vector<Slot> empty = {Slot::of_map(0), Slot::of_list(0)};
  MemoryStore store;
  const std::string bytes = written(store, columns, {full, {Slot::null(), Slot::null()}, empty, full});
  const auto shows_full =
      ElementsAre("{k: [1, ], l: }", "[{day: 1970-01-01, tags: {x: \"y}}, , {day: , tags: {}}]");
  EXPECT_THAT(read(store, columns),
              ElementsAre(shows_full, ElementsAre("", ""), ElementsAre("{}", "[]"), shows_full));
  EXPECT_EQ(written(store, columns, {full, {Slot::null(), Slot::null()}, empty, full}), bytes);
}

}  // namespace
}  // namespace headgate
