// SPDX-License-Identifier: Apache-2.0
#include "answers/author/merge/contradictions.h"

#include "answers/author/yaml/yaml.h"
#include "schema/number.h"

namespace headgate::author {

namespace {

/// Finds the value at a pointer; nothing where there is none.
std::optional<std::uint32_t> find_value(const Tape& tape, const std::string& pointer) {
  const auto tokens = split_json_pointer(pointer);
  if (!tokens || tape.nodes.empty()) return {};
  std::uint32_t at = 0;
  for (const std::string& token : *tokens) {
    at = tape.child(at, token);
    if (at == 0) return {};
  }
  return at;
}

/// Counts what a bound of lengths counts: characters, elements or members.
std::size_t size_of(const Tape& tape, std::uint32_t at, Arena& arena) {
  const Node& node = tape.nodes[at];
  std::size_t size = 0;
  if (node.type == types::String) {
    for (const char c : tape.characters(node, arena)) size += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    return size;
  }
  for (std::uint32_t inside = at + 1; inside < node.next; ++size) {
    if (node.type == types::Object) ++inside;  // The key.
    inside = tape.nodes[inside].next;
  }
  return size;
}

/// Writes a scalar as YAML; nothing for a list or an object.
std::string written(const Tape& tape, const Node& node, Arena& arena) {
  if (node.type == types::String) return yaml::scalar(tape.characters(node, arena));
  if (node.type == types::Array || node.type == types::Object) return "";
  return std::string(tape.text(node));
}

}  // namespace

void Contradictions::add(const Batch& batch, const Plan& plan, const inspect::Address& address) {
  for (std::size_t i = 0; i < batch.outcomes.size(); ++i) {
    const Outcome& outcome = batch.outcomes[i];
    if (outcome.plan != &plan) continue;
    ++events_;
    if (outcome.clean) continue;
    ++dirty_;
    const Piece& piece = batch.window.pieces[i];
    Tape tape;
    ParseFault fault;
    if (!parser_.parse(batch.window, piece, tape, fault)) continue;
    const std::string where =
        address({batch.window.object, batch.window.base + piece.offset, 0, piece.length});
    const bool more = outcome.violation_count > outcome.violations.count;
    for (std::uint32_t k = 0; k < outcome.violations.count; ++k) {
      take(batch.violations[outcome.violations.first + k], tape, more, where);
    }
  }
}

void Contradictions::take(const Violation& violation, const Tape& tape, bool more,
                          const std::string& address) {
  Contradiction& rule = rules_[{violation.rule, violation.code}];
  if (rule.count++ == 0) {
    rule.violation = violation;
    rule.first = address;
  }
  rule.more = rule.more || more;
  Arena arena;
  if (violation.code == Code::Required) {
    const auto tokens = split_json_pointer(violation.pointer);
    if (tokens && !tokens->empty()) ++rule.names[tokens->back()];
    return;
  }
  const auto at = find_value(tape, violation.pointer);
  if (!at) return;
  const Node& node = tape.nodes[*at];
  ++rule.types[node.type];
  const std::string value = written(tape, node, arena);
  if (rule.values.size() <= Contradiction::kValuesMax || rule.values.contains(value)) ++rule.values[value];

  const bool is_number = (node.type & types::Number) != 0;
  const std::string size = is_number ? value : std::to_string(size_of(tape, *at, arena));
  const auto is_less = [](const std::string& a, const std::string& b) {
    return compare(take_apart(a), take_apart(b)) < 0;
  };
  if (rule.least.empty() || is_less(size, rule.least)) rule.least = size;
  if (rule.most.empty() || is_less(rule.most, size)) rule.most = size;
}

std::vector<Contradiction> Contradictions::rules() const {
  std::vector<Contradiction> rules;
  for (const auto& [rule, contradiction] : rules_) rules.push_back(contradiction);
  return rules;
}

}  // namespace headgate::author
