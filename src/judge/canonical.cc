// SPDX-License-Identifier: Apache-2.0
#include "judge/canonical.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/json.h"
#include "schema/number.h"

namespace headgate {

void append_canonical(const Tape& tape, std::uint32_t at, Arena& scratch, std::string& out) {
  const Node& node = tape.nodes[at];
  if (node.type & types::Number) {
    out += canonical_number(tape.text(node));
  } else if (node.type == types::String) {
    append_json_string(out, tape.characters(node, scratch));
  } else if (node.type == types::Array) {
    out += '[';
    for (std::uint32_t item = at + 1; item < node.next; item = tape.nodes[item].next) {
      if (item != at + 1) out += ',';
      append_canonical(tape, item, scratch, out);
    }
    out += ']';
  } else if (node.type == types::Object) {
    std::vector<std::pair<std::string, std::uint32_t>> members;
    for (std::uint32_t key = at + 1; key < node.next; key = tape.nodes[key + 1].next) {
      members.emplace_back(tape.characters(tape.nodes[key], scratch), key + 1);
    }
    std::sort(members.begin(), members.end());
    out += '{';
    for (const auto& [key, value] : members) {
      if (out.back() != '{') out += ',';
      append_json_string(out, key);
      out += ':';
      append_canonical(tape, value, scratch, out);
    }
    out += '}';
  } else {
    out += tape.text(node);
  }
}

}  // namespace headgate
