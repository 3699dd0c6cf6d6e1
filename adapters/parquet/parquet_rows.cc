// SPDX-License-Identifier: Apache-2.0
#include "adapters/parquet/parquet_rows.h"

#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <fmt/format.h>
#include <parquet/arrow/reader.h>

#include "base/time.h"

namespace headgate {

namespace {

std::string cell(const arrow::Array& array, std::int64_t row) {
  if (array.IsNull(row)) return {};
  switch (array.type_id()) {
    case arrow::Type::STRING: return static_cast<const arrow::StringArray&>(array).GetString(row);
    case arrow::Type::INT64: return std::to_string(static_cast<const arrow::Int64Array&>(array).Value(row));
    case arrow::Type::DOUBLE:
      return fmt::format("{}", static_cast<const arrow::DoubleArray&>(array).Value(row));
    case arrow::Type::BOOL:
      return static_cast<const arrow::BooleanArray&>(array).Value(row) ? "true" : "false";
    case arrow::Type::TIMESTAMP:
      return format_time(static_cast<const arrow::TimestampArray&>(array).Value(row));
    case arrow::Type::DATE32: {
      constexpr Micros kDay = Micros{86'400} * 1'000'000;
      return format_time(static_cast<const arrow::Date32Array&>(array).Value(row) * kDay).substr(0, 10);
    }
    case arrow::Type::DECIMAL128: return static_cast<const arrow::Decimal128Array&>(array).FormatValue(row);
    case arrow::Type::MAP: {
      const auto& map = static_cast<const arrow::MapArray&>(array);
      std::vector<std::string> members;
      for (std::int64_t i = map.value_offset(row); i < map.value_offset(row + 1); ++i) {
        members.push_back(cell(*map.keys(), i) + ": " + cell(*map.items(), i));
      }
      return fmt::format("{{{}}}", fmt::join(members, ", "));
    }
    case arrow::Type::LIST: {
      const auto& list = static_cast<const arrow::ListArray&>(array);
      std::vector<std::string> elements;
      for (std::int64_t i = list.value_offset(row); i < list.value_offset(row + 1); ++i) {
        elements.push_back(cell(*list.values(), i));
      }
      return fmt::format("[{}]", fmt::join(elements, ", "));
    }
    case arrow::Type::STRUCT: {
      const auto& record = static_cast<const arrow::StructArray&>(array);
      std::vector<std::string> fields;
      for (int i = 0; i < record.num_fields(); ++i) {
        fields.push_back(array.type()->field(i)->name() + ": " + cell(*record.field(i), row));
      }
      return fmt::format("{{{}}}", fmt::join(fields, ", "));
    }
    default: return array.type()->ToString();
  }
}

arrow::Result<std::shared_ptr<arrow::RecordBatch>> first_batch(std::string bytes) {
  auto file = std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(std::move(bytes)));
  ARROW_ASSIGN_OR_RAISE(const auto reader, parquet::arrow::OpenFile(file, arrow::default_memory_pool()));
  if (reader->num_row_groups() == 0) return nullptr;
  ARROW_ASSIGN_OR_RAISE(const auto batches, reader->GetRecordBatchReader({0}));
  return batches->Next();
}

}  // namespace

Result<std::vector<std::vector<std::string>>> first_rows(ObjectStore& store, const std::string& name,
                                                         const std::vector<std::string>& columns,
                                                         std::size_t count) {
  TRY(std::string bytes, store.get(name));
  const auto batch = first_batch(std::move(bytes));
  if (!batch.ok()) {
    return fail(ErrorCode::Corrupt, "{}/{} cannot be read as Parquet: {}", store.root(), name,
                batch.status().ToString());
  }
  std::vector<std::vector<std::string>> rows;
  if (*batch == nullptr) return rows;
  for (std::int64_t row = 0; row < (*batch)->num_rows() && rows.size() < count; ++row) {
    auto& cells = rows.emplace_back();
    for (const std::string& column : columns) {
      const auto values = (*batch)->GetColumnByName(column);
      cells.push_back(values == nullptr ? "" : cell(*values, row));
    }
  }
  return rows;
}

}  // namespace headgate
