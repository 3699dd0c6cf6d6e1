// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "contract/contract.h"

namespace headgate::cli {

/// A contract file that is to be changed, as it is before.
struct ContractText {
  std::string file;  ///< As it was named.
  std::string path;  ///< Behind symbolic links.
  std::string text;
  SchemaTexts schemas;
  std::shared_ptr<const Plan> plan;
};

/// Reads a contract that is to be changed; it has to compile.
Result<ContractText> read_contract_text(const std::string& file);

/// Replaces the file at once or not at all, with the permissions that it has; fails where somebody changed it
/// meanwhile.
Status replace_file(const ContractText& contract, const std::string& text);

}  // namespace headgate::cli
