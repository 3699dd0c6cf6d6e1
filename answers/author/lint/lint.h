// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "answers/author/schema_view.h"

namespace headgate::author {

/// Something in a contract that compiles and is still likely not what was meant.
struct Warning {
  std::string code;  ///< `unknown_member`: what docs/contract_verbs.md lists.
  std::string file;
  int line = 0, column = 0;
  std::string message;
};

/// Looks for what is likely not meant in one contract, by lines.
std::vector<Warning> lint(const ContractSource& source);

/// Looks for what is likely not meant in contracts that lie side by side.
std::vector<Warning> lint_together(const std::vector<ContractSource>& sources);

// For this room alone.

/// Takes a warning about a node.
using Warn = std::function<void(const char* code, const DocumentNode& at, std::string message)>;

/// Looks through a schema, wherever its references lead. With `asserts_formats` formats reject.
void lint_schema(const SchemaView& view, bool asserts_formats, const Warn& warn);

}  // namespace headgate::author
