// SPDX-License-Identifier: Apache-2.0
#include "adapters/local/folder_path.h"

#include <filesystem>

namespace headgate {

namespace fs = std::filesystem;

Result<std::string> folder_path(const std::string& name, const std::string& what) {
  std::error_code error;
  fs::path path = fs::weakly_canonical(fs::absolute(name, error), error);
  if (error) return fail(ErrorCode::Configuration, "{} {}: {}", what, name, error.message());
  if (!path.has_filename() && path.has_relative_path()) path = path.parent_path();
  if (const auto status = fs::status(path, error); fs::exists(status) && !fs::is_directory(status))
    return fail(ErrorCode::Configuration, "{} {} is no folder", what, path.string());
  return path.string();
}

Result<std::string> existing_folder_path(const std::string& name, const std::string& what) {
  TRY(const std::string path, folder_path(name, what));
  std::error_code error;
  if (fs::exists(path, error)) return path;
  if (error) return fail(ErrorCode::Configuration, "{} {}: {}", what, path, error.message());
  return fail(ErrorCode::Configuration, "{} {} does not exist", what, path);
}

std::optional<std::string> path_inside(const std::string& inner, const std::string& outer) {
  const fs::path rest = fs::path(inner).lexically_relative(outer);
  if (rest.empty() || *rest.begin() == "..") return std::nullopt;
  return rest == "." ? std::string() : rest.string();
}

}  // namespace headgate
