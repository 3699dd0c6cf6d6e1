// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

// Internal to the stage: what to say of YAML that the parser does not take, or takes for something else.
namespace headgate {

/// A place in a text, from 1; the column counts bytes.
struct TextPlace {
  int line = 0, column = 0;
};

/// What the parser knew where it gave up.
struct YamlFault {
  TextPlace at;
  std::string message;               ///< The parser's own.
  std::optional<TextPlace> bracket;  ///< The innermost [ or { that is open.
  std::optional<TextPlace> quoted;   ///< Where the last text in quotes begins.
};

/// What is wrong, and where.
struct YamlAdvice {
  TextPlace at;
  std::string message;
};

/// Says in a sentence what is wrong and how to mend it.
YamlAdvice advise(const std::string& text, const YamlFault& fault);

/// Finds what the parser would pass over in silence: control characters, and directives behind the first line
/// of a document.
std::optional<YamlAdvice> find_unseen(const std::string& text);

/// Finds the closing quote of the text in quotes that begins at a place; nothing where it has none.
std::optional<TextPlace> closing_quote(const std::string& text, TextPlace quoted);

}  // namespace headgate
