// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "judge/canonical.h"
#include "judge/schema_judge.h"

namespace headgate {

template <bool Explains>
bool SchemaJudge<Explains>::array(std::uint32_t at, std::int32_t place, const Check& check) {
  if (check.items == kNone && check.array == kNone && check.bounds.count == 0) return true;
  const ArrayRule none;
  const ArrayRule& rule =
      check.array == kNone ? none : schema_.array_rules[static_cast<std::size_t>(check.array)];
  bool ok = true;
  std::uint32_t index = 0;
  const std::uint32_t end = tape_.nodes[at].next;
  for (std::uint32_t item = at + 1; item < end && !stop(ok); item = tape_.nodes[item].next, ++index) {
    const bool in_prefix = index < rule.prefix.count;
    const std::int32_t by = in_prefix ? schema_.branches[rule.prefix.first + index] : check.items;
    if (by != kNone) ok &= element(item, index, by);
  }
  // minItems, maxItems: judge_bounds.cc.
  if (check.bounds.count != 0 && !stop(ok)) ok &= bounds(place, check, at, {Measure::Elements, {}, index});
  if (check.array != kNone && !stop(ok)) ok &= array_rule(at, place, rule);
  return ok;
}

template <bool Explains>
bool SchemaJudge<Explains>::element(std::uint32_t at, std::uint32_t index, std::int32_t place) {
  if constexpr (!Explains) return holds(at, place);
  const std::size_t path = state_.path.size();
  append_token(state_.path, std::to_string(index));
  const bool ok = holds(at, place);
  state_.path.resize(path);
  return ok;
}

template <bool Explains>
bool SchemaJudge<Explains>::array_rule(std::uint32_t at, std::int32_t place, const ArrayRule& rule) {
  bool ok = !rule.unique || unique(at, place);
  if (rule.contains != kNone && !stop(ok)) ok &= contains(at, place, rule);
  if (rule.unevaluated != kNone && !stop(ok)) ok &= unevaluated_elements(at, place, rule);
  return ok;
}

template <bool Explains>
bool SchemaJudge<Explains>::contains(std::uint32_t at, std::int32_t place, const ArrayRule& rule) {
  std::int64_t found = 0;
  const std::uint32_t end = tape_.nodes[at].next;
  for (std::uint32_t item = at + 1; item < end; item = tape_.nodes[item].next) {
    found += holds_silently(item, rule.contains);
  }
  const bool few = found < rule.contains_min;
  const bool many = rule.contains_max != kNone && found > rule.contains_max;
  if constexpr (Explains) {
    const std::string what = fmt::format("has {} of the kind", amount(found, "element"));
    if (few) {
      const bool one = rule.contains_min == 1;
      report(one ? Code::Contains : Code::MinContains, place, one ? "contains" : "minContains",
             fmt::format("at least {} of them", rule.contains_min), at, what);
    }
    if (many) {
      report(Code::MaxContains, place, "maxContains", fmt::format("at most {} of them", rule.contains_max),
             at, what);
    }
  }
  return !few && !many;
}

template <bool Explains>
bool SchemaJudge<Explains>::unique(std::uint32_t at, std::int32_t place) {
  std::vector<std::pair<std::string, std::uint32_t>> elements;
  const std::uint32_t end = tape_.nodes[at].next;
  for (std::uint32_t item = at + 1; item < end; item = tape_.nodes[item].next) {
    elements.emplace_back("", static_cast<std::uint32_t>(elements.size()));
    append_canonical(tape_, item, state_.scratch, elements.back().first);
  }
  std::sort(elements.begin(), elements.end());
  const auto twin = std::adjacent_find(elements.begin(), elements.end(),
                                       [](const auto& a, const auto& b) { return a.first == b.first; });
  if (twin == elements.end()) return true;
  if constexpr (Explains) {
    report(Code::UniqueItems, place, "uniqueItems", "elements that all differ", at,
           fmt::format("has the same element at {} and {}", twin->second, (twin + 1)->second));
  }
  return false;
}

template <bool Explains>
bool SchemaJudge<Explains>::unevaluated_elements(std::uint32_t at, std::int32_t place,
                                                 const ArrayRule& rule) {
  Marks marks;
  const std::uint32_t end = tape_.nodes[at].next;
  for (std::uint32_t item = at + 1; item < end; item = tape_.nodes[item].next) marks.push_back(false);
  mark_elements(at, place, true, marks);
  bool ok = true;
  std::uint32_t index = 0;
  for (std::uint32_t item = at + 1; item < end && !stop(ok); item = tape_.nodes[item].next, ++index) {
    if (marks[index]) continue;
    if (!check_at(rule.unevaluated).never) {
      ok &= element(item, index, rule.unevaluated);
      continue;
    }
    ok = false;
    if constexpr (Explains) {
      const std::size_t path = state_.path.size();
      append_token(state_.path, std::to_string(index));
      report(Code::UnevaluatedItems, place, "unevaluatedItems", "no further element", item,
             "is an element that no part of the contract describes");
      state_.path.resize(path);
    }
  }
  return ok;
}

/// Marks the elements that a check looks at; `own` is the check whose `unevaluatedItems` asks.
template <bool Explains>
void SchemaJudge<Explains>::mark_elements(std::uint32_t at, std::int32_t place, bool own, Marks& marks) {
  const Check& check = check_at(place);
  const ArrayRule none;
  const ArrayRule& rule =
      check.array == kNone ? none : schema_.array_rules[static_cast<std::size_t>(check.array)];
  if (check.items != kNone || (!own && rule.unevaluated != kNone)) marks.assign(marks.size(), true);
  for (std::size_t i = 0; i < std::min<std::size_t>(rule.prefix.count, marks.size()); ++i) marks[i] = true;
  std::size_t i = 0;
  for (std::uint32_t item = at + 1; rule.contains != kNone && item < tape_.nodes[at].next;
       item = tape_.nodes[item].next, ++i) {
    if (!marks[i]) marks[i] = holds_silently(item, rule.contains);
  }
  each_that_holds(at, check, [&](std::int32_t other) { mark_elements(at, other, false, marks); });
}

template class SchemaJudge<false>;
template class SchemaJudge<true>;

}  // namespace headgate
