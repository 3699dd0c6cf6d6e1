// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/places.h"

#include "adapters/local/folder_path.h"
#include "layout/layout.h"

namespace headgate::cli {

Status check_is_folder_name(const std::string& name, const std::string& what) {
  if (name.find("://") == std::string::npos) return {};
  return fail(ErrorCode::Configuration,
              "{} {}: this build of headgate reads and writes folders only, it has no adapter for {}", what,
              name, name.substr(0, name.find(':')));
}

Result<std::string> check_folder(const std::string& name, const std::string& what) {
  TRY_OK(check_is_folder_name(name, what));
  return existing_folder_path(name, what);
}

Result<Places> check_places(const std::string& source, const std::string& landing) {
  TRY(const std::string from, check_folder(source, "the source"));
  TRY_OK(check_is_folder_name(landing, "the landing"));
  TRY(const std::string into, folder_path(landing, "the landing"));
  if (path_inside(into, from)) {
    return fail(ErrorCode::Configuration,
                "the landing {} lies inside its source {}: what a run writes would be read by the next one",
                into, from);
  }
  if (const auto part = path_inside(from, into); part && !path_inside(*part, layout::kRaw)) {
    return fail(ErrorCode::Configuration, "the source {} lies inside the landing {}: only {}/{} may", from,
                into, into, layout::kRaw);
  }
  return Places{from, into};
}

}  // namespace headgate::cli
