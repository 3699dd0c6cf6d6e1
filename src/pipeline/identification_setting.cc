// SPDX-License-Identifier: Apache-2.0
#include "pipeline/identification_setting.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/pages.h"
#include "contract/table_of_service.h"
#include "pipeline/read_setting.h"

namespace headgate {

namespace {

constexpr const char* kNoTime = "none";

/// Gives what stands around a word of a place: blanks, or the marks of one that was a map.
std::string mark_of(const std::string& text, const std::string& word) {
  const char mark = text.find(kPhraseMark) == std::string::npos ? ' ' : kPhraseMark;
  return mark + word + mark;
}

/// Takes what stands behind the last `word` off a text, where that is there.
std::optional<std::string> taken_from(std::string& text, std::size_t word, std::size_t length) {
  if (word == std::string::npos) return {};
  std::string behind = text.substr(word + length);
  text.erase(word);
  return behind;
}

constexpr std::string_view kPath = "path";

/// Says whether a text is `path <pattern>`, from a text or a map.
bool is_in_name(const std::string& text) {
  return text.starts_with(kPath) && text.size() > kPath.size() &&
         (text[kPath.size()] == ' ' || text[kPath.size()] == kPhraseMark);
}

/// Reads a place: a pointer, or `path <pattern>` with the group `group`.
Result<IdentityPlace> place_of(const Setting& setting, const std::string& text, const std::string& group) {
  if (!is_in_name(text)) {
    TRY(PointerTokens tokens, place_in_event(setting, text));
    return IdentityPlace(std::move(tokens));
  }
  const std::string expression = text.substr(kPath.size() + 1);
  if (expression.find(kPhraseMark) != std::string::npos) {
    return fail(ErrorCode::Configuration, "{}: {}: as and zone say how a time is written, and this is a {}",
                setting.place, setting.key, group);
  }
  auto pattern = NamePattern::make(expression, group);
  if (!pattern) {
    return fail(ErrorCode::Configuration, "{}: {}: {}; see {}", setting.place, setting.key,
                pattern.error().message, pages::kRecognition);
  }
  return IdentityPlace(std::move(*pattern));
}

Result<Identification::Service> service_of(const Setting& setting, const std::string& text) {
  // `/detail/evaluation/prediction_id after #`, `constant shop`, `path (?P<service>[^/]+)/`
  constexpr std::string_view kConstant = "constant ";
  Identification::Service rule;
  if (text.starts_with(kConstant)) {
    rule.constant = text.substr(kConstant.size());
    if (const std::string fault = service_fault(rule.constant); !fault.empty()) {
      return fail(ErrorCode::Configuration, "{}: the service \"{}\" {}", setting.place, rule.constant, fault);
    }
    return rule;
  }
  if (is_in_name(text)) {
    TRY(rule.place, place_of(setting, text, "service"));
    return rule;
  }
  std::string place = text;
  const std::string mark = mark_of(text, "after");
  if (const auto after = taken_from(place, place.find(mark), mark.size())) rule.after = *after;
  if (place.find(kPhraseMark) != std::string::npos) {
    return fail(ErrorCode::Configuration,
                "{}: {}: as and zone say how a time is written, and this is a service", setting.place,
                setting.key);
  }
  TRY(rule.place, place_of(setting, place, "service"));
  return rule;
}

Result<RecordType> read_record_type(const Setting& setting) {
  TRY(const std::string type, one_value(setting));
  if (type == "prediction") return RecordType::Prediction;
  if (type == "event") return RecordType::Event;
  return fail(ErrorCode::Configuration, "{}: a record type is prediction or event, not \"{}\"", setting.place,
              type);
}

Result<Identification::Time> event_time_place(const Setting& setting, const std::string& written) {
  Identification::Time place;
  std::string text = written;
  const std::string zone_mark = mark_of(text, "zone"), as_mark = mark_of(text, "as");
  const auto zone = taken_from(text, text.rfind(zone_mark), zone_mark.size());
  const bool in_name = is_in_name(text);
  const auto form = taken_from(text, in_name ? text.rfind(as_mark) : text.find(as_mark), as_mark.size());
  if (!in_name && text.find(kPhraseMark) != std::string::npos) {
    return fail(ErrorCode::Configuration, "{}: {}: after says where a service stands, and this is a time",
                setting.place, setting.key);
  }
  TRY(place.place, place_of(setting, text, "time"));
  const auto refuse = [&](const std::string& why) {
    std::string said = written;
    std::replace(said.begin(), said.end(), kPhraseMark, ' ');
    return fail(ErrorCode::Configuration, "{}: {} in \"{}\": {}", setting.place, setting.key, said, why);
  };
  if (form && form->find('%') != std::string::npos) {
    if (const std::string fault = TimeFormat::fault_of(*form); !fault.empty()) return refuse(fault);
    place.form.format.emplace(*form);
  } else if (form) {
    const auto timestamp = timestamp_form(*form);
    if (!timestamp) {
      return refuse("a time is written as iso, epoch_s, epoch_ms, epoch_us, epoch_ns, or by a format with %");
    }
    place.form.timestamp = *timestamp;
  }
  if (zone) {
    place.form.zone_minutes = zone_minutes(*zone);
    if (!place.form.zone_minutes) return refuse("a zone is UTC or an offset such as +02:00");
  }
  const TimeForm& is = place.form;
  const bool names_zone = is.format ? is.format->has_zone() : is.timestamp != TimestampForm::Iso;
  if (zone && names_zone) return refuse("a zone is for times that name none, those of this form do");
  if (is.format && !names_zone && !zone) {
    return refuse("the format names no zone (%z): say which one is meant, zone UTC");
  }
  return place;
}

}  // namespace

Result<PointerTokens> place_in_event(const Setting& setting, const std::string& text) {
  TRY(PointerTokens tokens, split_pointer(text, setting.place));
  if (std::find(tokens.begin(), tokens.end(), "*") == tokens.end()) return tokens;
  return fail(
      ErrorCode::Configuration,
      "{}: {}: {} leads nowhere: a pointer goes through objects, by the names of their members, and * "
      "stands for none; see {}",
      setting.place, setting.key, text, pages::kRecognition);
}

Status set_record_type(Identification& identification, const Setting& setting, const std::string& value) {
  TRY(const RecordType type, read_record_type(setting));
  if (value.size() > 1 && value.find('*') != std::string::npos) {
    return fail(
        ErrorCode::Configuration,
        "{}: {}: what an event says is compared as it stands, and * stands for any text only by itself: "
        "name each record type; see {}",
        setting.place, setting.key, pages::kRecognition);
  }
  auto& types = identification.record_types;
  std::erase_if(types, [&](const auto& entry) { return entry.first == value; });
  types.emplace_back(value, type);
  return {};
}

Status set_record_type_place(Identification& identification, const Setting& setting) {
  TRY(const std::string text, one_value(setting));
  TRY(identification.record_type, place_of(setting, text, "record_type"));
  identification.record_type_constant.reset();
  return {};
}

Status set_record_type_constant(Identification& identification, const Setting& setting) {
  TRY(identification.record_type_constant, read_record_type(setting));
  return {};
}

Status set_unwrap(Identification& identification, const Setting& setting) {
  TRY(const std::string text, one_value(setting));
  if (text != "none" && text != "text") {
    return fail(ErrorCode::Configuration, "{}: {} takes none or text, not \"{}\"", setting.place, setting.key,
                text);
  }
  identification.unwrap = text == "text" ? Unwrap::Text : Unwrap::None;
  return {};
}

std::string unwrap_text(const Identification& identification) {
  return identification.unwrap == Unwrap::Text ? "text" : "none";
}

std::string service_text(const Identification::Service& rule) {
  if (!rule.constant.empty()) return "constant " + rule.constant;
  return rule.place.text() + (rule.after.empty() ? "" : " after " + rule.after);
}

std::string service_data(const Identification::Service& rule) {
  return rule.place.pointer.empty() ? service_text(rule) : rule.place.text() + " " + rule.after;
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

Status set_event_time(Identification& identification, const Setting& setting) {
  identification.event_time.clear();
  identification.may_lack_time = false;
  for (const std::string& value : setting.values) {
    if (identification.may_lack_time) {
      return fail(ErrorCode::Configuration, "{}: {}: none stands last: no place behind it is ever looked at",
                  setting.place, setting.key);
    }
    identification.may_lack_time = value == kNoTime;
    if (value != kNoTime) {
      TRY(identification.event_time.emplace_back(), event_time_place(setting, value));
    }
  }
  if (!setting.values.empty()) return {};
  return fail(ErrorCode::Configuration, "{}: {} needs at least one pointer", setting.place, setting.key);
}

namespace {

std::string event_time_text(const Identification::Time& place) {
  std::string text = place.place.text();
  if (place.form.format) {
    text += " as " + place.form.format->text();
  } else if (place.form.timestamp != TimestampForm::Iso) {
    text += fmt::format(" as {}", name(place.form.timestamp));
  }
  if (place.form.zone_minutes) text += " zone " + zone_text(*place.form.zone_minutes);
  return text;
}

}  // namespace

std::vector<std::string> event_time_texts(const Identification& identification) {
  std::vector<std::string> texts;
  for (const Identification::Time& place : identification.event_time) texts.push_back(event_time_text(place));
  if (identification.may_lack_time) texts.emplace_back(kNoTime);
  return texts;
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
