// SPDX-License-Identifier: Apache-2.0
#include "pipeline/identification_setting.h"

#include <charconv>

#include "pipeline/read_setting.h"

namespace headgate {

namespace {

Result<Identification::Service> service_of(const Setting& setting, const std::string& text) {
  // `/detail/evaluation/prediction_id after #`
  Identification::Service rule;
  const std::size_t after = text.find(" after ");
  TRY(rule.pointer, split_pointer(text.substr(0, after), setting.place));
  if (after != std::string::npos) rule.after = text.substr(after + 7);
  return rule;
}

}  // namespace

Status set_record_type(Identification& identification, const Setting& setting, const std::string& value) {
  TRY(const std::string type, one_value(setting));
  if (type != "prediction" && type != "event") {
    return fail(ErrorCode::Configuration, "{}: a record type is prediction or event, not \"{}\"",
                setting.place, type);
  }
  auto& types = identification.record_types;
  std::erase_if(types, [&](const auto& entry) { return entry.first == value; });
  types.emplace_back(value, type == "event" ? RecordType::Event : RecordType::Prediction);
  return {};
}

Status set_event_time_range(Identification& identification, const Setting& setting) {
  const auto bound = [](const std::string& text) -> std::optional<Micros> {
    int year = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
    if (error == std::errc() && end == text.data() + text.size() && year >= 1 && year <= 9999) {
      return start_of_year(year);
    }
    return parse_time(text);
  };
  std::optional<Micros> min, max;
  if (setting.values.size() == 2) {
    min = bound(setting.values[0]);
    max = bound(setting.values[1]);
  }
  if (!min || !max || *min >= *max) {
    return fail(ErrorCode::Configuration,
                "{}: {} takes two years or times, the first one that is taken and the first that is not: "
                "[2000, 2100]",
                setting.place, setting.key);
  }
  identification.event_time_min = *min;
  identification.event_time_max = *max;
  return {};
}

Status set_services(Identification& identification, const Setting& setting) {
  auto& rules = identification.services;
  rules.clear();
  for (const std::string& value : setting.values) {
    TRY(rules.emplace_back(), service_of(setting, value));
  }
  if (!rules.empty()) return {};
  return fail(ErrorCode::Configuration, "{}: {} needs at least one pointer", setting.place, setting.key);
}

}  // namespace headgate
