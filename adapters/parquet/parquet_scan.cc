// SPDX-License-Identifier: Apache-2.0
#include "adapters/parquet/parquet_scan.h"

#include <arrow/api.h>
#include <arrow/io/interfaces.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/file_reader.h>

namespace headgate {

namespace {

/// Lets Arrow read a stored object piece by piece.
class StoredFile : public arrow::io::RandomAccessFile {
 public:
  StoredFile(ObjectStore& store, ObjectInfo info) : store_(store), info_(std::move(info)) {}

  arrow::Result<std::int64_t> GetSize() override { return static_cast<std::int64_t>(info_.size_bytes); }
  arrow::Result<std::int64_t> ReadAt(std::int64_t position, std::int64_t size, void* out) override {
    auto source = store_.open(info_.name, info_.etag, static_cast<std::uint64_t>(position));
    std::int64_t filled = 0;
    while (source && filled < size) {
      const auto n =
          (*source)->read(static_cast<char*>(out) + filled, static_cast<std::size_t>(size - filled));
      if (!n) return arrow::Status::IOError(n.error().message);
      if (*n == 0) break;
      filled += static_cast<std::int64_t>(*n);
    }
    if (!source) return arrow::Status::IOError(source.error().message);
    return filled;
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(std::int64_t position, std::int64_t size) override {
    ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(size));
    ARROW_ASSIGN_OR_RAISE(const std::int64_t n, ReadAt(position, size, buffer->mutable_data()));
    ARROW_RETURN_NOT_OK(buffer->Resize(n));
    return std::shared_ptr<arrow::Buffer>(std::move(buffer));
  }
  arrow::Result<std::int64_t> Read(std::int64_t size, void* out) override {
    ARROW_ASSIGN_OR_RAISE(const std::int64_t n, ReadAt(position_, size, out));
    position_ += n;
    return n;
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(std::int64_t size) override {
    ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(position_, size));
    position_ += buffer->size();
    return buffer;
  }
  arrow::Status Seek(std::int64_t position) override {
    position_ = position;
    return arrow::Status::OK();
  }
  [[nodiscard]] arrow::Result<std::int64_t> Tell() const override { return position_; }
  arrow::Status Close() override {
    closed_ = true;
    return arrow::Status::OK();
  }
  [[nodiscard]] bool closed() const override { return closed_; }

 private:
  ObjectStore& store_;
  ObjectInfo info_;
  std::int64_t position_ = 0;
  bool closed_ = false;
};

ScannedCell cell(const arrow::Array& array, std::int64_t row) {
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

/// Hands out the rows of one batch; false where the taker has enough.
bool take_batch(const arrow::RecordBatch& batch, const std::vector<std::string>& columns,
                std::uint64_t first_row, const TakeRow& take) {
  std::vector<std::shared_ptr<arrow::Array>> arrays;
  for (const std::string& column : columns) arrays.push_back(batch.GetColumnByName(column));
  std::vector<ScannedCell> cells(columns.size());
  for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      cells[i] = arrays[i] == nullptr ? ScannedCell() : cell(*arrays[i], row);
    }
    if (!take(first_row + static_cast<std::uint64_t>(row), cells)) return false;
  }
  return true;
}

arrow::Status scan(std::shared_ptr<StoredFile> file, const std::vector<std::string>& columns,
                   const TakeRow& take) {
  ARROW_ASSIGN_OR_RAISE(const auto reader,
                        parquet::arrow::OpenFile(std::move(file), arrow::default_memory_pool()));
  const parquet::SchemaDescriptor* const schema = reader->parquet_reader()->metadata()->schema();
  std::vector<int> indices;
  for (const std::string& column : columns) {
    if (const int index = schema->ColumnIndex(column); index >= 0) indices.push_back(index);
  }
  std::uint64_t row = 0;
  for (int group = 0; group < reader->num_row_groups(); ++group) {
    ARROW_ASSIGN_OR_RAISE(const auto batches, reader->GetRecordBatchReader({group}, indices));
    for (;;) {
      ARROW_ASSIGN_OR_RAISE(const auto batch, batches->Next());
      if (batch == nullptr) break;
      if (!take_batch(*batch, columns, row, take)) return arrow::Status::OK();
      row += static_cast<std::uint64_t>(batch->num_rows());
    }
  }
  return arrow::Status::OK();
}

}  // namespace

Status scan_rows(ObjectStore& store, const std::string& name, const std::vector<std::string>& columns,
                 const TakeRow& take) {
  TRY(ObjectInfo info, store.stat(name));
  info.name = name;
  const arrow::Status scanned = scan(std::make_shared<StoredFile>(store, std::move(info)), columns, take);
  if (scanned.ok()) return {};
  return fail(ErrorCode::Corrupt, "{}/{} cannot be read as Parquet: {}", store.root(), name,
              scanned.ToString());
}

}  // namespace headgate
