// SPDX-License-Identifier: Apache-2.0
#include "commit/landing_record.h"

#include <nlohmann/json.hpp>

#include "base/pages.h"
#include "layout/layout.h"

namespace headgate {

Result<bool> has_landing_record(ObjectStore& store) {
  const auto text = store.get(layout::kRecord);
  if (!text && text.error().code == ErrorCode::NotFound) return false;
  if (!text) return forward(text.error());
  const auto json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  const bool has_format = json.is_object() && json.contains("format") && json["format"].is_number_integer();
  const auto format = has_format ? json["format"].get<std::int64_t>() : 0;
  if (format < kLandingFormat)
    return fail(ErrorCode::Corrupt, "{}/{} is no record of a landing", store.root(), layout::kRecord);
  if (format == kLandingFormat) return true;
  return fail(
      ErrorCode::Configuration,
      "the landing {} has format {}, this version of Headgate knows up to {}: use a newer one; see {}",
      store.root(), format, kLandingFormat, pages::kSourcesAndLandings);
}

std::string landing_record_json() {
  return nlohmann::ordered_json{{"format", kLandingFormat}}.dump(2) + "\n";
}

}  // namespace headgate
