// SPDX-License-Identifier: Apache-2.0
#include "schema/pattern.h"

#include <re2/re2.h>

#include "schema/pattern_translator.h"

namespace headgate {

struct Pattern::Compiled {
  Compiled(const std::string& translation, const RE2::Options& options) : expression(translation, options) {}

  RE2 expression;
};

namespace {

constexpr std::int64_t kMemoryMax = 8 * MiB;

RE2::Options options() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMemoryMax);
  return options;
}

/// Says for people why RE2 did not take a translation.
tl::unexpected<Error> refusal(const RE2& expression) {
  switch (expression.error_code()) {
    case RE2::ErrorRepeatSize:
      return fail(ErrorCode::Configuration,
                  "RE2 repeats at most 1,000 times, and repetitions within each other count together: bound "
                  "the length with minLength/maxLength");
    case RE2::ErrorPatternTooLarge:
      return fail(ErrorCode::Configuration,
                  "RE2 takes more than {} MiB for this pattern: bound the length with minLength/maxLength "
                  "where a part repeats often",
                  kMemoryMax / MiB);
    default: return fail(ErrorCode::Configuration, "RE2 does not take this pattern: {}", expression.error());
  }
}

}  // namespace

Result<Pattern> Pattern::make(const std::string& expression) {
  PatternTranslator translator(expression);
  TRY_OK(translator.translate());
  if (!translator.lacking().empty()) return fail(ErrorCode::Configuration, "{}", translator.lacking());
  Pattern pattern;
  pattern.compiled_ = std::make_shared<const Compiled>(translator.translation(), options());
  const RE2& compiled = pattern.compiled_->expression;
  if (!compiled.ok()) return refusal(compiled);
  return pattern;
}

bool Pattern::is_found_in(ByteView text) const {
  return compiled_->expression.Match({text.data(), text.size()}, 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

bool is_ecma_regex(ByteView text) { return PatternTranslator(text).translate().has_value(); }

}  // namespace headgate
