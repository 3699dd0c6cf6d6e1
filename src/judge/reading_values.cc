// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "judge/canonical.h"
#include "judge/reading.h"

namespace headgate {

namespace {

std::string literal_names(const Schema& schema, const Check& check) {
  constexpr std::uint32_t kShownMax = 10;
  std::string names;
  for (std::uint32_t i = 0; i < check.literals.count; ++i) {
    if (i != 0) names += ", ";
    if (i == kShownMax) return names + fmt::format("… ({} values)", check.literals.count);
    names += schema.literals[check.literals.first + i].written;
  }
  return names;
}

/// Counts the characters of UTF-8 text.
std::int64_t characters_in(ByteView text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

}  // namespace

template <bool Explains>
bool SchemaReading<Explains>::literals(std::uint32_t at, std::int32_t place, const Check& check) {
  if (is_literal(at, check)) return true;
  if constexpr (Explains) {
    report(check.is_const ? Code::Const : Code::Enum, place, check.is_const ? "const" : "enum",
           literal_names(schema_, check), at,
           check.is_const ? "is another value than the only one allowed" : "is none of the allowed values");
  }
  return false;
}

template <bool Explains>
bool SchemaReading<Explains>::is_literal(std::uint32_t at, const Check& check) {
  const Node& node = tape_.nodes[at];
  if (node.type == types::String && check.literal_keys != kNone) {
    return schema_.key_tables[static_cast<std::size_t>(check.literal_keys)].find(key_text(at)) >= 0;
  }
  std::string canonical;  // Made once, and only where a literal of the same kind asks for it.
  const auto equals = [&](const Literal& literal) {
    if (node.type == types::Null) return true;
    if (node.type == types::Boolean) return literal.truth == (tape_.text(node) == "true");
    if (node.type == types::String) return tape_.equals(node, literal.text);
    if (canonical.empty()) append_canonical(tape_, at, state_.scratch, canonical);
    return canonical == literal.text;
  };
  const auto first = schema_.literals.begin() + check.literals.first;
  return std::any_of(first, first + check.literals.count, [&](const Literal& literal) {
    return (literal.type & node.type) != 0 && equals(literal);
  });
}

template <bool Explains>
bool SchemaReading<Explains>::number(std::uint32_t at, std::int32_t place, const NumberRule& rule) {
  const ByteView text = tape_.text(tape_.nodes[at]);
  bool ok = true;
  const auto fails = [&](bool holds, Code code, const char* keyword, const char* expected,
                         const std::optional<Bound>& bound, const char* what = "is out of bounds") {
    if (holds) return;
    ok = false;
    if constexpr (Explains) {
      report(code, place, keyword, expected + bound->text(), at, what);
    }
  };
  if (rule.minimum)
    fails(rule.minimum->compared_with(text) >= 0, Code::Minimum, "minimum", "at least ", rule.minimum);
  if (rule.maximum)
    fails(rule.maximum->compared_with(text) <= 0, Code::Maximum, "maximum", "at most ", rule.maximum);
  if (rule.exclusive_minimum) {
    fails(rule.exclusive_minimum->compared_with(text) > 0, Code::ExclusiveMinimum, "exclusiveMinimum",
          "more than ", rule.exclusive_minimum);
  }
  if (rule.exclusive_maximum) {
    fails(rule.exclusive_maximum->compared_with(text) < 0, Code::ExclusiveMaximum, "exclusiveMaximum",
          "less than ", rule.exclusive_maximum);
  }
  if (rule.multiple_of) {
    fails(rule.multiple_of->divides(text), Code::MultipleOf, "multipleOf", "a multiple of ", rule.multiple_of,
          "is no multiple");
  }
  return ok;
}

template <bool Explains>
bool SchemaReading<Explains>::string(std::uint32_t at, std::int32_t place, const StringRule& rule) {
  const ByteView text = key_text(at);
  bool ok = true;
  const auto fails = [&](Code code, const char* keyword, const auto& expected, const char* what) {
    ok = false;
    if constexpr (Explains) report(code, place, keyword, expected(), at, what);
  };
  if (rule.length_min != kNone || rule.length_max != kNone) {
    const std::int64_t length = characters_in(text);
    if (length < rule.length_min) {
      fails(
          Code::MinLength, "minLength",
          [&] { return fmt::format("at least {}", amount(rule.length_min, "character")); }, "is too short");
    }
    if (rule.length_max != kNone && length > rule.length_max) {
      fails(
          Code::MaxLength, "maxLength",
          [&] { return fmt::format("at most {}", amount(rule.length_max, "character")); }, "is too long");
    }
  }
  if (rule.pattern != kNone && !schema_.patterns[static_cast<std::size_t>(rule.pattern)].is_found_in(text)) {
    fails(
        Code::Pattern, "pattern",
        [&] { return "a text like " + schema_.pattern_texts[static_cast<std::size_t>(rule.pattern)]; },
        "does not match the pattern");
  }
  if (rule.format != Format::None && !headgate::holds(rule.format, text)) {
    fails(
        Code::Format, "format", [&] { return "the format " + std::string(name(rule.format)); },
        "is of another form");
  }
  return ok;
}

/// Judges how many elements or members a value has.
template <bool Explains>
bool SchemaReading<Explains>::counted(std::uint32_t at, std::int32_t place, std::uint32_t count,
                                      const char* noun, const CountBound& least, const CountBound& most) {
  const auto fails = [&](const CountBound& bound, const char* side) {
    if constexpr (Explains) {
      report(bound.code, place, bound.keyword, fmt::format("{} {}", side, amount(bound.limit, noun)), at,
             fmt::format("has {}", amount(count, noun)));
    }
    return false;
  };
  bool ok = true;
  if (count < least.limit) ok = fails(least, "at least");
  if (most.limit != kNone && count > most.limit) ok = fails(most, "at most");
  return ok;
}

template class SchemaReading<false>;
template class SchemaReading<true>;

}  // namespace headgate
