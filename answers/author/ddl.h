// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "contract/contract.h"

namespace headgate::author {

/// The systems that a table can be declared in.
enum class Dialect : std::uint8_t { Athena, Spark, DuckDb, Glue };

/// Declares a contract's table over the Parquet files of a landing, whose root is `location`: SQL, or the
/// JSON of a TableInput for Glue.
std::string ddl(const Plan& plan, Dialect dialect, const std::string& location);

/// Declares several: SQL statements one after the other, or a JSON array.
std::string ddl(const std::vector<std::shared_ptr<const Plan>>& plans, Dialect dialect,
                const std::string& location);

}  // namespace headgate::author
