// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"

namespace headgate::author {

/// Gives the JSON Schema (2020-12) that contract files follow, for editors: keys, keywords and what they
/// mean. It is the file contract.schema.json.
ByteView contract_schema();

}  // namespace headgate::author
