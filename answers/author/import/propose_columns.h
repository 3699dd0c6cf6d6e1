// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answers/author/schema_view.h"
#include "answers/author/yaml/yaml.h"

namespace headgate::author {

/// Proposes the columns of a table for what a schema describes: one for each leaf, typed by what may stand
/// there. Gives the map `columns` of a contract.
Yaml propose_columns(const SchemaView& expect);

/// Writes a whole contract file: `heading` and the notes as comments in front, `expect`, and the columns
/// proposed for it.
Result<std::string> write_contract(const std::string& service, const std::string& record_type,
                                   const std::string& heading, const std::vector<std::string>& notes,
                                   const Yaml& expect);

}  // namespace headgate::author
