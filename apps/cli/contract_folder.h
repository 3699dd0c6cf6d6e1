// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "contract/contract.h"

namespace headgate::cli {

/// Loads every contract (`*.yaml`) of a folder, in the order of their names. An empty name means the shipped
/// ones: beside an installed program, or in the source tree of one that was just built.
Result<Contracts> load_contracts(const std::string& folder);

/// Gives the folder that load_contracts() reads for that name.
Result<std::string> contracts_folder(const std::string& name);

/// Lists the contract files of a folder, in the order of their names.
Result<std::vector<std::string>> contract_files(const std::string& folder);

/// Reads a file that people write.
Result<std::string> read_text(const std::string& file);

/// Reads the documents that contracts of a folder may refer to: every YAML and JSON file below its
/// `schemas/`.
Result<SchemaTexts> read_schemas(const std::string& folder);

}  // namespace headgate::cli
