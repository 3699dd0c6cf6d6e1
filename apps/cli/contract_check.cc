// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <map>

#include "apps/cli/answer_json.h"
#include "apps/cli/contracts.h"
#include "apps/cli/screen.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "base/pages.h"

namespace headgate::cli {

namespace {

struct ContractCheckFlags {
  std::vector<std::string> names;
  SettingFlags settings;
  bool strict = false, json = false;
};

struct Checked {
  std::vector<std::string> files;
  std::vector<author::ContractSource> sources;
  std::vector<std::string> errors;
  std::vector<author::Warning> warnings;
};

/// Looks at contracts that lie in the same folder: those are in force together.
void check_together(const std::vector<author::ContractSource>& sources, Checked& checked) {
  std::vector<std::shared_ptr<const Plan>> plans;
  for (const author::ContractSource& source : sources) plans.push_back(source.plan);
  if (const auto contracts = Contracts::make(plans); !contracts)
    checked.errors.push_back(contracts.error().message);
  for (author::Warning& warning : lint_together(sources)) checked.warnings.push_back(std::move(warning));
}

Checked check_files(const std::vector<std::string>& files) {
  Checked checked;
  checked.files = files;
  std::map<std::string, std::vector<author::ContractSource>> by_folder;
  for (const std::string& file : files) {
    auto source = read_contract_file(file);
    if (!source) {
      checked.errors.push_back(source.error().message);
      continue;
    }
    for (author::Warning& warning : lint(*source)) checked.warnings.push_back(std::move(warning));
    by_folder[std::filesystem::path(file).parent_path().string()].push_back(*source);
    checked.sources.push_back(std::move(*source));
  }
  for (const auto& [folder, sources] : by_folder) check_together(sources, checked);
  return checked;
}

std::string checked_json(const Checked& checked) {
  return line_of({{"contracts", Json::list(checked.sources, contract_json)},
                  {"errors", checked.errors},
                  {"warnings", Json::list(checked.warnings, warning_json)}});
}

std::string checked_text(const Checked& checked, const Screen& screen) {
  std::string text;
  for (const std::string& error : checked.errors) {
    text += fmt::format("{} {}\n", screen.toned("error:", Tone::Bad), shown(error));
  }
  for (const author::Warning& warning : checked.warnings) {
    text += fmt::format("{} {}:{}:{}: {} {}\n", screen.toned("warning:", Tone::Strong), shown(warning.file),
                        warning.line, warning.column, shown(warning.message),
                        screen.toned("[" + warning.code + "]", Tone::Faint));
  }
  text +=
      fmt::format("{}: {}, {}\n", count_text(checked.files.size(), "contract"),
                  count_text(checked.errors.size(), "error"), count_text(checked.warnings.size(), "warning"));
  return text;
}

Result<ExitCode> act(const ContractCheckFlags& flags) {
  std::vector<std::string> names = flags.names;
  if (names.empty()) {
    TRY(const Settings settings, flags.settings.gather());
    TRY(names.emplace_back(), contracts_folder(settings.contracts));
  }
  TRY(const auto files, find_contract_files(names));
  const Checked checked = check_files(files);
  say(flags.json ? checked_json(checked) : checked_text(checked, Screen::of(stdout)));
  if (!checked.errors.empty()) {
    return fail(ErrorCode::Configuration, "{} in {}; see {}", count_text(checked.errors.size(), "error"),
                count_text(files.size(), "contract"), pages::kCatalogueOfRules);
  }
  return flags.strict && !checked.warnings.empty() ? kWanting : kDone;
}

}  // namespace

void add_contract_check(Verb& contract) {
  Verb verb = contract.add("check", "Say whether contracts compile, and what in them is likely not meant");
  ContractCheckFlags& flags = verb.acts<ContractCheckFlags>(act);
  verb.option("FILE", flags.names, "Contract files, or folders of them; else the contracts in force");
  flags.settings.add_judging_to(verb);
  verb.flag("--strict", flags.strict, "End with 5 where there is a warning");
  verb.json(flags.json);
  verb.examples({"headgate contract check", "headgate contract check my_contracts --strict"});
}

}  // namespace headgate::cli
