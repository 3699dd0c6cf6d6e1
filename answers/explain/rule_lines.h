// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"

namespace headgate::explain {

/// Finds the line of a contract's text where a rule stands, from the JSON pointer into `expect` that a
/// violation has; 0 where the text holds no such rule.
int rule_line(const std::string& contract_text, const std::string& rule);

/// Some lines of a text, the first of which has the number `first`.
struct NumberedLines {
  int first = 0;
  std::vector<std::string> lines;
};

/// Gives a line of a text with up to `around` lines before and behind it, without the indentation that they
/// share; none where the text has no such line.
NumberedLines lines_around(ByteView text, int line, int around);

}  // namespace headgate::explain
