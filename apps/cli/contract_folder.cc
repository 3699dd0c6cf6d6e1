// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/contract_folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "apps/cli/places.h"

namespace headgate::cli {

namespace {

namespace fs = std::filesystem;

Result<fs::path> shipped_folder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path installed = (program.parent_path() / "../share/headgate/contracts").lexically_normal();
  const fs::path built = (program.parent_path() / HEADGATE_CONTRACTS_FROM_EXECUTABLE).lexically_normal();
  for (const fs::path& folder : {installed, built}) {
    if (fs::is_directory(folder, error)) return folder;
  }
  return fail(ErrorCode::Configuration,
              "the shipped contracts were found neither in {} nor in {}: name a folder with --contracts",
              installed.string(), built.string());
}

Result<std::string> read_text(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) return fail(ErrorCode::Configuration, "cannot read the contract {}", file.string());
  return text.str();
}

}  // namespace

Result<Contracts> load_contracts(const std::string& name) {
  TRY_OK(check_is_folder_name(name, "--contracts"));
  fs::path folder = name;
  if (name.empty()) {
    TRY(folder, shipped_folder());
  }
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() != ".yaml") continue;
    // A pipe or a device would be read for ever, a folder is no text.
    if (!at->is_regular_file(error)) {
      return fail(ErrorCode::Configuration, "{} is no regular file: a contract has to be one",
                  at->path().string());
    }
    files.push_back(at->path());
  }
  if (error) {
    return fail(ErrorCode::Configuration, "cannot read the folder of contracts {}: {}", folder.string(),
                error.message());
  }
  if (files.empty()) {
    return fail(ErrorCode::Configuration, "the folder {} holds no contract: no file there ends in .yaml",
                folder.string());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::shared_ptr<const Plan>> plans;
  for (const fs::path& file : files) {
    TRY(const std::string text, read_text(file));
    TRY(plans.emplace_back(), compile_contract(text, file.string()));
  }
  return Contracts::make(std::move(plans));
}

}  // namespace headgate::cli
