// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "answers/author/contract_source.h"
#include "answers/author/lint/lint.h"
#include "apps/cli/answer_json.h"
#include "apps/cli/verbs.h"

namespace headgate::cli {

/// Loads every contract (`*.yaml`) of a folder, in the order of their names. An empty name means the shipped
/// ones: beside an installed program, or in the source tree of one that was just built.
Result<Contracts> load_contracts(const std::string& folder);

/// Gives the folder that load_contracts() reads for that name.
Result<std::string> contracts_folder(const std::string& name);

/// Lists the contract files of a folder, in the order of their names.
Result<std::vector<std::string>> contract_files(const std::string& folder);

/// Gives the contract files behind names of files and folders.
Result<std::vector<std::string>> find_contract_files(const std::vector<std::string>& names);

/// Reads and compiles one contract file; references lead into the folder schemas/ beside it.
Result<author::ContractSource> read_contract_file(const std::string& file);

/// Finds the contract of a file, or all that are in force for a service of that name.
Result<std::vector<author::ContractSource>> find_contracts(const std::string& name,
                                                           const SettingFlags& flags);

/// Says for programs which contract a file holds.
Json contract_json(const author::ContractSource& source);

/// Says for programs what is likely not meant in a contract.
Json warning_json(const author::Warning& warning);

/// Reads a file that people write; `what` it is stands in front of its name where it cannot be read.
Result<std::string> read_text(const std::string& file, const std::string& what = "");

/// Reads the documents that contracts of a folder may refer to: every YAML and JSON file below its
/// `schemas/`.
Result<SchemaTexts> read_schemas(const std::string& folder);

}  // namespace headgate::cli
