// SPDX-License-Identifier: Apache-2.0
#include "schema/bounds.h"

#include <fmt/format.h>

#include <algorithm>

namespace headgate {

const std::vector<BoundRule>& bound_rules() {
  static const std::vector<BoundRule> kRules = {{"minimum", Measure::Value, Side::AtLeast},
                                                {"maximum", Measure::Value, Side::AtMost},
                                                {"exclusiveMinimum", Measure::Value, Side::AtLeast, true},
                                                {"exclusiveMaximum", Measure::Value, Side::AtMost, true},
                                                {"multipleOf", Measure::Value, Side::Multiple},
                                                {"minLength", Measure::Characters, Side::AtLeast},
                                                {"maxLength", Measure::Characters, Side::AtMost},
                                                {"minItems", Measure::Elements, Side::AtLeast},
                                                {"maxItems", Measure::Elements, Side::AtMost},
                                                {"minProperties", Measure::Members, Side::AtLeast},
                                                {"maxProperties", Measure::Members, Side::AtMost}};
  return kRules;
}

const BoundRule* find_bound(const std::string& keyword) {
  const auto& all = bound_rules();
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const BoundRule& rule) { return rule.keyword == keyword; });
  return at == all.end() ? nullptr : &*at;
}

const char* noun_of(Measure measure) {
  switch (measure) {
    case Measure::Value: return "";
    case Measure::Characters: return "character";
    case Measure::Elements: return "element";
    case Measure::Members: return "member";
  }
  return "";
}

std::string amount(std::int64_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

bool Bound::holds(const Measured& value) const {
  if (rule->side == Side::Multiple) return number.divides(value.number);
  std::int64_t over = value.count - count;
  if (rule->measure == Measure::Value) over = number.compared_with(value.number);
  if (over == 0) return !rule->exclusive;
  return (over > 0) == (rule->side == Side::AtLeast);
}

std::string Bound::expected() const {
  const bool is_least = rule->side == Side::AtLeast;
  const char* const words = rule->side == Side::Multiple ? "a multiple of"
                            : rule->exclusive            ? (is_least ? "more than" : "less than")
                                                         : (is_least ? "at least" : "at most");
  const bool counts = rule->measure != Measure::Value;
  return fmt::format("{} {}", words, counts ? amount(count, noun_of(rule->measure)) : number.text());
}

std::string Bound::complaint(const Measured& value) const {
  if (rule->side == Side::Multiple) return "is no multiple";
  if (rule->measure == Measure::Value) return "is out of bounds";
  if (rule->measure == Measure::Characters)
    return rule->side == Side::AtLeast ? "is too short" : "is too long";
  return "has " + amount(value.count, noun_of(rule->measure));
}

}  // namespace headgate
