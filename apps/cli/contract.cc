// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "answers/author/contract_source.h"
#include "apps/cli/contract_folder.h"
#include "apps/cli/contract_verbs.h"
#include "apps/cli/screen.h"

namespace headgate::cli {

namespace fs = std::filesystem;

Result<author::ContractSource> read_contract_file(const std::string& file) {
  std::error_code error;
  if (!fs::exists(file, error)) return fail(ErrorCode::Configuration, "there is no file {}", file);
  // A pipe or a device would be read for ever, a folder is no text.
  if (!fs::is_regular_file(file, error)) {
    return fail(ErrorCode::Configuration, "{} is no regular file: a contract has to be one", file);
  }
  TRY(const std::string text, read_text(file));
  TRY(const SchemaTexts schemas, read_schemas(fs::path(file).parent_path().string()));
  return author::read_contract(text, file, schemas);
}

Result<std::vector<std::string>> find_contract_files(const std::vector<std::string>& names) {
  std::vector<std::string> files;
  for (const std::string& name : names) {
    std::error_code error;
    if (!fs::is_directory(name, error)) {
      files.push_back(name);
      continue;
    }
    TRY(const auto inside, contract_files(name));
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

void add_contract_schema(Verb& contract) {
  Verb verb = contract.add(
      "schema", "Print the JSON Schema of contract files: an editor completes and checks them with it");
  verb.examples({"headgate contract schema > contract.schema.json",
                 "# then put this line first in each contract:",
                 "# yaml-language-server: $schema=contract.schema.json"});
  verb.when_chosen([]() -> Result<ExitCode> {
    say(author::contract_schema());
    return kDone;
  });
}

void add_contract(Verb& program) {
  Verb contract =
      program.add("contract", "Check, show, compare, import and declare contracts; write nothing");
  contract.needs_one_below();
  for (const auto add : {add_contract_check, add_contract_show, add_contract_diff, add_contract_import,
                         add_contract_ddl, add_contract_schema}) {
    add(contract);
  }
  contract.examples({"headgate contract check my_contracts --strict", "headgate contract show reviews",
                     "headgate contract diff old.yaml new.yaml"});
}

}  // namespace headgate::cli
