// SPDX-License-Identifier: Apache-2.0
#include "judge/identify.h"

#include <algorithm>

#include "base/json.h"
#include "contract/exact.h"
#include "judge/reason.h"
#include "schema/ascii.h"

namespace headgate {

namespace {

ByteView string_at(const Tape& tape, const PointerTokens& pointer, Arena& arena) {
  const std::uint32_t at = tape.at(pointer);
  if (at == 0 || tape.nodes[at].type != types::String) return {};
  return tape.characters(tape.nodes[at], arena);
}

/// Gives the text at a place; nothing where there is none.
ByteView text_at(const Tape& tape, const IdentityPlace& place, ByteView object, Arena& arena) {
  return place.pattern ? place.pattern->find_in(object).value_or(ByteView())
                       : string_at(tape, place.pointer, arena);
}

ByteView id_at(const Tape& tape, const PointerTokens& pointer, Arena& arena) {
  const std::uint32_t at = tape.at(pointer);
  if (at != 0 && (tape.nodes[at].type & types::Number) != 0) return tape.text(tape.nodes[at]);
  return string_at(tape, pointer, arena);
}

std::optional<CutTime> time_at(const Tape& tape, const Identification::Time& rule, ByteView object,
                               Arena& arena) {
  if (rule.place.pattern) {
    const auto written = rule.place.pattern->find_in(object);
    return written ? read_time(rule.form, true, *written) : std::nullopt;
  }
  const std::uint32_t at = tape.at(rule.place.pointer);
  if (at == 0) return {};
  const Node& node = tape.nodes[at];
  const bool is_text = node.type == types::String;
  if (!is_text && (node.type & types::Number) == 0) return {};
  return read_time(rule.form, is_text, is_text ? tape.characters(node, arena) : tape.text(node));
}

void find_time(const Tape& tape, const Identification& rules, ByteView object, Arena& arena,
               Identity& identity) {
  for (std::size_t i = 0; i < rules.event_time.size(); ++i) {
    const auto time = time_at(tape, rules.event_time[i], object, arena);
    if (!time) continue;
    if (time->micros >= rules.event_time_min && time->micros < rules.event_time_max) {
      identity.event_time = time->micros;
      return;
    }
    if (!identity.out_of_range) identity.out_of_range = i;
  }
}

/// Says what stands at a pointer, for the `actual` of a violation; of a way that ends in an array, that it
/// does.
std::string shown(const Tape& tape, const PointerTokens& pointer) {
  std::uint32_t at = 0;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (tape.nodes[at].type == types::Array)
      return reason_way_through_array({pointer.begin(), pointer.begin() + static_cast<std::ptrdiff_t>(i)});
    at = tape.member(at, pointer[i]);
    if (at == 0) return "nothing";
  }
  const Node& node = tape.nodes[at];
  const bool string = node.type == types::String;
  return shortened(string ? tape.frame.substr(node.offset - 1, node.length + 2) : tape.text(node));
}

/// Says what stands at a place: where it is one in the name of the object, that name.
std::string shown(const Tape& tape, const IdentityPlace& place, ByteView object) {
  if (!place.pattern) return shown(tape, place.pointer);
  std::string quoted;
  append_json_string(quoted, object);
  return shortened(quoted);
}

std::optional<RecordType> record_type_of(const Tape& tape, const Identification& rules, ByteView object,
                                         Arena& arena) {
  if (rules.record_type_constant) return rules.record_type_constant;
  const ByteView type = text_at(tape, rules.record_type, object, arena);
  if (type.data() == nullptr) return {};
  std::optional<RecordType> any;
  for (const auto& [says, meant] : rules.record_types) {
    if (says == type) return meant;
    if (says == "*") any = meant;
  }
  return any;
}

ByteView service_of(const Tape& tape, const Identification& rules, ByteView object, Arena& arena) {
  for (const Identification::Service& rule : rules.services) {
    if (!rule.constant.empty()) return rule.constant;
    ByteView text = text_at(tape, rule.place, object, arena);
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

std::vector<std::vector<std::string>> Identification::resume_keys() const {
  std::vector<std::string> of_services, of_times;
  for (const Service& service : services)
    if (!service.place.pointer.empty()) of_services.push_back(service.place.pointer.front());
  for (const Time& time : event_time)
    if (!time.place.pointer.empty()) of_times.push_back(time.place.pointer.front());
  std::vector<std::vector<std::string>> groups;
  if (!record_type_constant && !record_type.pointer.empty()) groups.push_back({record_type.pointer.front()});
  if (!of_services.empty()) groups.push_back(of_services);
  if (!of_times.empty()) groups.push_back(of_times);
  groups.push_back({event_id.front()});
  if (!source_equals.empty()) groups.push_back({source.front()});
  return groups;
}

Identity identify(const Tape& tape, const Identification& rules, Arena& arena, Violations& violations,
                  ByteView object) {
  Identity identity;
  if (tape.nodes[0].type != types::Object) {
    violations.add(reason_no_object(tape.nodes[0].type, tape.frame));
    return identity;
  }
  identity.event_id = id_at(tape, rules.event_id, arena);
  find_time(tape, rules, object, arena, identity);
  if (!rules.source_equals.empty() &&
      !equal_but_for_case(string_at(tape, rules.source, arena), rules.source_equals)) {
    violations.add(reason_foreign_source(rules, shown(tape, rules.source)));
    return identity;
  }
  identity.record_type = record_type_of(tape, rules, object, arena);
  if (!identity.record_type) {
    violations.add(reason_unknown_record_type(rules, shown(tape, rules.record_type, object)));
    return identity;
  }
  identity.service = service_of(tape, rules, object, arena);
  if (identity.service.empty()) {
    std::vector<std::string> actual;
    for (const Identification::Service& rule : rules.services)
      actual.push_back(shown(tape, rule.place, object));
    violations.add(reason_unknown_service(rules, actual));
  }
  return identity;
}

void judge_time(const Tape& tape, const Identification& rules, const Identity& identity,
                Violations& violations, ByteView object) {
  if (identity.event_time || rules.may_lack_time) return;
  if (identity.out_of_range) {
    const Identification::Time& place = rules.event_time[*identity.out_of_range];
    violations.add(reason_time_out_of_range(rules, place.place, shown(tape, place.place, object)));
    return;
  }
  std::vector<std::string> actual;
  for (const Identification::Time& place : rules.event_time)
    actual.push_back(shown(tape, place.place, object));
  violations.add(reason_no_time(rules, actual));
}

}  // namespace headgate
