// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/contracts.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "apps/cli/places.h"
#include "apps/cli/shipped.h"
#include "base/pages.h"

namespace headgate::cli {

namespace {

namespace fs = std::filesystem;

Result<fs::path> shipped_contracts() {
  std::error_code error;
  const std::vector<fs::path> folders = shipped_folders("contracts");
  for (const fs::path& folder : folders) {
    if (fs::is_directory(folder, error)) return folder;
  }
  return fail(
      ErrorCode::Configuration,
      "the shipped contracts were found neither in {} nor in {}: name a folder with --contracts, or in "
      "HEADGATE_CONTRACTS",
      folders.front().string(), folders.back().string());
}

}  // namespace

Result<std::string> contracts_folder(const std::string& name) {
  TRY_OK(check_is_folder_name(name, "--contracts"));
  if (!name.empty()) return name;
  TRY(const fs::path folder, shipped_contracts());
  return folder.string();
}

Result<std::string> read_text(const std::string& file, const std::string& what) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  // An empty file gives nothing to copy, and that is no failure.
  if (stream && stream.peek() == std::ifstream::traits_type::eof()) return std::string();
  text << stream.rdbuf();
  if (!stream) return fail(ErrorCode::Configuration, "cannot read {}{}", what, file);
  return text.str();
}

Result<SchemaTexts> read_schemas(const std::string& contracts) {
  SchemaTexts texts;
  const fs::path folder = fs::path(contracts) / "schemas";
  std::error_code error;
  if (!fs::is_directory(folder, error)) return texts;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const std::string extension = at->path().extension().string();
    if (extension != ".yaml" && extension != ".yml" && extension != ".json") continue;
    if (!at->is_regular_file(error)) continue;
    TRY(std::string text, read_text(at->path().string()));
    texts.emplace(at->path().lexically_relative(folder).generic_string(), std::move(text));
  }
  if (error) {
    return fail(ErrorCode::Configuration, "cannot read the folder of schemas {}: {}", folder.string(),
                error.message());
  }
  return texts;
}

Result<std::vector<std::string>> contract_files(const std::string& folder) {
  std::error_code error;
  std::vector<std::string> files;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == ".yml") {
      return fail(ErrorCode::Configuration,
                  "{} would be passed over, since contracts end in .yaml: rename it or move it away",
                  at->path().string());
    }
    if (at->path().extension() != ".yaml") continue;
    // A pipe or a device would be read for ever, a folder is no text.
    if (!at->is_regular_file(error)) {
      return fail(ErrorCode::Configuration, "{} is no regular file: a contract has to be one",
                  at->path().string());
    }
    files.push_back(at->path().string());
  }
  if (error) {
    return fail(ErrorCode::Configuration, "cannot read the folder of contracts {}: {}", folder,
                error.message());
  }
  if (files.empty()) {
    return fail(ErrorCode::Configuration, "the folder {} holds no contract: no file there ends in .yaml",
                folder);
  }
  std::sort(files.begin(), files.end());
  return files;
}

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

Result<std::vector<author::ContractSource>> find_contracts(const std::string& name,
                                                           const SettingFlags& flags) {
  std::vector<author::ContractSource> found;
  std::error_code error;
  if (fs::is_regular_file(name, error)) {
    TRY(found.emplace_back(), read_contract_file(name));
    return found;
  }
  TRY(const Settings settings, flags.gather());
  TRY(const std::string folder, contracts_folder(settings.contracts));
  TRY(const auto files, contract_files(folder));
  std::vector<std::string> services;
  for (const std::string& file : files) {
    TRY(author::ContractSource source, read_contract_file(file));
    services.push_back(source.plan->service);
    if (source.plan->service == name) found.push_back(std::move(source));
  }
  if (!found.empty()) return found;
  return fail(ErrorCode::Configuration,
              "{} is no file, and no contract in {} is for a service of that name{}", name, folder,
              did_you_mean(name, services));
}

Json warning_json(const author::Warning& warning) {
  return {{"code", warning.code},
          {"file", warning.file},
          {"line", warning.line},
          {"column", warning.column},
          {"message", warning.message}};
}

Json contract_json(const author::ContractSource& source) {
  const Plan& plan = *source.plan;
  return {{"file", source.file},
          {"contract", plan.contract},
          {"version", plan.version},
          {"service", plan.service},
          {"record_type", name(plan.record_type)},
          {"table", plan.table},
          {"hash", plan.hash}};
}

Result<Contracts> load_contracts(const std::string& name) {
  TRY(const std::string folder, contracts_folder(name));
  TRY(const auto files, contract_files(folder));
  TRY(const SchemaTexts schemas, read_schemas(folder));
  std::vector<std::shared_ptr<const Plan>> plans;
  for (const std::string& file : files) {
    TRY(const std::string text, read_text(file));
    TRY(plans.emplace_back(), see(pages::kCatalogueOfRules, compile_contract(text, file, schemas)));
  }
  return see(pages::kCatalogueOfRules, Contracts::make(std::move(plans)));
}

}  // namespace headgate::cli
