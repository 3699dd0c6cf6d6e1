// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <bit>

#include "judge/schema_judge.h"

namespace headgate {

namespace {
constexpr std::uint32_t kBits = 64;
}

template <bool Explains>
bool SchemaJudge<Explains>::object(std::uint32_t at, std::int32_t place, const Check& check) {
  if (check.keys == kNone && check.additional == kNone && check.object == kNone && check.bounds.count == 0)
    return true;
  const KeyTable* keys =
      check.keys == kNone ? nullptr : &schema_.key_tables[static_cast<std::size_t>(check.keys)];
  const bool is_large = check.properties.count > kBits;
  const std::size_t seen_first = state_.seen.size();
  if (is_large) state_.seen.resize(seen_first + check.properties.count, 0);
  std::uint64_t seen = 0;
  std::uint32_t members = 0;
  bool ok = true;
  const std::uint32_t end = tape_.nodes[at].next;
  for (std::uint32_t key = at + 1; key < end && !stop(ok); key = tape_.nodes[key + 1].next, ++members) {
    const std::int32_t found = keys == nullptr ? kNone : keys->find(key_text(key));
    if (found >= 0) {
      if (static_cast<std::uint32_t>(found) < kBits) seen |= std::uint64_t{1} << found;
      if (is_large) state_.seen[seen_first + static_cast<std::size_t>(found)] = 1;
    }
    ok &= member(key, place, check, found);
  }
  if (!stop(ok) && check.keys != kNone) ok &= required(place, check, seen, seen_first);
  state_.seen.resize(seen_first);
  if (check.bounds.count != 0 && !stop(ok)) ok &= bounds(place, check, at, {Measure::Members, {}, members});
  if (!stop(ok) && check.object != kNone)
    ok &= object_rule(at, place, schema_.object_rules[static_cast<std::size_t>(check.object)]);
  return ok;
}

/// Judges one member by the schema of its name (`found` in the table of names), by each pattern that its name
/// matches, and by `additionalProperties` where it has neither.
template <bool Explains>
bool SchemaJudge<Explains>::member(std::uint32_t key, std::int32_t place, const Check& check,
                                   std::int32_t found) {
  const std::int32_t named =
      found < 0 ? kNone
                : schema_.properties[check.properties.first + static_cast<std::uint32_t>(found)].check;
  const bool has_patterns = check.object != kNone &&
                            schema_.object_rules[static_cast<std::size_t>(check.object)].patterns.count != 0;
  if (named == kNone && check.additional == kNone && !has_patterns) return true;
  const std::size_t path = state_.path.size();
  if constexpr (Explains) append_token(state_.path, key_text(key));
  bool matched = named != kNone;
  bool ok = named == kNone || holds(key + 1, named);
  if (has_patterns && !stop(ok)) {
    ok &= patterns(key, schema_.object_rules[static_cast<std::size_t>(check.object)], matched);
  }
  if (!matched && check.additional != kNone && !stop(ok)) {
    if (check_at(check.additional).never) {
      report(Code::AdditionalProperties, place, "additionalProperties", Explains ? "no other member" : "",
             key + 1, "is a member that the contract does not name");
      ok = false;
    } else {
      ok &= holds(key + 1, check.additional);
    }
  }
  if constexpr (Explains) state_.path.resize(path);
  return ok;
}

template <bool Explains>
bool SchemaJudge<Explains>::patterns(std::uint32_t key, const ObjectRule& rule, bool& matched) {
  bool ok = true;
  for (std::uint32_t i = 0; i < rule.patterns.count && !stop(ok); ++i) {
    const PatternProperty& entry = schema_.pattern_properties[rule.patterns.first + i];
    if (!schema_.patterns[static_cast<std::size_t>(entry.pattern)].is_found_in(key_text(key))) continue;
    matched = true;
    ok &= holds(key + 1, entry.check);
  }
  return ok;
}

template <bool Explains>
bool SchemaJudge<Explains>::required(std::int32_t place, const Check& check, std::uint64_t seen,
                                     std::size_t seen_first) {
  const auto& keys = schema_.key_tables[static_cast<std::size_t>(check.keys)].keys();
  bool ok = true;
  std::uint64_t missing = check.required & ~seen;
  for (; missing != 0; missing &= missing - 1) {
    ok = false;
    if constexpr (!Explains) return false;
    report_missing(Code::Required, place, "required",
                   keys[static_cast<std::size_t>(std::countr_zero(missing))], "");
  }
  for (std::uint32_t i = kBits; i < check.properties.count; ++i) {
    if (!schema_.properties[check.properties.first + i].required || state_.seen[seen_first + i]) continue;
    ok = false;
    if constexpr (!Explains) return false;
    report_missing(Code::Required, place, "required", keys[i], "");
  }
  return ok;
}

template <bool Explains>
bool SchemaJudge<Explains>::object_rule(std::uint32_t at, std::int32_t place, const ObjectRule& rule) {
  bool ok = true;
  const std::uint32_t end = tape_.nodes[at].next;
  for (std::uint32_t key = at + 1; rule.names != kNone && key < end && !stop(ok);
       key = tape_.nodes[key + 1].next) {
    if (holds_silently(key, rule.names)) continue;
    ok = false;
    if constexpr (Explains) {
      const std::size_t path = state_.path.size();
      append_token(state_.path, key_text(key));
      report(Code::PropertyNames, place, "propertyNames", "a name that the contract allows", key,
             "has a name that is not allowed");
      state_.path.resize(path);
    }
  }
  if (!stop(ok)) ok &= dependents(at, place, rule);
  if (!stop(ok) && rule.unevaluated != kNone) ok &= unevaluated_members(at, place, rule);
  return ok;
}

template <bool Explains>
bool SchemaJudge<Explains>::dependents(std::uint32_t at, std::int32_t place, const ObjectRule& rule) {
  bool ok = true;
  for (std::uint32_t i = 0; i < rule.dependents.count && !stop(ok); ++i) {
    const Dependent& dependent = schema_.dependents[rule.dependents.first + i];
    if (tape_.member(at, dependent.key) == 0) continue;
    for (const std::string& key : dependent.required) {
      if (tape_.member(at, key) != 0) continue;
      ok = false;
      if constexpr (!Explains) return false;
      report_missing(Code::DependentRequired, place, "dependentRequired", key,
                     fmt::format(", which \"{}\" asks for", dependent.key));
    }
    if (dependent.check != kNone && !stop(ok)) ok &= holds(at, dependent.check);
  }
  return ok;
}

template <bool Explains>
bool SchemaJudge<Explains>::unevaluated_members(std::uint32_t at, std::int32_t place,
                                                const ObjectRule& rule) {
  Marks marks;
  const std::uint32_t end = tape_.nodes[at].next;
  for (std::uint32_t key = at + 1; key < end; key = tape_.nodes[key + 1].next) marks.push_back(false);
  mark_members(at, place, true, marks);
  bool ok = true;
  std::size_t i = 0;
  for (std::uint32_t key = at + 1; key < end && !stop(ok); key = tape_.nodes[key + 1].next, ++i) {
    if (marks[i]) continue;
    const std::size_t path = state_.path.size();
    if constexpr (Explains) append_token(state_.path, key_text(key));
    if (check_at(rule.unevaluated).never) {
      ok = false;
      report(Code::UnevaluatedProperties, place, "unevaluatedProperties", Explains ? "no other member" : "",
             key + 1, "is a member that no part of the contract names");
    } else {
      ok &= holds(key + 1, rule.unevaluated);
    }
    if constexpr (Explains) state_.path.resize(path);
  }
  return ok;
}

/// Marks the members that a check looks at; `own` is the check whose `unevaluatedProperties` asks.
template <bool Explains>
void SchemaJudge<Explains>::mark_members(std::uint32_t at, std::int32_t place, bool own, Marks& marks) {
  const Check& check = check_at(place);
  const ObjectRule none;
  const ObjectRule& rule =
      check.object == kNone ? none : schema_.object_rules[static_cast<std::size_t>(check.object)];
  if (check.additional != kNone || (!own && rule.unevaluated != kNone)) marks.assign(marks.size(), true);
  std::size_t i = 0;
  for (std::uint32_t key = at + 1; key < tape_.nodes[at].next; key = tape_.nodes[key + 1].next, ++i) {
    if (marks[i]) continue;
    if (check.keys != kNone) {
      const int found = schema_.key_tables[static_cast<std::size_t>(check.keys)].find(key_text(key));
      marks[i] =
          found >= 0 &&
          schema_.properties[check.properties.first + static_cast<std::uint32_t>(found)].check != kNone;
    }
    for (std::uint32_t p = 0; p < rule.patterns.count && !marks[i]; ++p) {
      const PatternProperty& entry = schema_.pattern_properties[rule.patterns.first + p];
      marks[i] = schema_.patterns[static_cast<std::size_t>(entry.pattern)].is_found_in(key_text(key));
    }
  }
  each_that_holds(at, check, [&](std::int32_t other) { mark_members(at, other, false, marks); });
}

template class SchemaJudge<false>;
template class SchemaJudge<true>;

}  // namespace headgate
