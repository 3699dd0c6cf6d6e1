// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "answers/author/contract_source.h"

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

}  // namespace headgate::author
