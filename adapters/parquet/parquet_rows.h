// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "store/object_store.h"

namespace headgate {

/// Reads the first rows of a Parquet file as text, for showing: a cell for each of `columns`, empty where it
/// is null or there is no such column; a list is `[a, b]`, a struct or a map `{name: a}`, a time RFC 3339.
Result<std::vector<std::vector<std::string>>> first_rows(ObjectStore& store, const std::string& name,
                                                         const std::vector<std::string>& columns,
                                                         std::size_t count);

}  // namespace headgate
