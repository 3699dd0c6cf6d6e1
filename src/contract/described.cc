// SPDX-License-Identifier: Apache-2.0
#include "contract/described.h"

#include <map>

namespace headgate {

CheckSet Described::in_place(CheckSet checks) const {
  std::map<std::uint32_t, bool> closed;
  CheckSet waiting;
  const auto add = [&](std::int32_t check, bool must) {
    if (check == kNone) return;
    const auto [at, added] = closed.try_emplace(static_cast<std::uint32_t>(check), must);
    if (!added && (at->second || !must)) return;
    at->second = must;
    waiting.emplace_back(check, must);
  };
  for (const auto& [check, must] : checks) add(static_cast<std::int32_t>(check), must);
  while (!waiting.empty()) {
    const auto [at, must] = waiting.back();
    waiting.pop_back();
    const Check& check = schema_.checks[at];
    for (std::uint32_t i = 0; i < check.applicators.count; ++i) {
      const Applicator& applicator = schema_.applicators[check.applicators.first + i];
      if (applicator.combine == Combine::Not) continue;
      const bool always = applicator.combine == Combine::AllOf || applicator.combine == Combine::Ref;
      for (std::uint32_t k = 0; k < applicator.branches.count; ++k) {
        add(schema_.branches[applicator.branches.first + k], must && always);
      }
    }
    if (check.object == kNone) continue;
    const Range dependents = schema_.object_rules[check.object].dependents;
    for (std::uint32_t i = 0; i < dependents.count; ++i) {
      add(schema_.dependents[dependents.first + i].check, false);
    }
  }
  return {closed.begin(), closed.end()};
}

TypeMask Described::type(const CheckSet& checks) {
  TypeMask type = types::All;
  for (const auto& [check, must] : checks) {
    if (must) type = static_cast<TypeMask>(type & own_type(check, 0));
  }
  return type;
}

/// Leaves allOf and references out: they stand in the same closed set.
TypeMask Described::own_type(std::uint32_t at, int depth) {
  const Check& check = schema_.checks[at];
  if (check.never) return 0;
  TypeMask type = check.type;
  if (check.literals.count != 0) {
    TypeMask literals = 0;
    for (std::uint32_t i = 0; i < check.literals.count; ++i) {
      literals = static_cast<TypeMask>(literals | schema_.literals[check.literals.first + i].type);
    }
    type = static_cast<TypeMask>(type & literals);
  }
  for (std::uint32_t i = 0; i < check.applicators.count; ++i) {
    const Applicator& applicator = schema_.applicators[check.applicators.first + i];
    if (applicator.combine != Combine::AnyOf && applicator.combine != Combine::OneOf) continue;
    TypeMask any = 0;
    for (std::uint32_t k = 0; k < applicator.branches.count; ++k) {
      any =
          static_cast<TypeMask>(any | whole_type(schema_.branches[applicator.branches.first + k], depth + 1));
    }
    type = static_cast<TypeMask>(type & any);
  }
  return type;
}

TypeMask Described::whole_type(std::int32_t at, int depth) {
  constexpr int kDepthMax = 256;  // What stands deeper may be anything: types only make a list shorter.
  if (at == kNone || depth > kDepthMax) return types::All;
  if (types_[at]) return *types_[at];
  types_[at] = types::All;
  TypeMask type = own_type(static_cast<std::uint32_t>(at), depth);
  const Check& check = schema_.checks[at];
  for (std::uint32_t i = 0; i < check.applicators.count; ++i) {
    const Applicator& applicator = schema_.applicators[check.applicators.first + i];
    if (applicator.combine != Combine::AllOf && applicator.combine != Combine::Ref) continue;
    for (std::uint32_t k = 0; k < applicator.branches.count; ++k) {
      type = static_cast<TypeMask>(type &
                                   whole_type(schema_.branches[applicator.branches.first + k], depth + 1));
    }
  }
  types_[at] = type;
  return type;
}

bool Described::has_property(std::uint32_t at, const std::string& key) const {
  const Check& check = schema_.checks[at];
  if (check.keys == kNone) return false;
  const int found = schema_.key_tables[check.keys].find(key);
  return found >= 0 && schema_.properties[check.properties.first + found].check != kNone;
}

/// `true`, `false` and `{}` let any member be, or none: they describe nothing.
bool Described::says_something(std::int32_t at) const {
  if (at == kNone) return false;
  const Check& check = schema_.checks[at];
  if (check.never) return false;
  return check.type != types::All || check.keys != kNone || check.additional != kNone ||
         check.items != kNone || check.literals.count != 0 || check.applicators.count != 0 ||
         check.bounds.count != 0 || check.string != kNone || check.array != kNone || check.object != kNone;
}

Described::Others Described::others(std::uint32_t at) const {
  const Check& check = schema_.checks[at];
  Others others;
  if (says_something(check.additional)) others.rest.push_back(check.additional);
  if (check.object == kNone) return others;
  const ObjectRule& rule = schema_.object_rules[check.object];
  others.patterns = {schema_.pattern_properties.data() + rule.patterns.first, rule.patterns.count};
  if (says_something(rule.unevaluated)) others.rest.push_back(rule.unevaluated);
  return others;
}

std::vector<std::int32_t> Described::elements(std::uint32_t at) const {
  const Check& check = schema_.checks[at];
  std::vector<std::int32_t> elements;
  const auto add = [&](std::int32_t element) {
    if (says_something(element)) elements.push_back(element);
  };
  add(check.items);
  if (check.array == kNone) return elements;
  const ArrayRule& rule = schema_.array_rules[check.array];
  for (std::uint32_t i = 0; i < rule.prefix.count; ++i) add(schema_.branches[rule.prefix.first + i]);
  add(rule.contains);
  add(rule.unevaluated);
  return elements;
}

}  // namespace headgate
