// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>

#include "answers/author/ddl.h"
#include "apps/cli/contracts.h"
#include "apps/cli/screen.h"
#include "apps/cli/verbs.h"
#include "schema/ascii.h"

namespace headgate::cli {

namespace {

const std::map<std::string, author::Dialect> kDialects = {{"athena", author::Dialect::Athena},
                                                          {"spark", author::Dialect::Spark},
                                                          {"duckdb", author::Dialect::DuckDb},
                                                          {"glue", author::Dialect::Glue}};

struct ContractDdlFlags {
  std::vector<std::string> names;
  author::Dialect dialect = author::Dialect::Athena;
  std::string location;
};

/// Says what to do with the tables for Glue. It cannot stand beside them, as a comment does in SQL.
void tell_next_step(bool is_one, const std::string& first, bool is_open) {
  if (is_open) tell("--location names the landing: s3://BUCKET stands for it here.");
  tell("To declare what was printed, kept in tables.json, in a database of the catalogue:");
  const char* const create = "aws glue create-table --database-name DATABASE --table-input";
  if (is_one) {
    tell(fmt::format("    {} file://tables.json", create));
  } else {
    tell(fmt::format("    jq -c '.[]' tables.json | while read -r table; do {} \"$table\"; done", create));
  }
  tell(fmt::format(
      "A table has no rows until its partitions are known. In Athena, and again after each run that makes "
      "new ones:\n    MSCK REPAIR TABLE {};",
      first));
}

Result<ExitCode> act(const ContractDdlFlags& flags) {
  const author::Dialect dialect = flags.dialect;
  TRY(const auto files, find_contract_files(flags.names));
  std::vector<std::shared_ptr<const Plan>> plans;
  for (const std::string& file : files) {
    TRY(const author::ContractSource source, read_contract_file(file));
    plans.push_back(source.plan);
  }
  TRY([[maybe_unused]] const Contracts contracts, Contracts::make(plans));
  std::string location = flags.location;
  if (location.empty()) location = dialect == author::Dialect::DuckDb ? "landing" : "s3://BUCKET";
  const bool is_one = plans.size() == 1 && files == flags.names;
  const bool is_open = flags.location.empty() && dialect != author::Dialect::DuckDb;
  const bool is_sql = dialect != author::Dialect::Glue;
  if (is_open && is_sql) say("-- --location names the landing: s3://BUCKET stands for it here.\n");
  say(is_one ? ddl(*plans.front(), dialect, location) : ddl(plans, dialect, location));
  if (!is_sql) tell_next_step(is_one, lower_case(plans.front()->table), is_open);
  return kDone;
}

}  // namespace

void add_contract_ddl(Verb& contract) {
  Verb verb = contract.add("ddl", "Declare the tables of contracts over a landing, for a query engine");
  ContractDdlFlags& flags = verb.acts<ContractDdlFlags>(act);
  verb.option("FILE", flags.names, "Contract files, or folders of them").required();
  verb.choice("--for", kDialects, flags.dialect, "athena|spark|duckdb|glue",
              "SQL for Athena, Spark or DuckDB, or the TableInput of Glue, JSON")
      .required();
  verb.option("--location", flags.location, "ROOT", "The landing [s3://BUCKET; landing for duckdb]");
  verb.examples({"headgate contract ddl contracts --for athena --location s3://our-landing",
                 "headgate contract ddl contracts --for duckdb --location landing | duckdb",
                 "headgate contract ddl contracts --for glue --location s3://our-landing > tables.json"});
}

}  // namespace headgate::cli
