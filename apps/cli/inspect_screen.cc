// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/inspect_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/text.h"

namespace headgate::cli {

namespace {

constexpr std::size_t kPathWidthMax = 40, kValueWidthMax = 24, kValuesMin = 20;
constexpr std::size_t kTopShown = 5, kOdditiesShown = 8;

std::string percent_text(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "";
  if (part == whole) return "100 %";
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  // Nothing that is there is 0 %, nothing that is missing is 100 %.
  return fmt::format("{:.{}f} %", std::clamp(percent, 0.01, 99.99), percent >= 99.9 || percent < 0.1 ? 2 : 1);
}

/// Names the types with how many of each: `string`, `number 40, null 3`.
std::string types_text(const inspect::PathStats& stats) {
  struct Part {
    std::string name;
    std::uint64_t count;
  };
  std::vector<Part> parts;
  const bool fractions = stats.of(types::Fraction).count != 0;
  for (std::size_t i = 0; i < stats.types.size(); ++i) {
    const TypeMask type = inspect::type_at(i);
    std::uint64_t count = stats.types[i].count;
    if (type == types::Integer && fractions) continue;
    if (type == types::Fraction && fractions) count += stats.of(types::Integer).count;
    if (count != 0) parts.push_back({type == types::Fraction ? "number" : type_names(type), count});
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Part& a, const Part& b) { return a.count > b.count; });
  std::string text;
  for (const Part& part : parts) {
    text += (text.empty() ? "" : ", ") + part.name;
    if (parts.size() > 1) text += " " + count_text(part.count);
  }
  const inspect::TextFormat format = stats.text == nullptr ? inspect::TextFormat::None : stats.text->format();
  return format == inspect::TextFormat::None ? text : fmt::format("{} ({})", text, name(format));
}

std::string value_text(const inspect::Sample::Entry& entry) {
  const std::string text = cut(shown(entry.text), kValueWidthMax);
  return entry.type == types::String ? "\"" + text + "\"" : text;
}

std::string extent_text(const inspect::Extent& extent, ByteView noun) {
  if (extent.min == extent.max) return count_text(extent.min, noun);
  return fmt::format("{} to {}, mean {:.1f}", count_text(extent.min), count_text(extent.max, noun),
                     extent.mean());
}

std::string distinct_text(const inspect::Values& values) {
  if (values.exact()) return count_text(values.distinct_count());
  return fmt::format("about {} (±{:.0f} %)", count_text(values.distinct_count()),
                     100 * values.distinct_error());
}

/// Shows values by how often they come: counts where all of them are known, shares of a draw elsewhere.
std::string values_text(const inspect::Values& values) {
  if (values.exact() && values.distinct_count() == 1) {
    return "always " + value_text(values.distinct.entries().front());
  }
  const std::vector<inspect::Sample::Entry> top = values.exact() ? values.distinct.top() : drawn(values);
  if (top.empty()) return distinct_text(values) + " different";
  if (top.front().count == 1) {
    return fmt::format("{}, like {}", values.exact() ? "all different" : distinct_text(values) + " different",
                       value_text(top.front()));
  }
  std::string text = values.exact() ? "" : distinct_text(values) + " different:";
  const bool few = values.exact() && top.size() <= kTopShown;
  std::size_t told = 0;
  for (std::size_t i = 0; i < std::min(top.size(), kTopShown); ++i, ++told) {
    if (top[i].count == 1 && !few) break;
    if (!text.empty()) text += i == 0 ? " " : ", ";
    const std::uint64_t of = values.occurrences.entries().size();
    text += value_text(top[i]) + " " +
            (values.exact() ? count_text(top[i].count) : fmt::format("~{} %", 100 * top[i].count / of));
  }
  if (values.exact() && values.distinct_count() > told) {
    text += fmt::format(", {} more", count_text(values.distinct_count() - told));
  }
  return text;
}

std::string map_text(const inspect::Members& members) {
  const auto top = members.keys.top();
  return fmt::format("a map of {}{}, like {}", members.keys.complete() ? "" : "about ",
                     count_text(members.keys.estimate(), "key"),
                     cut(shown(top.empty() ? "" : top.front().text), kValueWidthMax));
}

/// Says what is known of the values at a path, in one line.
std::string content_text(const inspect::PathStats& stats) {
  std::vector<std::string> parts;
  if (stats.members != nullptr && stats.members->any != nullptr) parts.push_back(map_text(*stats.members));
  if (stats.crowded) parts.push_back("too many different things to show all");
  if (stats.list != nullptr) parts.push_back(extent_text(stats.list->length, "item"));
  if (stats.number != nullptr && stats.number->min != stats.number->max) {
    parts.push_back(fmt::format("{} to {}", stats.number->min, stats.number->max));
  }
  const bool range_says_all = stats.number != nullptr && stats.values->distinct_count() > kTopShown;
  if (range_says_all) {
    parts.push_back(distinct_text(*stats.values) + " different");
  } else if (stats.values != nullptr) {
    parts.push_back(values_text(*stats.values));
  }
  std::string text;
  for (const std::string& part : parts) {
    if (!part.empty()) text += (text.empty() ? "" : "; ") + part;
  }
  return text;
}

std::string tree_text(const std::vector<inspect::PathRow>& rows, const Screen& screen) {
  TextTable table({Align::Left, Align::Right, Align::Left, Align::Left});
  table.fit_last(kValuesMin);
  table.heading({"path", "there", "type", "values"});
  for (const inspect::PathRow& row : rows) {
    if (row.depth == 0) continue;
    const std::string indent(2 * (row.depth - 1), ' ');
    const std::string present = row.name == "*" ? "" : percent_text(row.stats->count(), row.parents);
    table.row({{cut(indent + shown(row.name), kPathWidthMax)},
               {present, row.optional() ? Tone::Strong : Tone::Faint},
               {types_text(*row.stats)},
               {content_text(*row.stats), Tone::Faint}});
  }
  return table.text(screen, 2);
}

/// Shows what a few values have and most have not, with the address of the first.
std::string oddities_text(const std::vector<inspect::PathRow>& rows, const inspect::Address& address,
                          const Screen& screen) {
  constexpr std::uint64_t kRare = 20;
  std::vector<std::string> lines;
  for (const inspect::PathRow& row : rows) {
    const std::uint64_t count = row.stats->count();
    for (const inspect::Oddity& odd : oddities_of(*row.stats)) {
      lines.push_back(fmt::format("{} is {} in {} of {}: first in {}", shown(row.path), type_names(odd.type),
                                  count_text(odd.count), count_text(count), shown(address(odd.first))));
    }
    const std::uint64_t missing = row.parents - count;
    if (missing != 0 && missing * kRare < row.parents && row.missing.known()) {
      lines.push_back(fmt::format("{} is missing in {} of {}: first in {}", shown(row.path),
                                  count_text(missing), count_text(row.parents), shown(address(row.missing))));
    }
  }
  std::string text;
  if (!lines.empty()) text += "  odd:\n";
  for (std::size_t i = 0; i < std::min(lines.size(), kOdditiesShown); ++i) {
    text += "    " + screen.toned(lines[i], Tone::Bad) + "\n";
  }
  if (lines.size() > kOdditiesShown) {
    text += fmt::format("    and {} more\n", lines.size() - kOdditiesShown);
  }
  return text;
}

std::string faults_text(const std::map<Code, inspect::Profile::Fault>& faults, ByteView what,
                        const inspect::Address& address, const Screen& screen) {
  std::string text;
  for (const auto& [code, fault] : faults) {
    text += fmt::format("{} {}: first in {}\n", screen.toned(name(code), Tone::Bad),
                        count_text(fault.count, what), shown(address(fault.first)));
  }
  return text;
}

std::string title(const inspect::Profile::Group& group) {
  if (group.service == "_unknown") return "events of no known service: " + shown(group.record_type);
  if (group.service == "_other") return "events of more services than are kept apart";
  return shown(group.service) + " " + shown(group.record_type);
}

}  // namespace

std::string profile_text(const InspectedFiles& inspected, const Screen& screen) {
  const inspect::Profile& profile = inspected.profile;
  const inspect::Address address = inspected.address();
  std::string text;
  for (const inspect::Profile::Group* group : profile.groups()) {
    const auto rows = paths_of(*group);
    text += screen.heading(title(*group) + ", " + count_text(group->root.count(), "event"));
    text += tree_text(rows, screen) + oddities_text(rows, address, screen) + "\n";
  }
  if (profile.narrowed()) {
    text += screen.toned(
        "The events differ so much that fewer values than usual were remembered of each path.\n\n",
        Tone::Bad);
  }
  text += faults_text(profile.unparsable(), "frame", address, screen);
  text += faults_text(profile.dropped(), "dropped range", address, screen);
  text += unreadable_text(inspected.unreadable, screen);
  return text + fmt::format("{}, {}: {}\n", count_text(inspected.files.size(), "file"),
                            bytes_text(inspected.bytes), count_text(profile.frames(), "frame"));
}

}  // namespace headgate::cli
