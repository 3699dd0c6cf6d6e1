// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/object_store.h"

namespace headgate {

/// One cell of a row that is scanned. Views the batch: it lives as long as the call that it is given to.
struct ScannedCell {
  bool is_null = true;
  ByteView text;            ///< Of a string.
  std::int64_t number = 0;  ///< Of an int64, a boolean, or a timestamp in microseconds.
};

/// Takes one row: its place in the file and a cell for each column that was asked for. False ends the scan.
using TakeRow = std::function<bool(std::uint64_t row, const std::vector<ScannedCell>& cells)>;

/// Reads some flat columns of a Parquet file, row by row and in order. Memory: the columns of one row group.
/// A column that the file lacks is null.
Status scan_rows(ObjectStore& store, const std::string& name, const std::vector<std::string>& columns,
                 const TakeRow& take);

}  // namespace headgate
