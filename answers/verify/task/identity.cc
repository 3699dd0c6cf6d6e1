// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/task/identity.h"

#include "answers/verify/read/layout.h"
#include "answers/verify/read/written_time.h"

namespace headgate::verify {

namespace {

/// Cuts a label down to the object's own name: `source/a~2` is `a`, and `source/a~~2` is `a~~2`.
ByteView own_name(ByteView label) {
  ByteView name = label.substr(label.find('/') + 1);
  const std::size_t last = name.find_last_not_of("0123456789");
  if (last == ByteView::npos || last + 1 == name.size() || name[last] != '~') return name;
  std::size_t tildes = 0;
  while (tildes <= last && name[last - tildes] == '~') ++tildes;
  // Tildes of a name stand in pairs, so that the odd one is a mark.
  if (tildes % 2 == 1) name = name.substr(0, last);
  return name;
}

std::optional<std::string> in_name(const NamePattern& pattern, ByteView label) {
  const auto found = pattern.find_in(own_name(label));
  return found ? std::optional<std::string>(*found) : std::nullopt;
}

}  // namespace

Identity identify(const IdentityRules& rules, const JsonText& event, ByteView object_label,
                  const std::string& data_version) {
  Identity identity;
  const auto type = rules.record_type_pattern ? in_name(*rules.record_type_pattern, object_label)
                                              : event.text_at(event.at(rules.record_type));
  for (const auto& [says, word] : rules.record_types) {
    const bool is_any = says == "*" && type && identity.record_type.empty();
    if (type == says || is_any) identity.record_type = word;
  }
  if (!rules.record_type_constant.empty()) identity.record_type = rules.record_type_constant;
  for (const IdentityRules::Service& rule : rules.services) {
    if (!rule.constant.empty()) {
      identity.service = rule.constant;
      break;
    }
    auto text = rule.pattern ? in_name(*rule.pattern, object_label) : event.text_at(event.at(rule.pointer));
    if (!text) continue;
    if (!rule.after.empty()) {
      const std::size_t mark = text->rfind(rule.after);
      if (mark == std::string::npos) continue;
      text->erase(0, mark + rule.after.size());
    }
    if (text->empty()) continue;
    identity.service = *text;
    break;
  }
  const std::uint32_t id = event.at(rules.event_id);
  identity.event_id = event.text_at(id);
  if (!identity.event_id && is_from_5(data_version) && id != JsonText::kNowhere &&
      event[id].kind == JsonKind::Number) {
    identity.event_id = event.written(id);
  }
  std::string room;
  for (const IdentityRules::Time& place : rules.event_time) {
    std::optional<std::string> in_the_name;
    if (place.pattern) {
      in_the_name = in_name(*place.pattern, object_label);
      if (!in_the_name) continue;
    }
    const std::uint32_t at = place.pattern ? JsonText::kNowhere : event.at(place.pointer);
    if (!in_the_name && at == JsonText::kNowhere) continue;
    const bool is_text = in_the_name || event[at].kind == JsonKind::String;
    if (!is_text && event[at].kind != JsonKind::Number) continue;
    const ByteView written = in_the_name ? ByteView(*in_the_name)
                             : is_text   ? event.characters(at, room)
                                         : event.written(at);
    std::optional<CutTime> time;
    if (is_from_5(data_version)) {
      time = time_of(place.form, time_rules(data_version), is_text, written);
    } else if (const auto plain = is_text ? parse_time(written) : std::nullopt) {
      time = CutTime{*plain, false};
    }
    if (!time || time->micros < rules.event_time_min || time->micros >= rules.event_time_max) continue;
    identity.event_time = time->micros;
    break;
  }
  return identity;
}

}  // namespace headgate::verify
