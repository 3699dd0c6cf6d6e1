// SPDX-License-Identifier: Apache-2.0
#include "answers/inspect/paths.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/json.h"

namespace headgate::inspect {

namespace {

void append_paths(const PathRow& row, std::vector<PathRow>& rows) {
  rows.push_back(row);
  const PathStats& stats = *row.stats;
  const auto inside = [&](ByteView name, const PathStats& child, std::uint64_t parents,
                          const Place& missing) {
    PathRow below;
    below.path = row.path;
    append_token(below.path, name);
    below.name = std::string(name);
    below.depth = row.depth + 1;
    below.stats = &child;
    below.parents = parents;
    below.missing = missing;
    append_paths(below, rows);
  };
  if (stats.list != nullptr && stats.list->element != nullptr) {
    inside("*", *stats.list->element, stats.list->element->count(), {});
  }
  if (stats.members == nullptr) return;
  for (const Members::Child* child : stats.members->ordered()) {
    inside(child->name, *child->stats, stats.of(types::Object).count, child->missing);
  }
  if (stats.members->any != nullptr) inside("*", *stats.members->any, stats.members->any->count(), {});
}

}  // namespace

std::vector<PathRow> paths_of(const Profile::Group& group) { return paths_of(group.root); }

std::vector<PathRow> paths_of(const PathStats& root) {
  std::vector<PathRow> rows;
  PathRow first;
  first.stats = &root;
  first.parents = root.count();
  append_paths(first, rows);
  return rows;
}

const PathStats* find_path(const PathStats& root, const std::vector<std::string>& names) {
  const PathStats* stats = &root;
  for (const std::string& name : names) {
    const std::int32_t child = stats->members == nullptr ? -1 : stats->members->find(name);
    if (child < 0) return nullptr;
    stats = stats->members->children[static_cast<std::size_t>(child)].stats.get();
  }
  return stats;
}

std::vector<Oddity> oddities_of(const PathStats& stats) {
  constexpr std::uint64_t kRare = 20;  // Fewer than one of so many is odd.
  std::vector<Oddity> odd;
  const std::uint64_t all = stats.count();
  for (std::size_t i = 0; i < stats.types.size(); ++i) {
    const PathStats::OfType& each = stats.types[i];
    if (each.count == 0 || each.count * kRare >= all) continue;
    odd.push_back({type_at(i), each.count, each.first});
  }
  return odd;
}

std::string odd_keys_text(const Members& members) {
  constexpr std::size_t kShown = 3;
  const auto top = members.keys.top();
  std::string text;
  for (std::size_t i = 0; i < std::min(top.size(), kShown); ++i) {
    text += i == 0 ? "" : ", ";
    append_json_string(text, to_utf8_lossy(top[i].text));
  }
  const std::uint64_t keys = members.keys.estimate();
  const std::string more =
      keys > kShown ? fmt::format(" and {}{} more", members.keys.complete() ? "" : "about ", keys - kShown)
                    : "";
  return fmt::format("{} {}{} in {} {}", keys == 1 ? "key" : "keys", text, more, members.any->count(),
                     members.any->count() == 1 ? "place" : "places");
}

std::map<std::string, std::uint64_t> present_in(const Members& members, const Kinds::Kind& kind) {
  std::map<std::string, std::uint64_t> present;
  for (std::size_t i = 0; i < kind.members.size(); ++i) {
    if (kind.members[i].present == 0) continue;
    std::string path;
    append_token(path, members.children[i].name);
    present[path] = kind.members[i].present;
    const Members* const inside = members.children[i].stats->members.get();
    if (inside == nullptr || inside->map) continue;
    for (std::size_t j = 0; j < std::min(inside->children.size(), kind.members[i].inside.size()); ++j) {
      if (kind.members[i].inside[j] == 0) continue;
      std::string below = path;
      append_token(below, inside->children[j].name);
      present[below] = kind.members[i].inside[j];
    }
  }
  return present;
}

std::vector<Sample::Entry> drawn(const Values& values) {
  std::vector<Sample::Entry> shares;
  for (const Sample::Entry& entry : values.occurrences.entries()) {
    const auto same = std::find_if(shares.begin(), shares.end(), [&](const Sample::Entry& each) {
      return each.text == entry.text && each.type == entry.type;
    });
    if (same != shares.end()) {
      ++same->count;
    } else {
      shares.push_back(entry);
      shares.back().hash = 0;
    }
  }
  std::sort(shares.begin(), shares.end(), [](const Sample::Entry& a, const Sample::Entry& b) {
    return std::tie(b.count, a.text, a.type) < std::tie(a.count, b.text, b.type);
  });
  return shares;
}

}  // namespace headgate::inspect
