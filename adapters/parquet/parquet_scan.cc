// SPDX-License-Identifier: Apache-2.0
#include "adapters/parquet/parquet_scan.h"

#include <arrow/api.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/file_reader.h>

#include "adapters/parquet/stored_file.h"

namespace headgate {

namespace {

ScannedCell scanned_cell(const arrow::Array& array, std::int64_t row) {
  if (array.IsNull(row)) return {};
  switch (array.type_id()) {
    case arrow::Type::STRING: return {false, static_cast<const arrow::StringArray&>(array).GetView(row), 0};
    case arrow::Type::INT64: return {false, {}, static_cast<const arrow::Int64Array&>(array).Value(row)};
    case arrow::Type::TIMESTAMP:
      return {false, {}, static_cast<const arrow::TimestampArray&>(array).Value(row)};
    case arrow::Type::BOOL:
      return {false, {}, static_cast<const arrow::BooleanArray&>(array).Value(row) ? 1 : 0};
    default: return {};
  }
}

class ParquetScan : public TableScan {
 public:
  ParquetScan(std::string file, std::vector<std::string> columns)
      : file_(std::move(file)), columns_(std::move(columns)), cells_(columns_.size()) {}

  Status open(std::shared_ptr<StoredFile> content) { return checked(start(std::move(content))); }

  Result<bool> next(const TakeRow& take) override {
    std::shared_ptr<arrow::RecordBatch> batch;
    TRY_OK(checked(read(batch)));
    return batch != nullptr && hand_out(*batch, take);
  }

 private:
  /// So many rows at a time: some MiB of them.
  static constexpr std::int64_t kBatchRows = 4096;

  [[nodiscard]] Status checked(const arrow::Status& status) const {
    if (status.ok()) return {};
    return fail(ErrorCode::Corrupt, "{} cannot be read as Parquet: {}", file_, status.ToString());
  }

  arrow::Status start(std::shared_ptr<StoredFile> content) {
    ARROW_ASSIGN_OR_RAISE(reader_,
                          parquet::arrow::OpenFile(std::move(content), arrow::default_memory_pool()));
    reader_->set_batch_size(kBatchRows);
    const parquet::SchemaDescriptor* const schema = reader_->parquet_reader()->metadata()->schema();
    for (const std::string& column : columns_) {
      if (const int index = schema->ColumnIndex(column); index >= 0) indices_.push_back(index);
    }
    return arrow::Status::OK();
  }

  /// Reads the next batch, of this row group or of one that follows; none at the end.
  arrow::Status read(std::shared_ptr<arrow::RecordBatch>& batch) {
    while (batches_ != nullptr || group_ < reader_->num_row_groups()) {
      if (batches_ == nullptr) {
        ARROW_ASSIGN_OR_RAISE(batches_, reader_->GetRecordBatchReader({group_++}, indices_));
      }
      ARROW_RETURN_NOT_OK(batches_->ReadNext(&batch));
      if (batch != nullptr) break;
      batches_ = nullptr;
    }
    return arrow::Status::OK();
  }

  bool hand_out(const arrow::RecordBatch& batch, const TakeRow& take) {
    std::vector<std::shared_ptr<arrow::Array>> arrays;
    for (const std::string& column : columns_) arrays.push_back(batch.GetColumnByName(column));
    for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
      for (std::size_t i = 0; i < arrays.size(); ++i) {
        cells_[i] = arrays[i] == nullptr ? ScannedCell() : scanned_cell(*arrays[i], row);
      }
      if (!take(row_++, cells_)) return false;
    }
    return true;
  }

  std::string file_;  ///< For messages.
  std::vector<std::string> columns_;
  std::vector<ScannedCell> cells_;
  std::unique_ptr<parquet::arrow::FileReader> reader_;
  std::vector<int> indices_;
  int group_ = 0;
  std::unique_ptr<arrow::RecordBatchReader> batches_;
  std::uint64_t row_ = 0;
};

}  // namespace

Result<std::unique_ptr<TableScan>> scan_parquet(ObjectStore& store, const std::string& name,
                                                const std::vector<std::string>& columns) {
  TRY(ObjectInfo info, store.stat(name));
  info.name = name;
  auto scan = std::make_unique<ParquetScan>(store.root() + "/" + name, columns);
  TRY_OK(scan->open(std::make_shared<StoredFile>(store, std::move(info))));
  return scan;
}

}  // namespace headgate
