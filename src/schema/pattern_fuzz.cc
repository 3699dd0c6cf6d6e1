// SPDX-License-Identifier: Apache-2.0
// Whatever the expression, it is taken or refused with a reason; RE2 takes what is translated; put into a
// group it finds what it found. An input is an expression, a line break, and a text to look in.
#include "schema/pattern.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "schema/pattern_translator.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace headgate;
  const ByteView input(reinterpret_cast<const char*>(data), size);
  if (!is_utf8(input)) return 0;  // Contracts are.
  const std::size_t line_end = std::min(input.find('\n'), input.size());
  const std::string expression(input.substr(0, line_end));
  const ByteView text = input.substr(std::min(line_end + 1, input.size()));

  PatternTranslator translator(expression);
  const bool translates = translator.translate().has_value();
  EXPECT_EQ(translates, is_ecma_regex(expression));
  const auto pattern = Pattern::make(expression);
  if (!pattern) {
    EXPECT_EQ(pattern.error().code, ErrorCode::Configuration);
    EXPECT_FALSE(pattern.error().message.empty());
    // What is translated RE2 takes, but for what costs too much.
    if (translates && translator.lacking().empty()) {
      EXPECT_NE(pattern.error().message.find("minLength/maxLength"), std::string::npos)
          << pattern.error().message;
    }
    return 0;
  }
  EXPECT_TRUE(translates && translator.lacking().empty());
  const auto grouped = Pattern::make("(?:" + expression + ")");
  if (grouped) {
    EXPECT_EQ(grouped->is_found_in(text), pattern->is_found_in(text)) << expression;
  }
  return 0;
}
