// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/profiles.h"

#include <algorithm>
#include <filesystem>

#include "apps/cli/shipped.h"

namespace headgate::cli {

std::vector<std::string> profiles() {
  std::vector<std::string> names;
  for (const std::filesystem::path& folder : shipped_folders("profiles")) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
      if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
    if (!names.empty()) break;
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string profile_file(const std::string& name) {
  const std::vector<std::filesystem::path> folders = shipped_folders("profiles");
  for (const std::filesystem::path& folder : folders) {
    std::error_code error;
    const std::filesystem::path file = folder / (name + ".yaml");
    if (std::filesystem::exists(file, error)) return file.string();
  }
  return (folders.front() / (name + ".yaml")).string();
}

}  // namespace headgate::cli
