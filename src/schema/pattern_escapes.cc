// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "schema/ascii.h"
#include "schema/pattern_translator.h"

namespace headgate {

namespace {

/// Lists what ECMA-262 takes for white space and line ends, as members of a class of RE2.
constexpr ByteView kSpaces =
    "\\t-\\r\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";
constexpr ByteView kNoSpaces =
    "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}"
    "\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}";

constexpr char32_t kCharacterMax = 0x10ffff;

}  // namespace

Result<std::optional<CharacterSet>> PatternTranslator::character_set() {
  if (take("d")) return CharacterSet{"0-9", "\\D"};
  if (take("D")) return CharacterSet{"\\D", "0-9"};
  if (take("w")) return CharacterSet{"\\w", "\\W"};
  if (take("W")) return CharacterSet{"\\W", "\\w"};
  if (take("s")) return CharacterSet{std::string(kSpaces), {}};
  if (take("S")) return CharacterSet{std::string(kNoSpaces), {}};
  if (!next_is("pP")) return std::nullopt;
  const bool has_not = next_is("P");
  TRY(CharacterSet set, property());
  if (has_not) std::swap(set.members, set.others);
  return set;
}

Result<CharacterSet> PatternTranslator::property() {
  const std::size_t at = at_++ - 1;
  const std::size_t end = text_.find('}', at_);
  if (!take("{") || end == ByteView::npos) {
    return wrong(at, "\\p has to be followed by a property of characters, \\p{L}");
  }
  const ByteView name = text_.substr(at_, end - at_);
  at_ = end + 1;
  auto set = character_property(name);
  if (!set) return wrong(at, fmt::format("ECMA-262 knows no property of characters {}", name));
  return *std::move(set);
}

Result<char32_t> PatternTranslator::escaped_character() {
  const std::size_t at = at_ - 1;
  const char c = text_[at_++];
  switch (c) {
    case 'f': return U'\f';
    case 'n': return U'\n';
    case 'r': return U'\r';
    case 't': return U'\t';
    case 'v': return U'\v';
    case 'u': return unicode_escape();
    case '0':
      if (!next_is("0123456789")) return U'\0';
      break;
    case 'c':
      if (!at_end() && is_letter(text_[at_])) return static_cast<char32_t>(text_[at_++] % 32);
      break;
    case 'x':
      if (const auto code = hexadecimal(2)) return *code;
      break;
    default:
      // Flag u takes only the marks that mean something, but an escaped mark is itself in every dialect.
      if (c >= ' ' && c <= '~' && !is_letter(c) && !is_digit(c)) return static_cast<char32_t>(c);
  }
  const ByteView advice = c == 'A'               ? "; write ^"
                          : c == 'z' || c == 'Z' ? "; write $"
                          : c == 'Q' || c == 'E' ? "; escape each character on its own"
                                                 : "";
  at_ = at + 1;
  character();
  return wrong(at, fmt::format("ECMA-262 has no escape {}{}", text_.substr(at, at_ - at), advice));
}

/// Reads `XXXX` or `{X...}` behind `\u`, and a pair of surrogates as the character that they are.
Result<char32_t> PatternTranslator::unicode_escape() {
  const std::size_t at = at_ - 2;
  if (take("{")) {
    const std::size_t end = text_.find('}', at_);
    const auto code = end == ByteView::npos ? std::nullopt : hexadecimal(end - at_);
    if (code && *code <= kCharacterMax && take("}")) return *code;
    return wrong(at, "\\u{ has to be followed by the hexadecimal number of a character, \\u{1F600}");
  }
  const auto unit = hexadecimal(4);
  if (!unit) return wrong(at, "\\u has to be followed by four hexadecimal digits");
  if (*unit < 0xd800 || *unit > 0xdbff) return *unit;
  const std::size_t behind = at_;
  if (take("\\u")) {
    const auto second = hexadecimal(4);
    if (second && *second >= 0xdc00 && *second <= 0xdfff) {
      return 0x10000 + ((*unit - 0xd800) << 10) + (*second - 0xdc00);
    }
  }
  at_ = behind;
  return *unit;  // A surrogate on its own is in no text.
}

/// Reads exactly so many hexadecimal digits; what is beyond Unicode is cut somewhere beyond it.
std::optional<char32_t> PatternTranslator::hexadecimal(std::size_t digits) {
  if (digits == 0 || digits > text_.size() - at_) return {};
  char32_t value = 0;
  for (const char c : text_.substr(at_, digits)) {
    if (hex_digit(c) < 0) return {};
    if (value <= kCharacterMax) value = value * 16 + static_cast<char32_t>(hex_digit(c));
  }
  at_ += digits;
  return value;
}

}  // namespace headgate
