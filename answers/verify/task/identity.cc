// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/task/identity.h"

namespace headgate::verify {

Identity identify(const IdentityRules& rules, const JsonText& event) {
  Identity identity;
  const auto type = event.text_at(event.at(rules.record_type));
  for (const auto& [says, word] : rules.record_types) {
    if (type == says) identity.record_type = word;
  }
  for (const IdentityRules::Service& rule : rules.services) {
    auto text = event.text_at(event.at(rule.pointer));
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
  identity.event_id = event.text_at(event.at(rules.event_id));
  if (const auto time = event.text_at(event.at(rules.event_time))) identity.event_time = parse_time(*time);
  return identity;
}

}  // namespace headgate::verify
