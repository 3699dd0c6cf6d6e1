// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace headgate::author {

/// Writes the JSON Schema (2020-12) that contract files follow, for editors: keys, keywords and what they
/// mean.
std::string contract_schema();

}  // namespace headgate::author
