// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "contract/contract.h"
#include "contract/yaml_place.h"

// Internal to the loader: the two halves of a contract file.
namespace headgate {

/// Compiles `expect` into the plan's checks; checks[0] is the root.
Status compile_expect(const YAML::Node& expect, Plan& plan);

/// Compiles `table.columns` into the plan's columns and the tree of what they read.
Status compile_columns(const YAML::Node& columns, Plan& plan);

/// Splits a JSON pointer into its tokens, with ~0 and ~1 taken back.
Result<std::vector<std::string>> pointer_tokens(const YAML::Node& node, const std::string& file);

}  // namespace headgate
