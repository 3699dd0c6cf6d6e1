// SPDX-License-Identifier: Apache-2.0
#include "judge/identify.h"

#include <algorithm>

#include "judge/reason.h"

namespace headgate {

namespace {

/// Follows a pointer through objects; 0 where it leads nowhere (the root itself is never asked for).
std::uint32_t find(const Tape& tape, const PointerTokens& tokens) {
  std::uint32_t at = 0;
  for (const std::string& token : tokens) {
    at = tape.member(at, token);
    if (at == 0) return 0;
  }
  return at;
}

bool equal_but_for_case(ByteView a, ByteView b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

ByteView string_at(const Tape& tape, const PointerTokens& pointer, Arena& arena) {
  const std::uint32_t at = find(tape, pointer);
  if (at == 0 || tape.nodes[at].type != types::String) return {};
  return tape.characters(tape.nodes[at], arena);
}

/// Says what stands at a pointer, for the `actual` of a violation.
std::string shown(const Tape& tape, const PointerTokens& pointer) {
  const std::uint32_t at = find(tape, pointer);
  if (at == 0) return "nothing";
  const Node& node = tape.nodes[at];
  const bool string = node.type == types::String;
  return shortened(string ? tape.frame.substr(node.offset - 1, node.length + 2) : tape.text(node));
}

ByteView service_of(const Tape& tape, const Identification& rules, Arena& arena) {
  for (const Identification::Service& rule : rules.services) {
    const std::uint32_t at = find(tape, rule.pointer);
    if (at == 0 || tape.nodes[at].type != types::String) continue;
    ByteView text = tape.characters(tape.nodes[at], arena);
    if (!rule.after.empty()) {
      const std::size_t mark = text.rfind(rule.after);
      if (mark == ByteView::npos) continue;
      text.remove_prefix(mark + rule.after.size());
    }
    if (!text.empty()) return text;
  }
  return {};
}

}  // namespace

Identity identify(const Tape& tape, const Identification& rules, Arena& arena, Violations& violations) {
  Identity identity;
  if (tape.nodes[0].type != types::Object) {
    violations.add(reason_no_object(tape.nodes[0].type, tape.frame));
    return identity;
  }
  identity.event_id = string_at(tape, rules.event_id, arena);
  if (const auto time = parse_time(string_at(tape, rules.event_time, arena))) {
    identity.is_out_of_range = *time < rules.event_time_min || *time >= rules.event_time_max;
    if (!identity.is_out_of_range) identity.event_time = *time;
  }
  if (!rules.source_equals.empty() &&
      !equal_but_for_case(string_at(tape, rules.source, arena), rules.source_equals)) {
    violations.add(reason_foreign_source(rules, shown(tape, rules.source)));
    return identity;
  }
  const ByteView type = string_at(tape, rules.record_type, arena);
  const auto known = std::find_if(rules.record_types.begin(), rules.record_types.end(),
                                  [&](const auto& entry) { return entry.first == type; });
  if (known == rules.record_types.end()) {
    violations.add(reason_unknown_record_type(rules, shown(tape, rules.record_type)));
    return identity;
  }
  identity.record_type = known->second;
  identity.service = service_of(tape, rules, arena);
  if (identity.service.empty()) {
    violations.add(reason_unknown_service(rules, shown(tape, rules.services.back().pointer)));
  }
  return identity;
}

void judge_time(const Tape& tape, const Identification& rules, const Identity& identity,
                Violations& violations) {
  if (identity.event_time) return;
  const std::string actual = shown(tape, rules.event_time);
  violations.add(identity.is_out_of_range ? reason_time_out_of_range(rules, actual)
                                          : reason_no_time(rules, actual));
}

}  // namespace headgate
