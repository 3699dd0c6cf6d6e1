// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "contract/contract.h"
#include "schema/document.h"

namespace headgate::author {

/// Holds a contract as somebody wrote it, beside what it compiles to.
struct ContractSource {
  std::string file;
  Document document;
  SchemaDocuments schemas;  ///< The documents that its references may name, by their path in schemas/.
  std::shared_ptr<const Plan> plan;

  /// Gives the value of a key of the contract, nullptr where it has none.
  [[nodiscard]] const Document* key(const std::string& name) const { return document->member(name); }
};

/// Reads and compiles a contract; errors as compile_contract() gives them.
Result<ContractSource> read_contract(const std::string& text, const std::string& file,
                                     const SchemaTexts& schemas);

/// Gives the JSON Schema (2020-12) that contract files follow, for editors: keys, keywords and what they
/// mean. It is the file contract.schema.json.
ByteView contract_schema();

}  // namespace headgate::author
