// SPDX-License-Identifier: Apache-2.0
#include "answers/explain/rule_lines.h"

#include <algorithm>

#include "schema/document.h"

namespace headgate::explain {

namespace {

/// Moves `node` to what stands behind one token of a pointer; gives its line, 0 where there is nothing.
int step(Document& node, const std::string& token) {
  for (const DocumentNode::Member& member : node->members) {
    if (member.key != token) continue;
    const int line = member.line;
    node = Document(member.value);
    return line;
  }
  const auto element = element_place(token, node->items.size());
  if (!element) return 0;
  node = Document(node->items[*element]);
  return node->line;
}

}  // namespace

int rule_line(const std::string& contract_text, const std::string& rule) {
  const auto tokens = split_json_pointer(rule);
  const auto documents = read_yaml(contract_text, "the contract");
  if (!tokens || !documents || documents->empty()) return 0;
  Document node = documents->front();
  int line = step(node, "expect");
  for (const std::string& token : *tokens) {
    if (line == 0) return 0;
    line = step(node, token);
  }
  return line;
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

}  // namespace headgate::explain
