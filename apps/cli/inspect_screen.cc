// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/inspect_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/cli/path_text.h"
#include "apps/cli/recognition_text.h"
#include "apps/cli/text.h"

namespace headgate::cli {

namespace {

constexpr std::size_t kPathWidthMax = 40, kValuesMin = 20;
constexpr std::size_t kOdditiesShown = 8;

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
               {types_text(row.stats->types, *row.stats)},
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
    if (row.stats->members != nullptr && row.stats->members->has_odd_keys()) {
      lines.push_back(fmt::format("{} has {}: first in {}", row.path.empty() ? "the event" : shown(row.path),
                                  shown(odd_keys_text(*row.stats->members)),
                                  shown(address(row.stats->members->any->first()))));
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

/// Says how many events are recognised by the settings in force, and which settings would recognise more.
std::string recognised_text(const inspect::Profile& profile, const Identification& rules,
                            const Screen& screen) {
  if (profile.recognised().events == 0) return "";
  const RecognitionText said = recognition_text(profile, rules);
  if (said.missing.empty())
    return "All events have a usable time, an id, a service and a known record type.\n";
  std::string text = screen.heading("Not recognised by the settings in force");
  for (const std::string& each : said.missing) text += "  " + screen.toned(each, Tone::Bad) + "\n";
  if (!said.settings.empty()) text += screen.heading("Settings that would recognise more");
  for (const std::string& each : said.settings) text += "  " + each + "\n";
  return text + "\n";
}

std::string title(const inspect::Profile::Group& group) {
  if (group.service == "_unknown") return "events of no known service: " + shown(group.record_type);
  if (group.service == "_other") return "events of more services than are kept apart";
  return shown(group.service) + " " + shown(group.record_type);
}

}  // namespace

std::string profile_text(const InspectedFiles& inspected, const Identification& rules, const Screen& screen) {
  const inspect::Profile& profile = inspected.profile;
  const inspect::Address address = inspected.address();
  std::string text;
  for (const inspect::Profile::Group* group : profile.groups()) {
    const auto rows = paths_of(*group);
    text += screen.heading(title(*group) + ", " + count_text(group->root.count(), "event"));
    text += tree_text(rows, screen) + oddities_text(rows, address, screen) + "\n";
  }
  for (const inspect::Profile::Group* wrapper : profile.wrappers()) {
    const auto rows = paths_of(*wrapper);
    text += screen.heading("around them, " + shown(wrapper->service) + ", " +
                           count_text(wrapper->root.count(), "wrapper"));
    text += tree_text(rows, screen) + oddities_text(rows, address, screen) + "\n";
  }
  text += recognised_text(profile, rules, screen);
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
