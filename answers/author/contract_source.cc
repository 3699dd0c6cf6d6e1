// SPDX-License-Identifier: Apache-2.0
#include "answers/author/contract_source.h"

namespace headgate::author {

Result<ContractSource> read_contract(const std::string& text, const std::string& file,
                                     const SchemaTexts& schemas) {
  ContractSource source;
  source.file = file;
  TRY(source.plan, compile_contract(text, file, schemas));
  TRY(auto documents, read_yaml(text, file));
  source.document = documents.front();
  for (const auto& [name, schema] : schemas) {
    if (name.ends_with(".json")) {
      TRY(source.schemas[name], read_json(schema, "schemas/" + name));
    } else {
      TRY(auto read, read_yaml(schema, "schemas/" + name));
      source.schemas[name] = read.front();
    }
  }
  return source;
}

}  // namespace headgate::author
