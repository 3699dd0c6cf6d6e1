// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/places.h"

#include "adapters/local/folder_path.h"
#include "apps/cli/open_store.h"
#include "base/pages.h"
#include "layout/layout.h"

namespace headgate::cli {

Status check_is_folder_name(const std::string& name, const std::string& what) {
  if (!has_scheme(name)) return {};
  return fail(ErrorCode::Configuration, "{} {} has to lie on this machine; see {}", what, name,
              pages::kSourcesAndLandings);
}

Result<Places> check_places(const std::string& source, const std::string& landing) {
  TRY(const std::string from, place_of(source, StoreRole::Source, "the source"));
  TRY(const std::string into, place_of(landing, StoreRole::Landing, "the landing"));
  if (path_inside(into, from)) {
    return fail(
        ErrorCode::Configuration,
        "the landing {} lies inside its source {}: what a run writes would be read by the next one; see {}",
        into, from, pages::kSourcesAndLandings);
  }
  if (const auto part = path_inside(from, into); part && !path_inside(*part, layout::kRaw)) {
    return fail(ErrorCode::Configuration, "the source {} lies inside the landing {}: only {}/{} may; see {}",
                from, into, into, layout::kRaw, pages::kSourcesAndLandings);
  }
  return Places{from, into};
}

}  // namespace headgate::cli
