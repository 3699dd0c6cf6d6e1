// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/path_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/inspect/paths.h"
#include "apps/cli/text.h"

namespace headgate::cli {

namespace {

constexpr std::size_t kValueWidthMax = 24, kTopShown = 5;

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

std::string map_text(const inspect::Members& members) {
  const auto top = members.keys.top();
  return fmt::format("a map of {}{}, like {}", members.keys.complete() ? "" : "about ",
                     count_text(members.keys.estimate(), "key"),
                     cut(shown(top.empty() ? "" : top.front().text), kValueWidthMax));
}

}  // namespace

std::string percent_text(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "";
  if (part == whole) return "100 %";
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  // Nothing that is there is 0 %, nothing that is missing is 100 %.
  return fmt::format("{:.{}f} %", std::clamp(percent, 0.01, 99.99), percent >= 99.9 || percent < 0.1 ? 2 : 1);
}

std::string types_text(const inspect::PathStats::ByType& counts, const inspect::PathStats& stats) {
  struct Part {
    std::string name;
    std::uint64_t count;
  };
  std::vector<Part> parts;
  std::uint64_t integers = 0;
  const bool fractions = counts[inspect::place_of(types::Fraction)].count != 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const TypeMask type = inspect::type_at(i);
    std::uint64_t count = counts[i].count;
    if (type == types::Integer && fractions) {
      integers = count;
      continue;
    }
    if (type == types::Fraction && fractions) count += integers;
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

}  // namespace headgate::cli
