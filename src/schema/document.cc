// SPDX-License-Identifier: Apache-2.0
#include "schema/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/json.h"

namespace headgate {

namespace {

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t up = row[j];
      row[j] = std::min({up + 1, row[j - 1] + 1, corner + (a[i - 1] != b[j - 1])});
      corner = up;
    }
  }
  return row.back();
}

}  // namespace

const Document* DocumentNode::member(const std::string& key) const {
  if (by_key.size() == members.size()) {
    const auto at =
        std::lower_bound(by_key.begin(), by_key.end(), key,
                         [&](std::uint32_t place, const std::string& k) { return members[place].key < k; });
    return at == by_key.end() || members[*at].key != key ? nullptr : &members[*at].value;
  }
  const auto at =
      std::find_if(members.begin(), members.end(), [&](const Member& member) { return member.key == key; });
  return at == members.end() ? nullptr : &at->value;
}

void DocumentNode::index() {
  constexpr std::size_t kSmall = 16;
  if (members.size() <= kSmall) return;
  by_key.resize(members.size());
  std::iota(by_key.begin(), by_key.end(), 0);
  std::sort(by_key.begin(), by_key.end(),
            [&](std::uint32_t a, std::uint32_t b) { return members[a].key < members[b].key; });
}

std::string place(const DocumentNode& node) {
  if (node.line == 0) return *node.file;
  return fmt::format("{}:{}:{}", *node.file, node.line, node.column);
}

std::string nearest_word(const std::string& word, const std::vector<std::string>& known) {
  if (word.size() > 64) return {};
  std::size_t best = 1 + word.size() / 3;
  std::string found;
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance <= best && (found.empty() || distance < best)) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
  const std::string meant = nearest_word(word, known);
  return meant.empty() ? "" : fmt::format(", did you mean \"{}\"?", meant);
}

std::string describe(const DocumentNode& node) {
  switch (node.kind) {
    case DocumentNode::Kind::Null: return "nothing";
    case DocumentNode::Kind::Map: return "a map";
    case DocumentNode::Kind::List: return "a list";
    default:
      return fmt::format("\"{}\"", node.text.substr(0, utf8_prefix(ByteView(node.text).substr(0, 60))));
  }
}

Status check_keys(const DocumentNode& map, const std::string& what, const std::vector<std::string>& known) {
  if (!map.is(DocumentNode::Kind::Map)) {
    return refuse(map, "{} has to be a map, here stands {}", what, describe(map));
  }
  if (known.empty()) return {};
  for (const DocumentNode::Member& member : map.members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    const std::string meant = did_you_mean(member.key, known);
    return refuse_key(map, member, "{} knows no key \"{}\"{}", what, member.key,
                      meant.empty() ? fmt::format("; it takes {}", fmt::join(known, ", ")) : meant);
  }
  return {};
}

Result<std::string> as_text(const DocumentNode& node, const std::string& what) {
  using Kind = DocumentNode::Kind;
  if (node.is(Kind::String) || node.is(Kind::Number) || node.is(Kind::Boolean)) return node.text;
  return refuse(node, "{} has to be a text, here stands {}", what, describe(node));
}

Result<bool> as_boolean(const DocumentNode& node, const std::string& what) {
  if (node.is(DocumentNode::Kind::Boolean)) return node.text == "true";
  return refuse(node, "{} has to be true or false, here stands {}", what, describe(node));
}

Result<std::vector<std::string>> as_texts(const DocumentNode& node, const std::string& what) {
  if (!node.is(DocumentNode::Kind::List)) {
    return refuse(node, "{} has to be a list of texts, here stands {}", what, describe(node));
  }
  std::vector<std::string> out;
  for (const Document& item : node.items) {
    TRY(out.emplace_back(), as_text(*item, "an item of " + what));
  }
  return out;
}

}  // namespace headgate
