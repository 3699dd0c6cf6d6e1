// SPDX-License-Identifier: Apache-2.0
#include "schema/canonical.h"

#include <algorithm>

#include "base/json.h"
#include "schema/number.h"

namespace headgate {

namespace {

void append_canonical(const DocumentNode& node, std::string& out) {
  using Kind = DocumentNode::Kind;
  switch (node.kind) {
    case Kind::Null: out += "null"; return;
    case Kind::Boolean: out += node.text; return;
    case Kind::Number: out += canonical_number(node.text); return;
    case Kind::String: append_json_string(out, node.text); return;
    case Kind::List: {
      out += '[';
      for (const Document& item : node.items) {
        if (out.back() != '[') out += ',';
        append_canonical(*item, out);
      }
      out += ']';
      return;
    }
    case Kind::Map: break;
  }
  std::vector<const DocumentNode::Member*> members;
  for (const DocumentNode::Member& member : node.members) members.push_back(&member);
  std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
  out += '{';
  for (const DocumentNode::Member* member : members) {
    if (member != members.front()) out += ',';
    append_json_string(out, member->key);
    out += ':';
    append_canonical(*member->value, out);
  }
  out += '}';
}

/// Gives the first characters of a text: a few more bytes than `bytes_max`, or all.
ByteView start_of(const std::string& text, std::size_t bytes_max) {
  const ByteView start = ByteView(text).substr(0, bytes_max + 8);
  return start.substr(0, utf8_prefix(start));
}

void append_flow(const DocumentNode& node, std::size_t bytes_max, std::string& out) {
  using Kind = DocumentNode::Kind;
  if (out.size() > bytes_max) return;
  switch (node.kind) {
    case Kind::Null: out += "null"; return;
    case Kind::String:
      if (!node.quoted) {
        out.append(node.text, 0, bytes_max + 1);
      } else {
        append_json_string(out, start_of(node.text, bytes_max));
      }
      return;
    case Kind::List:
      out += '[';
      for (std::size_t i = 0; i < node.items.size(); ++i) {
        if (i != 0) out += ", ";
        append_flow(*node.items[i], bytes_max, out);
        if (out.size() > bytes_max) return;
      }
      out += ']';
      return;
    case Kind::Map:
      out += '{';
      for (const DocumentNode::Member& member : node.members) {
        if (&member != &node.members.front()) out += ", ";
        out += member.key + ": ";
        append_flow(*member.value, bytes_max, out);
        if (out.size() > bytes_max) return;
      }
      out += '}';
      return;
    default: out += node.text;
  }
}

}  // namespace

std::string canonical_json(const DocumentNode& node) {
  std::string out;
  append_canonical(node, out);
  return out;
}

std::string flow_text(const DocumentNode& node, std::size_t bytes_max) {
  std::string out;
  append_flow(node, bytes_max, out);
  if (out.size() <= bytes_max) return out;
  out.resize(utf8_prefix(ByteView(out).substr(0, bytes_max)));
  return out + "…";
}

}  // namespace headgate
