// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "judge/canonical.h"
#include "judge/schema_judge.h"

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
bool SchemaJudge<Explains>::literals(std::uint32_t at, std::int32_t place, const Check& check) {
  if (is_literal(at, check)) return true;
  if constexpr (Explains) {
    report(check.is_const ? Code::Const : Code::Enum, place, check.is_const ? "const" : "enum",
           literal_names(schema_, check), at,
           check.is_const ? "is another value than the only one allowed" : "is none of the allowed values");
  }
  return false;
}

template <bool Explains>
bool SchemaJudge<Explains>::is_literal(std::uint32_t at, const Check& check) {
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
bool SchemaJudge<Explains>::string(std::uint32_t at, std::int32_t place, const Check& check) {
  if (check.string == kNone && check.bounds.count == 0) return true;
  const ByteView text = key_text(at);
  bool ok =
      check.bounds.count == 0 || bounds(place, check, at, {Measure::Characters, {}, characters_in(text)});
  if (check.string == kNone || stop(ok)) return ok;
  const StringRule& rule = schema_.string_rules[static_cast<std::size_t>(check.string)];
  const auto fails = [&](Code code, const char* keyword, const auto& expected, const char* what) {
    ok = false;
    if constexpr (Explains) report(code, place, keyword, expected(), at, what);
  };
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

template class SchemaJudge<false>;
template class SchemaJudge<true>;

}  // namespace headgate
