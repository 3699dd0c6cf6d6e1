// SPDX-License-Identifier: Apache-2.0
#include "schema/yaml_advice.h"

#include <fmt/format.h>

#include <map>

#include "base/bytes.h"

namespace headgate {

namespace {

constexpr ByteView kMark = "\xef\xbb\xbf";

/// Gives one line, counted from 1, without its end.
ByteView line_of(ByteView text, int line) {
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  for (; line > 1; --line) {
    const std::size_t end = text.find('\n');
    text = end == ByteView::npos ? ByteView() : text.substr(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

std::size_t indentation(ByteView line) { return std::min(line.find_first_not_of(' '), line.size()); }

std::string named(TextPlace place) { return fmt::format("line {}, column {}", place.line, place.column); }

/// `: ` where no key can have a value.
std::string advise_value(const std::string& text, const YamlFault& fault) {
  const ByteView line = line_of(text, fault.at.line);
  const ByteView before = line.substr(0, static_cast<std::size_t>(fault.at.column - 1));
  if (before.find(": ") != ByteView::npos) {
    return "a second `: ` on one line: put a text that holds `: ` in quotes, and begin the value of a key "
           "that "
           "is a map on a line of its own";
  }
  const ByteView above = line_of(text, fault.at.line - 1);
  if (indentation(line) > indentation(above) && above.find(": ") != ByteView::npos) {
    return "this key stands deeper than the one above it, which has a value already: begin both in the same "
           "column";
  }
  return "the line above goes on in this one: behind its key `: ` is missing (a colon and a space)";
}

/// Something else than a comma or the closing bracket.
YamlAdvice advise_bracket(const std::string& text, const YamlFault& fault, char open, char close) {
  const TextPlace bracket = fault.bracket.value_or(fault.at);
  const ByteView line = line_of(text, fault.at.line);
  const ByteView rest = line.substr(std::min(static_cast<std::size_t>(fault.at.column - 1), line.size()));
  const bool same_line = fault.at.line == bracket.line && fault.at.column > bracket.column;
  const ByteView first = line_of(text, bracket.line);
  if (!same_line && first.find(" #", static_cast<std::size_t>(bracket.column)) != ByteView::npos) {
    return {bracket,
            fmt::format("the {} is not closed: behind the # all is a comment, so a text with a # has to "
                        "stand in quotes",
                        open)};
  }
  if (!same_line || rest.empty()) {
    return {bracket, fmt::format("the {} is not closed: a {} is missing", open, close)};
  }
  if (rest.starts_with(':')) {
    return {fault.at,
            "a second `: ` before a comma: put a , between two keys, and a text that holds `: ` or `,` in "
            "quotes, "
            "as in type: \"struct<a: string, b: int64>\""};
  }
  if (rest.starts_with('[') || rest.starts_with('{')) {
    return {fault.at,
            "inside of { } and [ ] a text that holds one of these, or a comma, has to "
            "stand in quotes"};
  }
  return {fault.at,
          fmt::format("here a , or the {} that closes the {} of {} is missing", close, open, named(bracket))};
}

std::string advise_block(const YamlFault& fault, ByteView what) {
  if (fault.quoted && fault.quoted->line == fault.at.line) {
    return "behind the closing quote stands more text: put all of it in quotes (a quote inside of '...' is "
           "written twice, inside of \"...\" as \\\")";
  }
  return fmt::format("this line belongs to nothing above it: {}", what);
}

/// What needs no look at the text.
const std::map<std::string, std::string>& advice() {
  static const std::map<std::string, std::string> known = {
      {"illegal tab when looking for indentation", "YAML is indented with spaces, here stands a tab"},
      {"unknown token", "a text that begins with @ or ` has to stand in quotes"},
      {"alias not found after *", "a text that begins with * has to stand in quotes"},
      {"anchor not found after &", "a text that begins with & has to stand in quotes"},
      {"the referenced anchor is not defined",
       "no &name stands before this alias; a text that begins with * has to stand in quotes"},
      {"illegal block entry", "the items of a list begin on lines of their own, each with `- `"},
      {"unexpected character in block scalar",
       "behind | or > the line has to end: the text begins on the next one"},
      {"illegal map key", "a key cannot begin here: it begins on a line of its own"},
      {"bad file", "values stand too deep inside each other"},
      {"repeated YAML directive", "the directive %YAML stands here twice"}};
  return known;
}

}  // namespace

YamlAdvice advise(const std::string& text, const YamlFault& fault) {
  if (fault.quoted) {
    const auto end = closing_quote(text, *fault.quoted);
    if (!end) return {*fault.quoted, "this quote is never closed"};
    if (end->line == fault.at.line && end->line != fault.quoted->line) {
      return {*fault.quoted,
              fmt::format("this text in quotes goes on to {}: is its closing quote missing?", named(*end))};
    }
  }
  const ByteView line = line_of(text, fault.at.line);
  if (line.substr(0, line.find_first_not_of(" \t")).find('\t') != ByteView::npos) {
    return {{fault.at.line, static_cast<int>(line.find('\t')) + 1},
            advice().at("illegal tab when looking for indentation")};
  }
  const std::string& said = fault.message;
  if (said == "illegal map value") return {fault.at, advise_value(text, fault)};
  if (said == "end of map flow not found") return advise_bracket(text, fault, '{', '}');
  if (said == "end of sequence flow not found") return advise_bracket(text, fault, '[', ']');
  if (said == "illegal flow end") {
    return {fault.at, fault.bracket
                          ? fmt::format("this closes another kind of bracket than the one of {} that is open",
                                        named(*fault.bracket))
                          : "this bracket closes nothing: leave it out, or put the text in quotes"};
  }
  if (said == "end of map not found") {
    return {fault.at, advise_block(fault, "indent it like the keys it stands with")};
  }
  if (said == "end of sequence not found") {
    return {fault.at, advise_block(fault, "the items of a list begin in the same column, each with `- `")};
  }
  if (said.starts_with("unknown escape character")) {
    return {fault.at,
            "in double quotes \\ begins an escape, and this is none: use single quotes ('^\\d+$'), or write "
            "\\\\"};
  }
  const auto known = advice().find(said);
  return {fault.at, known == advice().end() ? "this is no YAML: " + said : known->second};
}

std::optional<YamlAdvice> find_unseen(const std::string& text) {
  TextPlace at{1, 1};
  bool begun = false;  // Directives stand before all but comments.
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f) {
      return YamlAdvice{
          at, fmt::format("here stands the control character {:02x}: write it as \\x{:02x} in double quotes",
                          byte, byte)};
    }
    if (at.column == 1 && c == '%' && begun) {
      return YamlAdvice{
          at, "a line that begins with % is a directive to YAML: put the text in quotes, or indent it"};
    }
    if (at.column == 1 && c != '#' && c != '%' && c != '\n' && c != '\r') begun = true;
    at = c == '\n' ? TextPlace{at.line + 1, 1} : TextPlace{at.line, at.column + 1};
  }
  return {};
}

std::optional<TextPlace> closing_quote(const std::string& text, TextPlace quoted) {
  const ByteView line = line_of(text, quoted.line);
  ByteView rest = ByteView(text).substr(static_cast<std::size_t>(line.data() - text.data()));
  rest.remove_prefix(std::min(static_cast<std::size_t>(quoted.column - 1), rest.size()));
  const char quote = rest.empty() ? '\0' : rest[0];
  if (quote != '"' && quote != '\'') return quoted;  // A text that a tag makes one.
  TextPlace at = quoted;
  bool escaped = false;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const bool is_quote = rest[i] == quote && i != 0 && !escaped;
    const bool is_doubled = is_quote && quote == '\'' && rest.substr(i + 1).starts_with(quote);
    if (is_quote && !is_doubled) return at;
    escaped = !escaped && (is_doubled || (quote == '"' && rest[i] == '\\'));
    at = rest[i] == '\n' ? TextPlace{at.line + 1, 1} : TextPlace{at.line, at.column + 1};
  }
  return {};
}

}  // namespace headgate
