// SPDX-License-Identifier: Apache-2.0
#include "explain/rule_lines.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "explain/parsed_event.h"

namespace headgate {

namespace {

/// Moves `node` to what stands behind one token of a pointer; gives its line, 0 where there is nothing.
int step(YAML::Node& node, const std::string& token) {
  if (node.IsMap()) {
    for (const auto& entry : node) {
      if (!entry.first.IsScalar() || entry.first.Scalar() != token) continue;
      const int line = entry.first.Mark().line + 1;
      node.reset(entry.second);
      return line;
    }
    return 0;
  }
  if (!node.IsSequence() || token.empty() || token.find_first_not_of("0123456789") != std::string::npos ||
      token.size() > 9)
    return 0;
  const auto index = static_cast<std::size_t>(std::stoul(token));
  if (index >= node.size()) return 0;
  node.reset(node[index]);
  return node.Mark().line + 1;
}

}  // namespace

int rule_line(const std::string& contract_text, const std::string& rule) {
  const auto tokens = tokens_of(rule);
  if (!tokens) return 0;
  try {
    YAML::Node node = YAML::Load(contract_text);
    int line = step(node, "expect");
    for (const std::string& token : *tokens) {
      if (line == 0) return 0;
      line = step(node, token);
    }
    return line;
  } catch (const YAML::Exception&) {
    return 0;
  }
}

NumberedLines lines_around(ByteView text, int line, int around) {
  NumberedLines found;
  std::size_t shared = std::string::npos;
  int number = 1;
  for (std::size_t at = 0; at < text.size() && number <= line + around; ++number) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string content(text.substr(at, end - at));
    at = end + 1;
    if (number < line - around) continue;
    if (content.ends_with('\r')) content.pop_back();
    if (found.first == 0) found.first = number;
    shared = std::min(shared, content.find_first_not_of(' '));
    found.lines.push_back(std::move(content));
  }
  if (line < 1 || line >= number) return {};
  if (shared != std::string::npos) {
    for (std::string& content : found.lines) content.erase(0, shared);
  }
  return found;
}

}  // namespace headgate
