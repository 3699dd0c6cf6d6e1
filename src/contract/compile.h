// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "contract/contract.h"
#include "schema/ascii.h"
#include "schema/document.h"

// Internal to the loader: the parts of a contract file.
namespace headgate {

/// Compiles `table`, the map with the keys `columns` and `rescue`.
Status compile_columns(const DocumentNode& table, Plan& plan);

/// Reads the type of a column: `list<struct<sentence: string, score: double>>`.
Result<Column> column_type(const DocumentNode& type);

/// Compiles `mask`, a list of pointers.
Status compile_mask(const DocumentNode& list, Plan& plan);

/// Lays the schema and the columns over each other: Plan::reaches. Both have to be compiled.
Status compile_reaches(Plan& plan);

/// Splits a JSON pointer into its tokens, with ~0 and ~1 taken back.
Result<std::vector<std::string>> pointer_tokens(const DocumentNode& node);

}  // namespace headgate
