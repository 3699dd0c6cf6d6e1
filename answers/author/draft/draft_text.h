// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "answers/author/draft/draft_columns.h"
#include "answers/author/draft/draft_schema.h"

// Internal to the stage.
namespace headgate::author {

/// Writes a schema behind its key and colon, whose line it ends: on that line where it is short, else below,
/// indented by `indent`.
std::string schema_text(const SchemaDraft& schema, std::size_t indent);

/// Writes the map `columns` with its key, as it stands in `table`.
std::string columns_text(const ColumnDrafts& drafts);

/// Writes one column with its name, indented by four.
std::string column_text(const ColumnDraft& column);

}  // namespace headgate::author
