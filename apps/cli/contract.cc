// SPDX-License-Identifier: Apache-2.0
#include "answers/author/contract_source.h"
#include "apps/cli/screen.h"
#include "apps/cli/verbs.h"

namespace headgate::cli {

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
      program.add("contract", "Check, show, compare, import and declare contracts; find and add columns");
  contract.needs_one_below();
  for (const auto add : {add_contract_check, add_contract_show, add_contract_diff, add_contract_candidates,
                         add_contract_add, add_contract_import, add_contract_ddl, add_contract_schema}) {
    add(contract);
  }
  contract.examples({"headgate contract check my_contracts --strict", "headgate contract show reviews",
                     "headgate contract diff old.yaml new.yaml"});
}

}  // namespace headgate::cli
