// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/shipped.h"

namespace headgate::cli {

namespace fs = std::filesystem;

std::vector<fs::path> shipped_folders(const std::string& name) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
  return {(program / "../share/headgate" / name).lexically_normal(),
          (program / HEADGATE_SOURCE_FROM_EXECUTABLE / name).lexically_normal()};
}

}  // namespace headgate::cli
