// SPDX-License-Identifier: Apache-2.0
#include "adapters/parquet/parquet_footers.h"

#include <arrow/api.h>
#include <arrow/util/decimal.h>
#include <fmt/format.h>
#include <parquet/arrow/schema.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/statistics.h>

#include <bit>
#include <cstring>
#include <map>

#include "adapters/parquet/stored_file.h"
#include "base/time.h"

namespace headgate {

namespace {

using report::ColumnFooter;
using report::Extreme;

/// Writes a type as a contract does.
std::string type_word(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::STRING: return "string";
    case arrow::Type::INT64: return "int64";
    case arrow::Type::DOUBLE: return "double";
    case arrow::Type::BOOL: return "boolean";
    case arrow::Type::TIMESTAMP: return "timestamp";
    case arrow::Type::DATE32: return "date";
    case arrow::Type::DECIMAL128: {
      const auto& decimal = static_cast<const arrow::Decimal128Type&>(type);
      return fmt::format("decimal({}, {})", decimal.precision(), decimal.scale());
    }
    case arrow::Type::LIST:
      return fmt::format("list<{}>", type_word(*static_cast<const arrow::ListType&>(type).value_type()));
    case arrow::Type::MAP: {
      const auto& map = static_cast<const arrow::MapType&>(type);
      return fmt::format("map<{}, {}>", type_word(*map.key_type()), type_word(*map.item_type()));
    }
    case arrow::Type::STRUCT: {
      std::string fields;
      for (const auto& field : type.fields())
        fields +=
            fmt::format("{}{}: {}", fields.empty() ? "" : ", ", field->name(), type_word(*field->type()));
      return fmt::format("struct<{}>", fields);
    }
    default: return type.ToString();
  }
}

/// Writes bits so that their bytes compare as the numbers do.
std::string big_endian(std::uint64_t bits) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(bits >> shift);
  return bytes;
}

constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

std::string order_of(std::int64_t value) { return big_endian(static_cast<std::uint64_t>(value) ^ kSignBit); }

std::string order_of(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return big_endian((bits & kSignBit) != 0 ? ~bits : bits | kSignBit);
}

/// Reads a bound from the plain bytes that a footer holds it in; nothing where its type has no order of ours.
std::optional<Extreme> bound_of(const arrow::DataType& type, const std::string& plain) {
  const auto number = [&]<class Number>(Number value) {
    std::memcpy(&value, plain.data(), std::min(plain.size(), sizeof value));
    return value;
  };
  switch (type.id()) {
    case arrow::Type::STRING: return Extreme{plain, plain};
    case arrow::Type::INT64: {
      const auto value = number(std::int64_t{});
      return Extreme{order_of(value), std::to_string(value)};
    }
    case arrow::Type::TIMESTAMP: {
      const auto value = number(std::int64_t{});
      return Extreme{order_of(value), format_time(value)};
    }
    case arrow::Type::DATE32: {
      constexpr Micros kDay = Micros{24} * 3600 * 1'000'000;
      const std::int64_t value = number(std::int32_t{});
      constexpr std::size_t kDateLetters = 10;
      return Extreme{order_of(value), format_time(value * kDay).substr(0, kDateLetters)};
    }
    case arrow::Type::DOUBLE: {
      const auto value = number(double{});
      return Extreme{order_of(value), fmt::format("{}", value)};
    }
    case arrow::Type::BOOL: return Extreme{plain, !plain.empty() && plain[0] != 0 ? "true" : "false"};
    case arrow::Type::DECIMAL128: {
      const auto value = arrow::Decimal128::FromBigEndian(reinterpret_cast<const std::uint8_t*>(plain.data()),
                                                          static_cast<std::int32_t>(plain.size()));
      if (!value.ok()) return std::nullopt;
      const auto scale = static_cast<const arrow::Decimal128Type&>(type).scale();
      return Extreme{order_of(value->high_bits()) + big_endian(value->low_bits()), value->ToString(scale)};
    }
    default: return std::nullopt;
  }
}

/// Takes in what one row group says of a column; false where it does not say it all.
bool add_statistics(const arrow::DataType& type, const parquet::Statistics& statistics,
                    ColumnFooter& column) {
  column.nulls = column.nulls.value_or(0) + static_cast<std::uint64_t>(statistics.null_count());
  if (statistics.num_values() == 0) return true;
  column.is_all_null = false;
  if (!statistics.HasMinMax()) return false;
  const auto min = bound_of(type, statistics.EncodeMin()), max = bound_of(type, statistics.EncodeMax());
  if (!min || !max) return false;
  if (!column.min || min->order < column.min->order) column.min = min;
  if (!column.max || column.max->order < max->order) column.max = max;
  return true;
}

void read_statistics(const parquet::FileMetaData& metadata, int leaf, const arrow::DataType& type,
                     ColumnFooter& column) {
  column.nulls = 0;
  column.is_all_null = true;
  bool knows_bounds = true;
  for (int group = 0; group < metadata.num_row_groups(); ++group) {
    const auto statistics = metadata.RowGroup(group)->ColumnChunk(leaf)->statistics();
    if (statistics == nullptr || !statistics->HasNullCount()) {
      column.nulls.reset();
      column.is_all_null = knows_bounds = false;
      break;
    }
    knows_bounds &= add_statistics(type, *statistics, column);
  }
  if (!knows_bounds) column.min = column.max = std::nullopt;
}

arrow::Status read_footer(const parquet::FileMetaData& metadata, report::TableFooter& footer) {
  std::shared_ptr<arrow::Schema> schema;
  ARROW_RETURN_NOT_OK(parquet::arrow::FromParquetSchema(metadata.schema(), &schema));
  footer.rows = static_cast<std::uint64_t>(metadata.num_rows());
  std::map<std::string, int> leaves;  // Of flat columns.
  for (int leaf = 0; leaf < metadata.schema()->num_columns(); ++leaf) {
    const parquet::ColumnDescriptor* const descriptor = metadata.schema()->Column(leaf);
    const auto path = descriptor->path()->ToDotVector();
    if (path.size() == 1 && descriptor->max_repetition_level() == 0) leaves[path.front()] = leaf;
  }
  for (const auto& field : schema->fields()) {
    ColumnFooter& column = footer.columns.emplace_back();
    column.name = field->name();
    column.type = type_word(*field->type());
    const auto leaf = leaves.find(column.name);
    if (leaf != leaves.end()) read_statistics(metadata, leaf->second, *field->type(), column);
  }
  return arrow::Status::OK();
}

}  // namespace

Result<report::TableFooter> ParquetFooters::read(ObjectStore& store, const std::string& name) {
  TRY(ObjectInfo info, store.stat(name));
  info.name = name;
  report::TableFooter footer;
  try {
    const auto reader =
        parquet::ParquetFileReader::Open(std::make_shared<StoredFile>(store, std::move(info)));
    const arrow::Status status = read_footer(*reader->metadata(), footer);
    if (!status.ok())
      return fail(ErrorCode::Corrupt, "{}/{} cannot be read as Parquet: {}", store.root(), name,
                  status.ToString());
  } catch (const parquet::ParquetException& wrong) {
    return fail(ErrorCode::Corrupt, "{}/{} cannot be read as Parquet: {}", store.root(), name, wrong.what());
  }
  return footer;
}

}  // namespace headgate
