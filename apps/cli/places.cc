// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/places.h"

#include <filesystem>
#include <optional>

#include "base/bytes.h"
#include "layout/layout.h"

namespace headgate::cli {

namespace {

namespace fs = std::filesystem;

Result<fs::path> canonical(const std::string& name, const std::string& what) {
  std::error_code error;
  fs::path path = fs::weakly_canonical(fs::absolute(name, error), error);
  if (error) return fail(ErrorCode::Configuration, "{} {}: {}", what, name, error.message());
  if (!path.has_filename() && path.has_relative_path()) path = path.parent_path();
  return path;
}

/// Gives where `inner` lies in `outer`: empty where it is the same folder, nothing where it does not.
std::optional<fs::path> inside(const fs::path& inner, const fs::path& outer) {
  const fs::path rest = inner.lexically_relative(outer);
  if (rest.empty() || *rest.begin() == "..") return std::nullopt;
  return rest == "." ? fs::path() : rest;
}

}  // namespace

Status check_is_folder_name(const std::string& name, const std::string& what) {
  if (name.find("://") == std::string::npos) return {};
  return fail(ErrorCode::Configuration,
              "{} {}: this build of headgate reads and writes folders only, it has no adapter for {}", what,
              name, name.substr(0, name.find(':')));
}

Result<std::string> check_folder(const std::string& name, const std::string& what) {
  TRY_OK(check_is_folder_name(name, what));
  TRY(const fs::path path, canonical(name, what));
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return fail(ErrorCode::Configuration, "{} {} does not exist", what, path.string());
  }
  if (error) return fail(ErrorCode::Configuration, "{} {}: {}", what, path.string(), error.message());
  if (status.type() != fs::file_type::directory) {
    return fail(ErrorCode::Configuration, "{} {} is no folder", what, path.string());
  }
  return path.string();
}

Result<Places> check_places(const std::string& source, const std::string& landing) {
  TRY(const std::string from, check_folder(source, "the source"));
  TRY_OK(check_is_folder_name(landing, "the landing"));
  TRY(const fs::path into, canonical(landing, "the landing"));
  std::error_code error;
  if (fs::exists(into, error) && !fs::is_directory(into, error))
    return fail(ErrorCode::Configuration, "the landing {} is no folder", into.string());
  if (inside(into, from)) {
    return fail(ErrorCode::Configuration,
                "the landing {} lies inside its source {}: what a run writes would be read by the next one",
                into.string(), from);
  }
  if (const auto part = inside(from, into); part && !inside(*part, layout::kRaw)) {
    return fail(ErrorCode::Configuration, "the source {} lies inside the landing {}: only {} may", from,
                into.string(), (into / layout::kRaw).string());
  }
  return Places{from, into.string()};
}

}  // namespace headgate::cli
