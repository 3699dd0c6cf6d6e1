// SPDX-License-Identifier: Apache-2.0
#include "adapters/parquet/parquet_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/parquet/parquet_format.h"
#include "store/memory_store.h"

namespace headgate {
namespace {

using testing::ElementsAre;

Column made(const char* name, ColumnKind kind) {
  Column column;
  column.name = name;
  column.kind = kind;
  return column;
}

const std::vector<Column> kColumns = {made("text", ColumnKind::String), made("number", ColumnKind::Int64),
                                      made("truth", ColumnKind::Boolean),
                                      made("time", ColumnKind::Timestamp)};

/// A file of two row groups of two rows each.
MemoryStore stored() {
  MemoryStore store;
  ParquetFormat format;
  auto file = format.create(*store.create("f.parquet"), kColumns, {});
  EXPECT_TRUE(file.has_value());
  for (std::int64_t group = 0; group < 2; ++group) {
    RowBuffer rows(kColumns);
    const Slot full[] = {Slot::of_text("é"), Slot::of_int64(7 + group), Slot::of_boolean(true),
                         Slot::of_int64(-1)};
    const Slot empty[] = {Slot::null(), Slot::null(), Slot::null(), Slot::null()};
    rows.append(full, 4);
    rows.append(empty, 4);
    EXPECT_TRUE((*file)->write(rows).has_value());
  }
  EXPECT_TRUE((*(*file)->close())->finish().has_value());
  return store;
}

TEST(ParquetScan, GivesTheRowsInOrderAcrossRowGroups) {
  MemoryStore store = stored();
  ParquetFormat format;
  std::vector<std::string> seen;
  const Status scanned = scan_rows(
      format, store, "f.parquet", {"number", "text", "truth", "time", "none"},
      [&](std::uint64_t row, const std::vector<ScannedCell>& cells) {
        std::string line = std::to_string(row) + ":";
        for (const ScannedCell& cell : cells) {
          line += cell.is_null ? " null" : " " + std::string(cell.text) + std::to_string(cell.number);
        }
        seen.push_back(line);
        return true;
      });
  ASSERT_TRUE(scanned.has_value()) << scanned.error().message;
  EXPECT_THAT(seen, ElementsAre("0: 7 é0 1 -1 null", "1: null null null null null", "2: 8 é0 1 -1 null",
                                "3: null null null null null"));
}

TEST(ParquetScan, GivesALongRowGroupInBatches) {
  constexpr std::int64_t kRows = 10'000;
  MemoryStore store;
  ParquetFormat format;
  auto file = format.create(*store.create("f.parquet"), kColumns, {});
  ASSERT_TRUE(file.has_value());
  RowBuffer rows(kColumns);
  for (std::int64_t i = 0; i < kRows; ++i) {
    const Slot slots[] = {Slot::of_text("x"), Slot::of_int64(i), Slot::null(), Slot::null()};
    rows.append(slots, 4);
  }
  ASSERT_TRUE((*file)->write(rows).has_value());
  ASSERT_TRUE((*(*file)->close())->finish().has_value());

  const auto scan = format.scan(store, "f.parquet", {"number"});
  ASSERT_TRUE(scan.has_value()) << scan.error().message;
  std::int64_t next = 0;
  int batches = 0;
  const auto take = [&](std::uint64_t row, const std::vector<ScannedCell>& cells) {
    EXPECT_EQ(row, static_cast<std::uint64_t>(next));
    EXPECT_EQ(cells[0].number, next++);
    return true;
  };
  for (;; ++batches) {
    const auto more = (*scan)->next(take);
    ASSERT_TRUE(more.has_value()) << more.error().message;
    if (!*more) break;
  }
  EXPECT_EQ(next, kRows);
  EXPECT_GT(batches, 1) << "or memory grows with the row group";
}

TEST(ParquetScan, EndsWhenTheTakerHasEnough) {
  MemoryStore store = stored();
  ParquetFormat format;
  std::vector<std::uint64_t> seen;
  const auto take = [&](std::uint64_t row, const auto&) {
    seen.push_back(row);
    return row < 1;
  };
  ASSERT_TRUE(scan_rows(format, store, "f.parquet", {"text"}, take).has_value());
  EXPECT_THAT(seen, ElementsAre(0, 1));
}

TEST(ParquetScan, SaysWhatCannotBeRead) {
  MemoryStore store;
  ParquetFormat format;
  const auto take = [](std::uint64_t, const auto&) { return true; };
  EXPECT_EQ(scan_rows(format, store, "f", {"text"}, take).error().code, ErrorCode::NotFound);
  ASSERT_TRUE(store.put("f", "PAR1 is no Parquet").has_value());
  EXPECT_EQ(scan_rows(format, store, "f", {"text"}, take).error().code, ErrorCode::Corrupt);
}

}  // namespace
}  // namespace headgate
