// SPDX-License-Identifier: Apache-2.0
#include "schema/pattern_translator.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "schema/ascii.h"

namespace headgate {

namespace {

constexpr ByteView kDot = "[^\\n\\r\\x{2028}\\x{2029}]";
constexpr ByteView kAll = "\\x{0}-\\x{10ffff}";
constexpr std::uint64_t kRepetitionsMax = 1000;
/// RE2 takes a time that grows with the square of it.
constexpr std::size_t kGroupsOpenMax = 2000;

std::string literal(char32_t c) {
  const bool plain = c < 0x80 && (is_letter(static_cast<char>(c)) || is_digit(static_cast<char>(c)));
  return plain ? std::string(1, static_cast<char>(c)) : fmt::format("\\x{{{:x}}}", std::uint32_t{c});
}

/// Reads digits and moves on; what does not fit is the largest number there is.
std::uint64_t decimal(ByteView text, std::size_t& at) {
  std::uint64_t value = 0;
  for (; at < text.size() && is_digit(text[at]); ++at) {
    value =
        value > UINT64_MAX / 10 - 1 ? UINT64_MAX : value * 10 + static_cast<std::uint64_t>(text[at] - '0');
  }
  return value;
}

/// Writes a class of RE2.
std::string class_of(bool negated, ByteView members) {
  if (members.empty()) return fmt::format("[{}{}]", negated ? "" : "^", kAll);
  return fmt::format("[{}{}]", negated ? "^" : "", members);
}

}  // namespace

Status PatternTranslator::translate() {
  if (!is_utf8(text_)) return fail(ErrorCode::Configuration, "the pattern is not UTF-8");
  while (!at_end()) TRY_OK(term());
  if (!open_.empty()) return wrong(open_.back().at, "a ( is not closed");
  return check_back_references();
}

std::string PatternTranslator::translation() const {
  // RE2 searches byte by byte and would find a \B between the bytes of one character.
  return inside_word_ ? fmt::format("\\A(?s:.)*?(?:{})", out_) : out_;
}

Status PatternTranslator::term() {
  switch (const char c = text_[at_]) {
    case '(': return open_group();
    case ')': return close_group();
    case '[': return character_class();
    case '\\': return escape();
    case '*':
    case '+':
    case '?':
    case '{': return quantifier();
    case ']':
    case '}': return wrong(at_, fmt::format("a lone {} has to be written \\{}", c, c));
    default: break;
  }
  if (take("^")) return mark("\\A");
  if (take("$")) return mark("\\z");
  if (take("|")) return mark("|");
  if (take(".")) return atom(kDot);
  return atom(literal(character()));
}

Status PatternTranslator::open_group() {
  struct LookAround {
    ByteView mark, what, advice;
  };
  constexpr LookAround kLookArounds[] = {
      {"(?=", "look-ahead", "; allOf takes two patterns"},
      {"(?!", "negative look-ahead", "; say it with `not: {pattern: ...}`"},
      {"(?<=", "look-behind", "; write what stands before into the pattern"},
      {"(?<!", "negative look-behind", "; say it with `not: {pattern: ...}`"}};
  const std::size_t at = at_;
  bool looks_around = false;
  for (const LookAround& each : kLookArounds) {
    if (!take(each.mark)) continue;
    lack(fmt::format("RE2 has no {}, here {} at character {}{}", each.what, each.mark, column(at),
                     each.advice));
    looks_around = true;
    break;
  }
  if (!looks_around && !take("(?:")) {
    if (take("(?<")) {
      std::string name;
      TRY_OK(group_name(name));
      if (!names_.insert(name).second) return wrong(at, fmt::format("a second group has the name {}", name));
    } else if (take("(?P<")) {
      return wrong(at, "ECMA-262 writes a named group (?<name>...)");
    } else if (take("(?")) {
      return wrong(at,
                   "a group begins with (, (?: or (?<name>; inline flags there are none, so write [Aa] for "
                   "either case");
    } else {
      ++at_;
    }
    ++groups_;
  }
  if (open_.size() == kGroupsOpenMax) {
    lack(fmt::format("groups may stand {} deep inside each other here, see character {}", kGroupsOpenMax,
                     column(at)));
  }
  open_.push_back({at, looks_around});
  return mark("(?:");
}

/// Reads a name up to its `>`.
Status PatternTranslator::group_name(std::string& name) {
  const std::size_t first = at_;
  const auto belongs = [&](char c) {
    return is_letter(c) || c == '_' || c == '$' || !is_ascii(c) || (at_ > first && is_digit(c));
  };
  while (!at_end() && belongs(text_[at_])) ++at_;
  name = text_.substr(first, at_ - first);
  if (name.empty() || !take(">")) return wrong(first, "the name of a group is one word and ends with >");
  return {};
}

Status PatternTranslator::close_group() {
  if (open_.empty()) return wrong(at_, "a ) closes nothing");
  const bool looks_around = open_.back().looks_around;
  open_.pop_back();
  ++at_;
  return looks_around ? mark(")") : atom(")");
}

Status PatternTranslator::quantifier() {
  const std::size_t at = at_;
  std::string translated;
  if (next_is("{")) {
    TRY_OK(repetition(translated));
  } else {
    translated = text_[at_++];
  }
  if (!repeatable_) return wrong(at, fmt::format("{} has nothing to repeat", text_.substr(at, at_ - at)));
  take("?");  // Lazy: it finds in other places, but in the same texts.
  return mark(translated);
}

/// Reads `{2}`, `{2,}` or `{2,5}`.
Status PatternTranslator::repetition(std::string& out) {
  const std::size_t at = at_++;
  const auto lone = [&] { return wrong(at, "a { that is no repetition like {2,5} has to be written \\{"); };
  if (!next_is("0123456789")) return lone();
  const std::uint64_t least = decimal(text_, at_);
  std::uint64_t most = least;
  bool bounded = true;
  if (take(",")) {
    bounded = next_is("0123456789");
    if (bounded) most = decimal(text_, at_);
  }
  if (!take("}")) return lone();
  out = text_.substr(at, at_ - at);
  if (most < least) return wrong(at, fmt::format("{} ends before it begins", out));
  if (most > kRepetitionsMax) {
    lack(
        fmt::format("RE2 repeats at most 1,000 times, here {} at character {}: bound the length with "
                    "minLength/maxLength",
                    out, column(at)));
  }
  out = bounded ? fmt::format("{{{},{}}}", least, most) : fmt::format("{{{},}}", least);
  return {};
}

Status PatternTranslator::escape() {
  const std::size_t at = at_++;
  if (at_end()) return wrong(at, "a lone \\ at the end has to be written \\\\");
  if (take("b")) return mark("\\b");
  if (take("B")) {
    inside_word_ = true;
    return mark("\\B");
  }
  if (next_is("123456789")) return back_reference();
  if (take("k")) return named_back_reference();
  TRY(const auto set, character_set());
  if (!set) {
    TRY(const char32_t c, escaped_character());
    return atom(literal(c));
  }
  if (!set->members && !set->others) {
    lack(fmt::format("RE2 does not know {}", text_.substr(at, at_ - at)));
  }
  return atom(set->members ? class_of(false, *set->members) : class_of(true, set->others.value_or("")));
}

Status PatternTranslator::back_reference() {
  const std::size_t at = at_;
  reference_max_ = std::max(reference_max_, decimal(text_, at_));
  lack(fmt::format("RE2 has no back-references, here \\{} at character {}", text_.substr(at, at_ - at),
                   column(at - 1)));
  return atom("");
}

Status PatternTranslator::named_back_reference() {
  const std::size_t at = at_ - 2;
  std::string name;
  if (!take("<")) return wrong(at, "\\k has to be followed by the name of a group, \\k<name>");
  TRY_OK(group_name(name));
  lack(fmt::format("RE2 has no back-references, here \\k<{}> at character {}", name, column(at)));
  named_references_.insert(std::move(name));
  return atom("");
}

Status PatternTranslator::check_back_references() const {
  if (reference_max_ > groups_) {
    return fail(ErrorCode::Configuration, "the back-reference \\{} is to none of the {} groups",
                reference_max_, groups_);
  }
  for (const std::string& name : named_references_) {
    if (!names_.contains(name)) return fail(ErrorCode::Configuration, "no group has the name {}", name);
  }
  return {};
}

Status PatternTranslator::character_class() {
  const std::size_t at = at_++;
  const bool negated = take("^");
  std::string members;
  while (!take("]")) {
    if (at_end()) return wrong(at, "a [ is not closed");
    TRY(const ClassItem first, class_item());
    // A - that stands first or last is a character like any other.
    if (next_is("-") && text_.substr(at_, 2) != "-]") {
      TRY_OK(class_range(first, members));
    } else {
      members += first.members;
    }
  }
  return atom(class_of(negated, members));
}

Result<PatternTranslator::ClassItem> PatternTranslator::class_item() {
  const auto one = [](char32_t c) { return ClassItem{c, literal(c)}; };
  const std::size_t at = at_;
  if (!take("\\")) return one(character());
  if (at_end()) return wrong(at, "a lone \\ at the end has to be written \\\\");
  if (take("b")) return one('\b');
  TRY(const auto set, character_set());
  if (!set) {
    TRY(const char32_t c, escaped_character());
    return one(c);
  }
  if (!set->members) {
    lack(fmt::format("RE2 does not know {}{}", text_.substr(at, at_ - at),
                     set->others ? " between [ and ]; outside of them it does" : ""));
  }
  return ClassItem{{}, set->members.value_or("")};
}

/// Reads the rest of a range, from its `-` on.
Status PatternTranslator::class_range(const ClassItem& first, std::string& members) {
  const std::size_t at = at_++;
  if (at_end()) return wrong(at, "a [ is not closed");
  TRY(const ClassItem last, class_item());
  if (!first.character || !last.character) {
    return wrong(at, "a range has one character at either end; a - between others has to be written \\-");
  }
  if (*first.character > *last.character) return wrong(at, "a range ends before it begins");
  members += literal(*first.character) + '-' + literal(*last.character);
  return {};
}

/// Reads one character of UTF-8.
char32_t PatternTranslator::character() {
  const auto lead = static_cast<unsigned char>(text_[at_++]);
  if (lead < 0x80) return lead;
  char32_t c = lead & (lead < 0xe0 ? 0x1fU : lead < 0xf0 ? 0x0fU : 0x07U);
  while (!at_end() && (text_[at_] & 0xc0) == 0x80)
    c = c << 6 | (static_cast<unsigned char>(text_[at_++]) & 0x3f);
  return c;
}

Status PatternTranslator::atom(ByteView translated) {
  out_ += translated;
  repeatable_ = true;
  return {};
}

Status PatternTranslator::mark(ByteView translated) {
  out_ += translated;
  repeatable_ = false;
  return {};
}

bool PatternTranslator::take(ByteView text) {
  if (text_.substr(at_, text.size()) != text) return false;
  at_ += text.size();
  return true;
}

bool PatternTranslator::next_is(ByteView any) const {
  return !at_end() && any.find(text_[at_]) != ByteView::npos;
}

/// Keeps the first thing that is lacking.
void PatternTranslator::lack(std::string what) {
  if (lacking_.empty()) lacking_ = std::move(what);
}

tl::unexpected<Error> PatternTranslator::wrong(std::size_t at, const std::string& what) const {
  return fail(ErrorCode::Configuration, "{} (character {})", what, column(at));
}

/// Counts characters from 1.
std::size_t PatternTranslator::column(std::size_t at) const {
  const ByteView before = text_.substr(0, at);
  return 1 + static_cast<std::size_t>(
                 std::count_if(before.begin(), before.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

}  // namespace headgate
