// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sink/table_format.h"

namespace headgate {

/// Begins to read some flat columns of a Parquet file, in the order of its rows. A column that the file lacks
/// is null. Memory: the columns of one row group as they are stored, and of some thousand rows. `store` has
/// to outlive the scan.
Result<std::unique_ptr<TableScan>> scan_parquet(ObjectStore& store, const std::string& name,
                                                const std::vector<std::string>& columns);

}  // namespace headgate
