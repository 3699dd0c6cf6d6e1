// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "answers/author/contract_source.h"
#include "apps/cli/verbs.h"

// The verbs below `contract`: a file each.
namespace headgate::cli {

void add_contract_check(Verb& contract);
void add_contract_show(Verb& contract);
void add_contract_diff(Verb& contract);
void add_contract_import(Verb& contract);
void add_contract_ddl(Verb& contract);
void add_contract_schema(Verb& contract);

/// Reads and compiles one contract file; references lead into the folder schemas/ beside it.
Result<author::ContractSource> read_contract_file(const std::string& file);

/// Gives the contract files behind names of files and folders.
Result<std::vector<std::string>> find_contract_files(const std::vector<std::string>& names);

}  // namespace headgate::cli
