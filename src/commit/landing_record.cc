// SPDX-License-Identifier: Apache-2.0
#include "commit/landing_record.h"

#include <nlohmann/json.hpp>

#include "base/pages.h"
#include "layout/layout.h"

namespace headgate {

Result<int> landing_format(ObjectStore& store) {
  const auto text = store.get(layout::kRecord);
  if (!text && text.error().code == ErrorCode::NotFound) return 0;
  if (!text) return forward(text.error());
  const auto json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  const bool has_format = json.is_object() && json.contains("format") && json["format"].is_number_integer();
  const auto format = has_format ? json["format"].get<std::int64_t>() : 0;
  if (format < kLandingFormat)
    return fail(ErrorCode::Corrupt, "{}/{} is no record of a landing", store.root(), layout::kRecord);
  if (format <= kLandingFormatWithParts) return static_cast<int>(format);
  return fail(
      ErrorCode::Configuration,
      "the landing {} has format {}, this version of Headgate knows up to {}: use a newer one; see {}",
      store.root(), format, kLandingFormatWithParts, pages::kSourcesAndLandings);
}

Result<bool> has_landing_record(ObjectStore& store) {
  TRY(const int format, landing_format(store));
  return format != 0;
}

std::string landing_record_json(int format) {
  return nlohmann::ordered_json{{"format", format}}.dump(2) + "\n";
}

}  // namespace headgate
