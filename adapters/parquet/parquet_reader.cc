// SPDX-License-Identifier: Apache-2.0
#include "adapters/parquet/parquet_reader.h"

#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>

#include <bit>
#include <charconv>

namespace headgate {

namespace {

using verify::CellKind;
using verify::Cells;
using verify::CellType;

constexpr std::int64_t kRowsAtOnce = 4096;

CellKind kind_of(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::STRING: return CellKind::Text;
    case arrow::Type::INT64: return CellKind::Int64;
    case arrow::Type::DOUBLE: return CellKind::Double;
    case arrow::Type::BOOL: return CellKind::Boolean;
    case arrow::Type::DATE32: return CellKind::Date;
    case arrow::Type::DECIMAL128: return CellKind::Decimal;
    case arrow::Type::LIST: return CellKind::List;
    case arrow::Type::STRUCT: return CellKind::Struct;
    case arrow::Type::MAP: return CellKind::Map;
    case arrow::Type::TIMESTAMP: {
      const auto& timestamp = static_cast<const arrow::TimestampType&>(type);
      const bool utc = timestamp.timezone() == "UTC" && timestamp.unit() == arrow::TimeUnit::MICRO;
      return utc ? CellKind::Timestamp : CellKind::Other;
    }
    default: return CellKind::Other;
  }
}

CellType type_of(const arrow::Field& field) {
  CellType type;
  type.name = field.name();
  type.kind = kind_of(*field.type());
  if (field.metadata() != nullptr) {
    const auto id = field.metadata()->Get("PARQUET:field_id");
    if (id.ok()) std::from_chars(id->data(), id->data() + id->size(), type.field_id);
  }
  if (type.kind == CellKind::Decimal) {
    const auto& decimal = static_cast<const arrow::Decimal128Type&>(*field.type());
    type.precision = decimal.precision();
    type.scale = decimal.scale();
  }
  // The entries of a map are a struct that only says again what its key and its value are.
  const bool map = type.kind == CellKind::Map;
  const auto& parts = map ? field.type()->field(0)->type()->fields() : field.type()->fields();
  for (const auto& part : parts) type.parts.push_back(type_of(*part));
  return type;
}

template <class Array>
void take_words(const arrow::Array& array, Cells& cells) {
  const auto& values = static_cast<const Array&>(array);
  for (std::int64_t i = 0; i < array.length(); ++i) {
    if constexpr (std::is_same_v<Array, arrow::DoubleArray>) {
      cells.words.push_back(std::bit_cast<std::int64_t>(values.Value(i)));
    } else {
      cells.words.push_back(values.Value(i));
    }
  }
}

void take(const arrow::Array& array, Cells& cells);

/// Takes the parts of lists that begin where `offset` says: those that the rows at hand have, from 0 on.
template <class List>
void take_spans(const List& list, const std::vector<std::shared_ptr<arrow::Array>>& parts, Cells& cells) {
  const std::int64_t first = list.value_offset(0);
  const std::int64_t count = list.value_offset(list.length()) - first;
  for (std::int64_t i = 0; i <= list.length(); ++i) {
    cells.firsts.push_back(static_cast<std::uint32_t>(list.value_offset(i) - first));
  }
  cells.parts.resize(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) take(*parts[i]->Slice(first, count), cells.parts[i]);
}

void take(const arrow::Array& array, Cells& cells) {
  cells.kind = kind_of(*array.type());
  cells.present.clear();
  cells.words.clear();
  cells.texts.clear();
  cells.firsts.clear();
  for (std::int64_t i = 0; i < array.length(); ++i) cells.present.push_back(!array.IsNull(i));
  switch (cells.kind) {
    case CellKind::Text: {
      const auto& texts = static_cast<const arrow::StringArray&>(array);
      for (std::int64_t i = 0; i < array.length(); ++i) cells.texts.push_back(texts.GetView(i));
      break;
    }
    case CellKind::Decimal: {
      const auto& texts = static_cast<const arrow::Decimal128Array&>(array);
      for (std::int64_t i = 0; i < array.length(); ++i) cells.texts.push_back(texts.GetView(i));
      break;
    }
    case CellKind::Int64: return take_words<arrow::Int64Array>(array, cells);
    case CellKind::Timestamp: return take_words<arrow::TimestampArray>(array, cells);
    case CellKind::Date: return take_words<arrow::Date32Array>(array, cells);
    case CellKind::Double: return take_words<arrow::DoubleArray>(array, cells);
    case CellKind::Boolean: return take_words<arrow::BooleanArray>(array, cells);
    case CellKind::List: {
      const auto& list = static_cast<const arrow::ListArray&>(array);
      return take_spans(list, {list.values()}, cells);
    }
    case CellKind::Map: {
      const auto& map = static_cast<const arrow::MapArray&>(array);
      return take_spans(map, {map.keys(), map.items()}, cells);
    }
    case CellKind::Struct: {
      const auto& record = static_cast<const arrow::StructArray&>(array);
      cells.parts.resize(static_cast<std::size_t>(record.num_fields()));
      for (int i = 0; i < record.num_fields(); ++i) take(*record.field(i), cells.parts[i]);
      break;
    }
    case CellKind::Other: break;
  }
}

class ParquetContent : public verify::TableContent {
 public:
  ParquetContent(std::string name, std::unique_ptr<parquet::arrow::FileReader> reader)
      : name_(std::move(name)), reader_(std::move(reader)) {}

  arrow::Status begin() {
    std::shared_ptr<arrow::Schema> schema;
    ARROW_RETURN_NOT_OK(reader_->GetSchema(&schema));
    for (const auto& field : schema->fields()) columns_.push_back(type_of(*field));
    const auto footer = reader_->parquet_reader()->metadata();
    if (const auto pairs = footer->key_value_metadata(); pairs != nullptr) {
      for (std::int64_t i = 0; i < pairs->size(); ++i) metadata_.emplace_back(pairs->key(i), pairs->value(i));
    }
    return reader_->GetRecordBatchReader().Value(&batches_);
  }

  [[nodiscard]] const std::vector<CellType>& columns() const override { return columns_; }
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& metadata() const override {
    return metadata_;
  }

  Result<bool> next(verify::Rows& rows) override {
    try {
      return take_next(rows);
    } catch (const std::exception& wrong) {  // Arrow throws where a page is none.
      return fail(ErrorCode::Corrupt, "{} cannot be read as Parquet: {}", name_, wrong.what());
    }
  }

 private:
  Result<bool> take_next(verify::Rows& rows) {
    std::shared_ptr<arrow::RecordBatch> batch;
    const arrow::Status read = batches_->ReadNext(&batch);
    if (!read.ok()) {
      return fail(ErrorCode::Corrupt, "{} cannot be read as Parquet: {}", name_, read.ToString());
    }
    if (batch == nullptr) return false;
    rows.first = taken_;
    rows.count = static_cast<std::size_t>(batch->num_rows());
    rows.columns.resize(columns_.size());
    for (int i = 0; i < batch->num_columns(); ++i) take(*batch->column(i), rows.columns[i]);
    rows.kept = batch;
    taken_ += rows.count;
    return true;
  }

  std::string name_;
  std::unique_ptr<parquet::arrow::FileReader> reader_;
  std::vector<CellType> columns_;
  std::vector<std::pair<std::string, std::string>> metadata_;
  std::shared_ptr<arrow::RecordBatchReader> batches_;
  std::uint64_t taken_ = 0;
};

arrow::Result<std::unique_ptr<verify::TableContent>> open_content(std::string bytes,
                                                                  const std::string& name) {
  auto file = std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(std::move(bytes)));
  parquet::arrow::FileReaderBuilder builder;
  ARROW_RETURN_NOT_OK(builder.Open(file));
  parquet::ArrowReaderProperties properties;
  properties.set_batch_size(kRowsAtOnce);
  ARROW_ASSIGN_OR_RAISE(auto reader, builder.properties(properties)->Build());
  auto content = std::make_unique<ParquetContent>(name, std::move(reader));
  ARROW_RETURN_NOT_OK(content->begin());
  return content;
}

}  // namespace

Result<std::unique_ptr<verify::TableContent>> ParquetReader::open(std::string bytes,
                                                                  const std::string& name) {
  try {
    auto content = open_content(std::move(bytes), name);
    if (content.ok()) return std::move(*content);
    return fail(ErrorCode::Corrupt, "{} cannot be read as Parquet: {}", name, content.status().ToString());
  } catch (const std::exception& wrong) {
    return fail(ErrorCode::Corrupt, "{} cannot be read as Parquet: {}", name, wrong.what());
  }
}

}  // namespace headgate
