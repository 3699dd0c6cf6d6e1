// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sink/table_format.h"

namespace headgate {

/// Reads some flat columns of a Parquet file, row by row and in order. Memory: the columns of one row group.
/// A column that the file lacks is null.
Status scan_rows(ObjectStore& store, const std::string& name, const std::vector<std::string>& columns,
                 const TakeRow& take);

}  // namespace headgate
