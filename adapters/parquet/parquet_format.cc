// SPDX-License-Identifier: Apache-2.0
#include "adapters/parquet/parquet_format.h"

#include <arrow/api.h>
#include <arrow/io/interfaces.h>
#include <arrow/util/config.h>
#include <parquet/arrow/writer.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>

#include <cstring>

#include "adapters/parquet/parquet_scan.h"

namespace headgate {

namespace {

constexpr std::int64_t kZstdLevel = 1;

std::shared_ptr<arrow::DataType> arrow_type(const Column& column);

std::shared_ptr<arrow::Field> arrow_field(const Column& column) {
  return arrow::field(column.name, arrow_type(column), /*nullable=*/true);
}

std::shared_ptr<arrow::DataType> arrow_type(const Column& column) {
  switch (column.kind) {
    case ColumnKind::String:
    case ColumnKind::Json: return arrow::utf8();
    case ColumnKind::Int64: return arrow::int64();
    case ColumnKind::Double: return arrow::float64();
    case ColumnKind::Boolean: return arrow::boolean();
    case ColumnKind::Timestamp: return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
    case ColumnKind::Date: return arrow::date32();
    case ColumnKind::Decimal: return arrow::decimal128(column.precision, column.scale);
    case ColumnKind::List: return arrow::list(arrow_field(column.children.front()));
    case ColumnKind::Map:
      return std::make_shared<arrow::MapType>(arrow_field(column.children.front())->WithNullable(false),
                                              arrow_field(column.children.back()));
    case ColumnKind::Struct: break;
  }
  arrow::FieldVector fields;
  for (const Column& field : column.children) fields.push_back(arrow_field(field));
  return arrow::struct_(fields);
}

/// Views a vector as an Arrow buffer; the rows have to outlive it. Arrow takes a buffer at null for none at
/// all, so one without bytes stands somewhere.
template <class T>
std::shared_ptr<arrow::Buffer> view(const std::vector<T>& values) {
  static constexpr std::uint8_t kSomewhere = 0;
  const auto* bytes = values.empty() ? &kSomewhere : reinterpret_cast<const std::uint8_t*>(values.data());
  return std::make_shared<arrow::Buffer>(bytes, static_cast<std::int64_t>(values.size() * sizeof(T)));
}

std::shared_ptr<arrow::ArrayData> arrow_data(const ColumnBuffer& buffer);

std::vector<std::shared_ptr<arrow::ArrayData>> children_data(const ColumnBuffer& buffer) {
  std::vector<std::shared_ptr<arrow::ArrayData>> children;
  for (const ColumnBuffer& child : buffer.children()) children.push_back(arrow_data(child));
  return children;
}

std::shared_ptr<arrow::ArrayData> arrow_data(const ColumnBuffer& buffer) {
  const Column& column = buffer.column();
  const auto rows = static_cast<std::int64_t>(buffer.rows());
  const auto nulls = static_cast<std::int64_t>(buffer.nulls());
  const std::shared_ptr<arrow::Buffer> valid = nulls == 0 ? nullptr : view(buffer.valid().bytes);
  const auto type = arrow_type(column);
  switch (column.kind) {
    case ColumnKind::String:
    case ColumnKind::Json:
      return arrow::ArrayData::Make(type, rows, {valid, view(buffer.offsets()), view(buffer.text())}, nulls);
    case ColumnKind::Date: return arrow::ArrayData::Make(type, rows, {valid, view(buffer.days())}, nulls);
    case ColumnKind::Decimal: return arrow::ArrayData::Make(type, rows, {valid, view(buffer.text())}, nulls);
    case ColumnKind::Boolean:
      return arrow::ArrayData::Make(type, rows, {valid, view(buffer.booleans().bytes)}, nulls);
    case ColumnKind::List:
      return arrow::ArrayData::Make(type, rows, {valid, view(buffer.offsets())},
                                    {arrow_data(buffer.children().front())}, nulls);
    case ColumnKind::Map: {
      // A list of entries, none of them null.
      const auto entries = static_cast<std::int64_t>(buffer.children().front().rows());
      return arrow::ArrayData::Make(
          type, rows, {valid, view(buffer.offsets())},
          {arrow::ArrayData::Make(type->field(0)->type(), entries, {nullptr}, children_data(buffer), 0)},
          nulls);
    }
    case ColumnKind::Struct: return arrow::ArrayData::Make(type, rows, {valid}, children_data(buffer), nulls);
    default: return arrow::ArrayData::Make(type, rows, {valid, view(buffer.words())}, nulls);
  }
}

tl::unexpected<Error> arrow_failed(const arrow::Status& status) {
  return fail(ErrorCode::Io, "writing Parquet: {}", status.ToString());
}

/// Lets Arrow write into a ByteSink. The sink's own error is kept: it says more than Arrow could.
class SinkStream : public arrow::io::OutputStream {
 public:
  explicit SinkStream(std::unique_ptr<ByteSink> sink) : sink_(std::move(sink)) {}

  arrow::Status Write(const void* data, std::int64_t size) override {
    position_ += size;
    auto written = sink_->append({static_cast<const char*>(data), static_cast<std::size_t>(size)});
    if (written) return arrow::Status::OK();
    error = written.error();
    return arrow::Status::IOError(error->message);
  }
  arrow::Status Close() override {
    closed_ = true;
    return arrow::Status::OK();
  }
  [[nodiscard]] bool closed() const override { return closed_; }
  [[nodiscard]] arrow::Result<std::int64_t> Tell() const override { return position_; }
  std::unique_ptr<ByteSink> take() { return std::move(sink_); }

  std::optional<Error> error;

 private:
  std::unique_ptr<ByteSink> sink_;
  std::int64_t position_ = 0;
  bool closed_ = false;
};

class ParquetFile : public TableFile {
 public:
  ParquetFile(std::shared_ptr<SinkStream> stream, std::shared_ptr<arrow::Schema> schema,
              std::unique_ptr<parquet::arrow::FileWriter> writer)
      : stream_(std::move(stream)), schema_(std::move(schema)), writer_(std::move(writer)) {}

  Status write(const RowBuffer& rows) override {
    if (rows.rows() == 0) return {};
    std::vector<std::shared_ptr<arrow::Array>> columns;
    for (const ColumnBuffer& buffer : rows.columns()) columns.push_back(arrow::MakeArray(arrow_data(buffer)));
    const auto count = static_cast<std::int64_t>(rows.rows());
    return checked(writer_->WriteTable(*arrow::Table::Make(schema_, columns, count), count));
  }

  Result<std::unique_ptr<ByteSink>> close() override {
    TRY_OK(checked(writer_->Close()));
    return stream_->take();
  }

 private:
  Status checked(const arrow::Status& status) {
    if (status.ok()) return {};
    if (stream_->error) return forward(*stream_->error);
    return arrow_failed(status);
  }

  std::shared_ptr<SinkStream> stream_;
  std::shared_ptr<arrow::Schema> schema_;
  std::unique_ptr<parquet::arrow::FileWriter> writer_;
};

std::shared_ptr<parquet::WriterProperties> writer_properties() {
  parquet::WriterProperties::Builder builder;
  builder.compression(parquet::Compression::ZSTD);
  builder.compression_level(kZstdLevel);
  // Ids and free text only lose by a dictionary; the object's name is nearly constant in a file.
  builder.disable_dictionary();
  builder.enable_dictionary("_object");
  builder.created_by("headgate");
  return builder.build();
}

/// Reads `size` bytes of a stored file from `offset`.
Result<std::string> read_at(ObjectStore& store, const std::string& name, std::uint64_t offset,
                            std::size_t size) {
  TRY(std::string bytes, store.get_range(name, offset, size));
  if (bytes.size() < size) return fail(ErrorCode::Corrupt, "{} ends too early to be a Parquet file", name);
  return bytes;
}

}  // namespace

Result<std::unique_ptr<TableFile>> ParquetFormat::create(std::unique_ptr<ByteSink> sink,
                                                         const std::vector<Column>& columns,
                                                         const Metadata& metadata) {
  arrow::FieldVector fields;
  for (const Column& column : columns) fields.push_back(arrow_field(column));
  auto pairs = std::make_shared<arrow::KeyValueMetadata>();
  for (const auto& [key, value] : metadata) pairs->Append(key, value);
  auto schema = arrow::schema(fields, pairs);
  auto stream = std::make_shared<SinkStream>(std::move(sink));
  auto writer =
      parquet::arrow::FileWriter::Open(*schema, arrow::default_memory_pool(), stream, writer_properties(),
                                       parquet::default_arrow_writer_properties());
  if (!writer.ok()) return arrow_failed(writer.status());
  // The schema's pairs go into ARROW:schema only where that is stored: as the file's own they reach every
  // reader.
  if (const arrow::Status added = (*writer)->AddKeyValueMetadata(pairs); !added.ok())
    return arrow_failed(added);
  return std::make_unique<ParquetFile>(std::move(stream), std::move(schema), std::move(*writer));
}

Result<std::uint64_t> ParquetFormat::count_rows(ObjectStore& store, const std::string& name,
                                                std::uint64_t size_bytes) {
  // Most footers are shorter, and a store that is far away is asked once.
  constexpr std::uint64_t kLookBytes = 64 * KiB;
  constexpr std::size_t kTailBytes = 8;  // The footer's length and the magic bytes.
  std::uint64_t begin = size_bytes - std::min(size_bytes, kLookBytes);
  TRY(std::string end, read_at(store, name, begin, size_bytes - begin));
  std::uint32_t footer_bytes = 0;
  if (end.size() < kTailBytes || !end.ends_with("PAR1"))
    return fail(ErrorCode::Corrupt, "{} does not end as a Parquet file does", name);
  std::memcpy(&footer_bytes, end.data() + end.size() - kTailBytes, sizeof footer_bytes);
  if (footer_bytes + kTailBytes > size_bytes)
    return fail(ErrorCode::Corrupt, "{} does not end as a Parquet file does", name);
  if (footer_bytes + kTailBytes > end.size()) {
    begin = size_bytes - kTailBytes - footer_bytes;
    TRY(end, read_at(store, name, begin, size_bytes - begin));
  }
  const char* const footer = end.data() + end.size() - kTailBytes - footer_bytes;
  try {
    const std::int64_t length = footer_bytes;
    const auto metadata = parquet::FileMetaData::Make(footer, length);
    return static_cast<std::uint64_t>(metadata->num_rows());
  } catch (const parquet::ParquetException& wrong) {
    return fail(ErrorCode::Corrupt, "{}: {}", name, wrong.what());
  }
}

Result<std::unique_ptr<TableScan>> ParquetFormat::scan(ObjectStore& store, const std::string& name,
                                                       const std::vector<std::string>& columns) {
  return scan_parquet(store, name, columns);
}

std::string ParquetFormat::version() const { return "parquet-arrow-" ARROW_VERSION_STRING; }

}  // namespace headgate
