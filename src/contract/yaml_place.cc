// SPDX-License-Identifier: Apache-2.0
#include "contract/yaml_place.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace headgate::yaml {

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

std::string place(const std::string& file, const YAML::Mark& mark) {
  if (mark.is_null()) return file;
  return fmt::format("{}:{}:{}", file, mark.line + 1, mark.column + 1);
}

std::string nearest(const std::string& word, const std::vector<std::string>& known) {
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

Status check_keys(const YAML::Node& map, const std::string& file, const std::string& what,
                  const std::vector<std::string>& known) {
  if (!map.IsMap()) return refuse(file, map, "{} has to be a map, here stands {}", what, describe(map));
  std::set<std::string> seen;
  for (const auto& entry : map) {
    if (!entry.first.IsScalar()) return refuse(file, entry.first, "a key of {} has to be a text", what);
    const std::string& key = entry.first.Scalar();
    if (!seen.insert(key).second) return refuse(file, entry.first, "{} has the key \"{}\" twice", what, key);
    if (known.empty() || std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::string meant = nearest(key, known);
    return refuse(file, entry.first, "{} knows no key \"{}\"{}; it takes {}", what, key,
                  meant.empty() ? "" : fmt::format(", did you mean \"{}\"?", meant), fmt::join(known, ", "));
  }
  return {};
}

Result<std::string> text(const YAML::Node& node, const std::string& file, const std::string& what) {
  if (!node.IsDefined() || !node.IsScalar()) {
    return refuse(file, node, "{} has to be a text, here stands {}", what, describe(node));
  }
  return node.Scalar();
}

Result<bool> boolean(const YAML::Node& node, const std::string& file, const std::string& what) {
  if (node.IsScalar() && node.Scalar() == "true") return true;
  if (node.IsScalar() && node.Scalar() == "false") return false;
  return refuse(file, node, "{} has to be true or false, here stands {}", what, describe(node));
}

Result<std::vector<std::string>> texts(const YAML::Node& node, const std::string& file,
                                       const std::string& what) {
  if (!node.IsSequence()) {
    return refuse(file, node, "{} has to be a list of texts, here stands {}", what, describe(node));
  }
  std::vector<std::string> out;
  for (const auto& item : node) {
    TRY(out.emplace_back(), text(item, file, "an item of " + what));
  }
  return out;
}

std::string describe(const YAML::Node& node) {
  if (!node.IsDefined() || node.IsNull()) return "nothing";
  if (node.IsMap()) return "a map";
  if (node.IsSequence()) return "a list";
  return fmt::format("\"{}\"", node.Scalar().substr(0, 60));
}

}  // namespace headgate::yaml
