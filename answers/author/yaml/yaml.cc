// SPDX-License-Identifier: Apache-2.0
#include "answers/author/yaml/yaml.h"

#include <algorithm>
#include <optional>
#include <set>

namespace headgate::author {

namespace {

constexpr std::size_t kLineBytes = 110;

/// Says whether the maps and lists under a key stand in lines of their own whenever they hold anything.
bool is_spread(const std::string& key) {
  static const std::set<std::string> kSpread = {"expect",           "warn",  "table", "columns",
                                                "properties",       "$defs", "mask",  "patternProperties",
                                                "dependentSchemas", "anyOf", "oneOf", "allOf"};
  return kSpread.contains(key);
}

bool has_maps(const Yaml& list) {
  return std::any_of(list.items.begin(), list.items.end(), [](const Yaml& item) {
    return item.kind == Yaml::Kind::Map && item.members.size() > 1;
  });
}

/// Writes a value on one line; nothing where it has comments or parts that stand in lines of their own.
std::optional<std::string> flow(const Yaml& value) {
  if (value.kind == Yaml::Kind::Scalar) return value.scalar;
  std::string out(1, value.kind == Yaml::Kind::List ? '[' : '{');
  for (const Yaml& item : value.items) {
    const auto text = flow(item);
    if (!text || !item.comment.empty()) return {};
    out += (out.size() == 1 ? "" : ", ") + *text;
  }
  for (const auto& [key, member] : value.members) {
    const auto text = flow(member);
    const bool is_names =
        is_spread(key) && !member.is_empty() && (member.kind == Yaml::Kind::Map || has_maps(member));
    if (!text || is_names || !member.comment.empty()) return {};
    out += (out.size() == 1 ? "" : ", ") + yaml::schema_word(key) + ": " + *text;
  }
  return out + (value.kind == Yaml::Kind::List ? ']' : '}');
}

class Writer {
 public:
  void members(const Yaml& map, std::size_t indent) {
    for (const auto& [key, value] : map.members) {
      const bool is_part =
          indent == 0 && !out.empty() && (value.kind == Yaml::Kind::Map && !value.is_empty());
      if (is_part) out += '\n';
      comment(value, indent);
      margin(indent);
      member(key, value, indent);
    }
  }

  std::string out;

 private:
  void margin(std::size_t indent) { out.append(indent, ' '); }

  void comment(const Yaml& value, std::size_t indent) {
    for (std::size_t at = 0; at < value.comment.size();) {
      const std::size_t end = std::min(value.comment.find('\n', at), value.comment.size());
      comment_line(value.comment.substr(at, end - at), indent);
      at = end + 1;
    }
  }

  /// Breaks a long line between words; what goes on under a dash stands below its text.
  void comment_line(std::string line, std::size_t indent) {
    const std::string deeper = line.starts_with("- ") ? "  " : "";
    while (indent + 2 + line.size() > kLineBytes) {
      const std::size_t blank = line.rfind(' ', kLineBytes - indent - 2);
      if (blank == std::string::npos || blank <= deeper.size()) break;
      margin(indent);
      out += "# " + line.substr(0, blank) + '\n';
      line = deeper + line.substr(blank + 1);
    }
    margin(indent);
    out += "# " + line + '\n';
  }

  void member(const std::string& key, const Yaml& value, std::size_t indent) {
    const std::string name = yaml::schema_word(key) + ":";
    out += name;
    const auto line = flow(value);
    const bool spread =
        is_spread(key) && !value.is_empty() && (value.kind == Yaml::Kind::Map || has_maps(value));
    const bool fits = line && indent + name.size() + 1 + line->size() <= kLineBytes;
    if (line && (value.kind == Yaml::Kind::Scalar || value.is_empty() || (fits && !spread))) {
      out += " " + *line + "\n";
      return;
    }
    const bool is_scalars = std::all_of(value.items.begin(), value.items.end(), [](const Yaml& item) {
      return item.kind == Yaml::Kind::Scalar && item.comment.empty();
    });
    if (value.kind == Yaml::Kind::List && is_scalars) return wrapped(value, indent + name.size() + 2);
    out += '\n';
    if (value.kind == Yaml::Kind::Map) return members(value, indent + 2);
    items(value, indent + 2);
  }

  /// Writes a long list of scalars over several lines.
  void wrapped(const Yaml& list, std::size_t indent) {
    std::size_t used = indent;
    out += " [";
    for (const Yaml& item : list.items) {
      const bool is_last = &item == &list.items.back();
      if (used > indent && used + 1 + item.scalar.size() + 1 > kLineBytes) {
        out += '\n';
        margin(indent);
        used = indent;
      } else if (used > indent) {
        out += ' ';
        ++used;
      }
      out += item.scalar + (is_last ? "]\n" : ",");
      used += item.scalar.size() + 1;
    }
  }

  void items(const Yaml& list, std::size_t indent) {
    for (const Yaml& item : list.items) {
      comment(item, indent);
      const auto line = flow(item);
      if (line &&
          (indent + 2 + line->size() <= kLineBytes || item.kind == Yaml::Kind::Scalar || item.is_empty())) {
        margin(indent);
        out += "- " + *line + "\n";
        continue;
      }
      const std::size_t first = out.size();
      item.kind == Yaml::Kind::Map ? members(item, indent + 2) : items(item, indent + 2);
      // The dash stands in the margin of the first line, unless that is a comment.
      if (out.compare(first + indent, 3, "  #") == 0) {
        out.insert(first, std::string(indent, ' ') + "-\n");
      } else {
        out[first + indent] = '-';
      }
    }
  }
};

}  // namespace

Yaml Yaml::text(ByteView text) { return plain(yaml::schema_word(text)); }

Yaml Yaml::plain(std::string written) { return {Kind::Scalar, std::move(written), {}, {}, ""}; }

Yaml Yaml::list(std::vector<Yaml> items) { return {Kind::List, "", std::move(items), {}, ""}; }

Yaml Yaml::texts(const std::vector<std::string>& texts) {
  Yaml value = list({});
  for (const std::string& text : texts) value.items.push_back(Yaml::text(text));
  return value;
}

Yaml Yaml::map(std::vector<std::pair<std::string, Yaml>> members) {
  return {Kind::Map, "", {}, std::move(members), ""};
}

Yaml Yaml::of(const DocumentNode& node) {
  switch (node.kind) {
    case DocumentNode::Kind::Null: return plain("null");
    case DocumentNode::Kind::Boolean:
    case DocumentNode::Kind::Number: return plain(node.text);
    case DocumentNode::Kind::String: return text(node.text);
    case DocumentNode::Kind::List: break;
    case DocumentNode::Kind::Map: {
      Yaml value = map();
      for (const DocumentNode::Member& member : node.members)
        value.members.emplace_back(member.key, of(*member.value));
      return value;
    }
  }
  Yaml value = list({});
  for (const Document& item : node.items) value.items.push_back(of(*item));
  return value;
}

Yaml& Yaml::set(const std::string& key, Yaml value) {
  const auto at =
      std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.first == key; });
  if (at == members.end()) {
    members.emplace_back(key, std::move(value));
  } else {
    at->second = std::move(value);
  }
  return *this;
}

const Yaml* Yaml::find(const std::string& key) const {
  const auto at =
      std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.first == key; });
  return at == members.end() ? nullptr : &at->second;
}

Yaml& Yaml::at(const std::vector<std::string>& path) {
  Yaml* value = this;
  for (const std::string& token : path) {
    const auto is_it = [&](const auto& member) { return member.first == token; };
    value = value->kind == Kind::List
                ? &value->items[std::stoul(token)]
                : &std::find_if(value->members.begin(), value->members.end(), is_it)->second;
  }
  return *value;
}

bool Yaml::operator==(const Yaml& other) const {
  return kind == other.kind && scalar == other.scalar && items == other.items && members == other.members;
}

std::string write_yaml(const Yaml& map) {
  Writer writer;
  writer.members(map, 0);
  return std::move(writer.out);
}

}  // namespace headgate::author
