// SPDX-License-Identifier: Apache-2.0
#include "schema/name_pattern.h"

#include <re2/re2.h>

#include <vector>

namespace headgate {

struct NamePattern::Compiled {
  Compiled(const std::string& written, const RE2::Options& options)
      : text(written), expression(written, options) {}

  std::string text;
  RE2 expression;
  int group = 0;
};

Result<NamePattern> NamePattern::make(const std::string& expression, const std::string& group) {
  RE2::Options options;
  options.set_log_errors(false);
  const auto compiled = std::make_shared<Compiled>(expression, options);
  if (!compiled->expression.ok()) {
    return fail(ErrorCode::Configuration, "RE2 does not take \"{}\": {}", expression,
                compiled->expression.error());
  }
  for (std::size_t at = 0; (at = expression.find('\\', at)) != std::string::npos; at += 2) {
    if (expression.substr(at, 2) != "\\C") continue;
    return fail(ErrorCode::Configuration, "\"{}\" takes single bytes (\\C): names are texts", expression);
  }
  const auto& groups = compiled->expression.CapturingGroupNames();
  if (groups.size() != 1 || groups.begin()->second != group) {
    return fail(
        ErrorCode::Configuration,
        "\"{}\" has to have one named group that says which part of the name counts, (?P<{}>...), and "
        "no other named one",
        expression, group);
  }
  compiled->group = groups.begin()->first;
  NamePattern pattern;
  pattern.compiled_ = compiled;
  return pattern;
}

std::optional<ByteView> NamePattern::find_in(ByteView name) const {
  std::vector<re2::StringPiece> groups(static_cast<std::size_t>(compiled_->group) + 1);
  const bool found =
      compiled_->expression.Match(re2::StringPiece(name.data(), name.size()), 0, name.size(), RE2::UNANCHORED,
                                  groups.data(), static_cast<int>(groups.size()));
  if (!found || groups.back().empty()) return {};
  return ByteView(groups.back().data(), groups.back().size());
}

const std::string& NamePattern::text() const { return compiled_->text; }

}  // namespace headgate
