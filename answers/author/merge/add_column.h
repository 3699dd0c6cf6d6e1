// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "answers/author/draft/draft.h"
#include "answers/author/lint/lint.h"
#include "answers/author/yaml/yaml_editor.h"

namespace headgate::author {

/// A column that somebody wants in a contract.
struct WantedColumn {
  std::string name, from;
  std::optional<std::string> type;  ///< Else what `expect` says of the place, where that leaves no choice.
  bool wrap_scalar = false;
  std::vector<std::string> null_values;
  std::optional<std::string> default_value, timestamp, format, zone;
  bool parse = false;
};

/// A contract with one more column.
struct AddedColumn {
  std::string text;  ///< Of the contract.
  Column column;
  bool is_there = false;          ///< The contract had this very column; its text is as it was.
  std::vector<Warning> warnings;  ///< About the new column.
};

/// Adds a column to the text of a contract and leaves every other line of it alone. The result is read again,
/// compared and compiled. What is wrong with the column, and a text that cannot be edited safely, is
/// Configuration.
Result<AddedColumn> add_column(const std::string& text, const std::string& file, const SchemaTexts& schemas,
                               const WantedColumn& wanted);

/// Makes a member of `columns`: for this room.
NewMember new_column(const ColumnDraft& column);

}  // namespace headgate::author
