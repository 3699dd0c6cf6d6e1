// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "answers/author/merge/add_column.h"
#include "answers/author/merge/unified_diff.h"
#include "apps/cli/contract_text.h"
#include "apps/cli/contracts.h"
#include "apps/cli/screen.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"

namespace headgate::cli {

namespace {

struct ContractAddFlags {
  std::string contract;
  author::WantedColumn column;
  SettingFlags settings;
  bool write = false, json = false;
};

/// Finds the one contract of that name.
Result<std::string> find_one(const ContractAddFlags& flags) {
  TRY(const auto sources, find_contracts(flags.contract, flags.settings));
  if (sources.size() == 1) return sources.front().file;
  std::vector<std::string> files;
  for (const author::ContractSource& source : sources) files.push_back(source.file);
  return fail(ErrorCode::Configuration, "{} has several contracts: name one of {}", flags.contract,
              fmt::join(files, ", "));
}

std::string added_json(const ContractText& contract, const author::AddedColumn& added,
                       const std::string& diff, bool written) {
  const Column& column = added.column;
  return line_of({{"file", contract.file},
                  {"contract", contract.plan->contract},
                  {"table", contract.plan->table},
                  {"column", column.name},
                  {"type", type_text(column)},
                  {"from", pointer_text(column.from)},
                  {"wrap_scalar", column.wrap_scalar},
                  {"timestamp", name(column.time.timestamp)},
                  {"format", column.time.format ? Json(column.time.format->text()) : Json()},
                  {"zone", column.time.zone_minutes ? Json(zone_text(*column.time.zone_minutes)) : Json()},
                  {"parse", column.parse},
                  {"null_values", column.null_values},
                  {"default", column.default_value ? Json::parse(column.default_value->written) : Json()},
                  {"is_there", added.is_there},
                  {"diff", diff},
                  {"written", written},
                  {"warnings", Json::list(added.warnings, warning_json)}});
}

Result<ExitCode> act(const ContractAddFlags& flags) {
  TRY(const std::string file, find_one(flags));
  TRY(const ContractText contract, read_contract_text(file));
  TRY(const author::AddedColumn added,
      add_column(contract.text, contract.file, contract.schemas, flags.column));
  const std::string diff = author::LineDiff(contract.text, added.text).unified(file, file);
  const bool written = flags.write && !diff.empty();
  if (written) TRY_OK(replace_file(contract, added.text));
  say(flags.json ? added_json(contract, added, diff, written) : diff);
  for (const author::Warning& warning : added.warnings) complain("warning: " + shown(warning.message));
  if (added.is_there) {
    complain(fmt::format("{} has the column {} already: it stays as it is", shown(file),
                         shown(added.column.name)));
  } else if (written) {
    complain(fmt::format("{} was replaced", shown(file)));
  }
  return kDone;
}

}  // namespace

void add_contract_add(Verb& contract) {
  Verb verb =
      contract.add("add", "Show as a diff how a contract gets one more column; write it with --write");
  ContractAddFlags& flags = verb.acts<ContractAddFlags>(act);
  verb.option("CONTRACT", flags.contract, "A contract file, or a service with a contract in force")
      .required();
  verb.option("COLUMN", flags.column.name, "The name of the column").required();
  verb.option("--from", flags.column.from, "POINTER", "Where its value stands: /detail/evaluation/mood")
      .required();
  verb.option("--type", flags.column.type, "TYPE", "Its type; else what expect says of that place");
  verb.flag("--wrap-scalar", flags.column.wrap_scalar, "A list takes a lone scalar as a list of one");
  verb.option("--null-values", flags.column.null_values, "TEXT",
              "A text that means \"nothing here\"; again for each");
  verb.option("--default", flags.column.default_value, "VALUE", "For events where nothing stands there");
  verb.option("--timestamp", flags.column.timestamp, "FORM",
              "What its times are written as: iso, epoch_s, epoch_ms, epoch_us or epoch_ns");
  verb.option("--format", flags.column.format, "FORMAT",
              "What its times are written as, in words of strptime: \"%d/%b/%Y:%H:%M:%S %z\"");
  verb.option("--zone", flags.column.zone, "ZONE", "Where times are that name no zone: UTC, +02:00");
  verb.flag("--parse", flags.column.parse, "Take numbers, booleans, epochs and days from texts");
  verb.flag("--write", flags.write, "Replace the contract by what the diff shows");
  flags.settings.add_judging_to(verb);
  verb.json(flags.json);
  verb.examples({"headgate contract add my_contracts/reviews_event.yaml mood --from /detail/evaluation/mood",
                 "headgate contract add reviews score --from /detail/score --type double --write"});
}

}  // namespace headgate::cli
