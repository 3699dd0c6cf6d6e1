// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/task/identity.h"

namespace headgate::verify {

namespace {

std::optional<std::string> text_at(const JsonText& event, const std::vector<std::string>& pointer) {
  const std::uint32_t place = event.at(pointer);
  if (place == JsonText::kNowhere || event[place].kind != JsonKind::String) return {};
  std::string room;
  return std::string(event.characters(place, room));
}

}  // namespace

Identity identify(const IdentityRules& rules, const JsonText& event) {
  Identity identity;
  const auto type = text_at(event, rules.record_type);
  for (const auto& [says, word] : rules.record_types) {
    if (type == says) identity.record_type = word;
  }
  for (const IdentityRules::Service& rule : rules.services) {
    auto text = text_at(event, rule.pointer);
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
  identity.event_id = text_at(event, rules.event_id);
  if (const auto time = text_at(event, rules.event_time)) identity.event_time = parse_time(*time);
  return identity;
}

}  // namespace headgate::verify
