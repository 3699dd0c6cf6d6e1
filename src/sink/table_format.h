// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sink/column_buffer.h"
#include "store/object_store.h"

namespace headgate {

/// One file of a table while it is written.
class TableFile {
 public:
  virtual ~TableFile() = default;
  /// Writes the rows as the next row group.
  virtual Status write(const RowBuffer& rows) = 0;
  /// Writes what ends the file, and gives back its sink to be finished.
  virtual Result<std::unique_ptr<ByteSink>> close() = 0;
};

/// One cell of a row that is scanned. Views the batch: it lives as long as the call that it is given to.
struct ScannedCell {
  bool is_null = true;
  ByteView text;            ///< Of a string.
  std::int64_t number = 0;  ///< Of an int64, a boolean, or a timestamp in microseconds.
};

/// Takes one row: its place in the file and a cell for each column that was asked for. False ends the scan.
using TakeRow = std::function<bool(std::uint64_t row, const std::vector<ScannedCell>& cells)>;

/// Reads a finished file front to back, a batch of rows at a time.
class TableScan {
 public:
  virtual ~TableScan() = default;
  /// Hands out the rows of the next batch; false at the end, and where the taker had enough.
  virtual Result<bool> next(const TakeRow& take) = 0;
};

/// Writes and re-reads the files of tables: the seam behind which Parquet stands. Any thread may call it.
class TableFormat {
 public:
  using Metadata = std::vector<std::pair<std::string, std::string>>;

  virtual ~TableFormat() = default;

  /// Starts a file. `columns` have to outlive it. The same rows and metadata give the same bytes.
  virtual Result<std::unique_ptr<TableFile>> create(std::unique_ptr<ByteSink> sink,
                                                    const std::vector<Column>& columns,
                                                    const Metadata& metadata) = 0;

  /// Reads how many rows a finished file of `size_bytes` says it holds: the books' own look at what was
  /// written.
  virtual Result<std::uint64_t> count_rows(ObjectStore& store, const std::string& name,
                                           std::uint64_t size_bytes) = 0;

  /// Begins to read some flat columns of a finished file, in the order of its rows. A column that the file
  /// lacks is null. `store` has to outlive the scan.
  virtual Result<std::unique_ptr<TableScan>> scan(ObjectStore& store, const std::string& name,
                                                  const std::vector<std::string>& columns) = 0;

  /// Names the format and its writer, as far as the bytes depend on them: a part of data_version.
  [[nodiscard]] virtual std::string version() const = 0;
};

/// Reads some flat columns of a finished file, row by row, until the taker has enough.
Status scan_rows(TableFormat& format, ObjectStore& store, const std::string& name,
                 const std::vector<std::string>& columns, const TakeRow& take);

}  // namespace headgate
