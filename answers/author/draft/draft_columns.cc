// SPDX-License-Identifier: Apache-2.0
#include "answers/author/draft/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>
#include <set>

#include "answers/author/struct_text.h"
#include "answers/author/yaml/yaml.h"
#include "schema/ascii.h"
#include "schema/number.h"

namespace headgate::author {

namespace {

constexpr std::size_t kColumnsMax = 1000, kNameMax = 128, kTypeDepthMax = 14, kTokensMax = 60;

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool fits_int64(const inspect::NumberSpan& span) {
  return exact_int64(span.min).has_value() && exact_int64(span.max).has_value();
}

/// Says whether a column of doubles shows all numbers, or all but a few odd ones.
bool is_mostly_double(const inspect::PathStats& stats) {
  constexpr std::uint64_t kRare = 20;
  const std::uint64_t numbers = stats.of(types::Integer).count + stats.of(types::Fraction).count;
  return stats.number->beyond_double * kRare < std::max<std::uint64_t>(numbers, 1);
}

/// Gives the type of a column for scalars. Where none was seen nobody knows what will come, and json takes
/// all.
std::string scalar_type(const inspect::PathStats& stats, TypeMask mask) {
  switch (mask & ~types::Null) {
    case 0: return "json";
    case types::Boolean: return "boolean";
    case types::Integer: return fits_int64(*stats.number) ? "int64" : "string";
    case types::Fraction:
    case types::Number: return is_mostly_double(stats) ? "double" : "string";
    case types::String: {
      const inspect::TextFormat format = stats.text->format();
      if (format == inspect::TextFormat::DateTime) return "timestamp";
      return format == inspect::TextFormat::Date ? "date" : "string";
    }
    default: return "string";
  }
}

/// Gives the type of a column, or of a part of one.
std::string type_of(const inspect::PathStats& stats, std::size_t depth) {
  const auto mask = static_cast<TypeMask>(stats.mask() & ~types::Null);
  if (depth > kTypeDepthMax) return "json";
  if (mask == types::Object) {
    const inspect::Members& members = *stats.members;
    if (members.any != nullptr && !members.has_odd_keys()) {
      return members.map ? "map<string, " + type_of(*members.any, depth + 1) + ">" : "json";
    }
    std::vector<MemberType> fields;
    for (const inspect::Members::Child* child : members.ordered()) {
      fields.push_back({child->name, type_of(*child->stats, depth + 1)});
    }
    return fields.empty() ? "json" : struct_text(fields);
  }
  if (mask == types::Array) {
    if (stats.list->element == nullptr) return "json";
    return "list<" + type_of(*stats.list->element, depth + 1) + ">";
  }
  return (mask & (types::Array | types::Object)) != 0 ? "json" : scalar_type(stats, mask);
}

/// Says whether `is` holds for a value, or for one inside it.
template <typename Is>
bool any_inside(const inspect::PathStats& stats, const Is& is) {
  if (is(stats)) return true;
  if (stats.list != nullptr && stats.list->element != nullptr && any_inside(*stats.list->element, is))
    return true;
  if (stats.members == nullptr) return false;
  if (stats.members->any != nullptr && any_inside(*stats.members->any, is)) return true;
  const auto& children = stats.members->children;
  return std::any_of(children.begin(), children.end(),
                     [&](const inspect::Members::Child& child) { return any_inside(*child.stats, is); });
}

/// Says whether there are times that a column cuts.
bool is_cut(const inspect::PathStats& stats) {
  const bool is_time = stats.text != nullptr && stats.text->format() == inspect::TextFormat::DateTime;
  return is_time && stats.text->finer_than_micros;
}

/// Says whether there are numbers that a column of doubles does not show.
bool has_odd_numbers(const inspect::PathStats& stats) {
  return stats.number != nullptr && stats.number->beyond_double != 0 && is_mostly_double(stats);
}

bool is_always_empty(const inspect::PathStats& stats, TypeMask mask) {
  return (mask == types::Array && stats.list->length.max == 0) ||
         (mask == types::Object && stats.members->size.max == 0);
}

/// Says whether something is known of what stands in objects.
bool has_members(const inspect::Members& members) {
  return !members.children.empty() || members.any != nullptr;
}

/// A list that sometimes comes as a lone scalar: both as a list.
bool is_list_or_scalar(const inspect::PathStats& stats) {
  const auto mask = static_cast<TypeMask>(stats.mask() & ~types::Null);
  if ((mask & types::Array) == 0 || mask == types::Array || (mask & types::Object) != 0) return false;
  return stats.list->element == nullptr ||
         (stats.list->element->mask() & (types::Array | types::Object)) == 0;
}

std::string list_or_scalar_type(const inspect::PathStats& stats) {
  const auto lone = static_cast<TypeMask>(stats.mask() & ~(types::Array | types::Null));
  const inspect::PathStats* const element = stats.list->element.get();
  const auto inside = static_cast<TypeMask>(element == nullptr ? lone : element->mask() & ~types::Null);
  const std::string type = scalar_type(stats, lone);
  const bool same = inside == 0 || (element == nullptr ? type : scalar_type(*element, inside)) == type;
  return "list<" + (same ? type : "string") + ">";
}

bool has_null_word(const inspect::PathStats& stats) {
  if (stats.values == nullptr) return false;
  const auto& entries = stats.values->distinct.entries();
  return std::any_of(entries.begin(), entries.end(), [](const inspect::Sample::Entry& entry) {
    return entry.text == "null" && entry.type == types::String;
  });
}

/// Collects the places that columns can read.
class Collector {
 public:
  explicit Collector(const std::string& event_id) : event_id_(event_id) {}

  void collect(const inspect::PathStats& stats, const std::vector<std::string>& tokens) {
    const auto mask = static_cast<TypeMask>(stats.mask() & ~types::Null);
    // Odd keys beside names are rescued: the draft describes nothing of them.
    const bool has_fields = mask == types::Object && has_members(*stats.members) &&
                            (stats.members->any == nullptr || stats.members->has_odd_keys());
    if (has_fields && tokens.size() < kTokensMax) {
      for (const inspect::Members::Child* child : stats.members->ordered()) {
        std::vector<std::string> below = tokens;
        below.push_back(child->name);
        collect(*child->stats, below);
      }
      return;
    }
    if (!tokens.empty()) propose(stats, tokens);
  }

  ColumnDrafts found;
  std::vector<std::vector<std::string>> tokens_of;  ///< One for each column.

 private:
  void propose(const inspect::PathStats& stats, const std::vector<std::string>& tokens) {
    ColumnDraft column = draft_column({tokens, &stats});
    if (column.from == event_id_) return;
    if (tokens_of.size() == kColumnsMax) {
      found.left_out.push_back(
          fmt::format("{} and what follows: more than {} columns", column.from, kColumnsMax));
    }
    if (tokens_of.size() >= kColumnsMax) return;
    found.columns.push_back(std::move(column));
    tokens_of.push_back(tokens);
  }

  const std::string& event_id_;
};

std::string name_of(const std::vector<std::string>& tokens, std::size_t count) {
  std::string name;
  for (std::size_t i = tokens.size() - count; i < tokens.size(); ++i) {
    const std::string part = snake_case(tokens[i]);
    if (!part.empty()) name += (name.empty() ? "" : "_") + part;
  }
  if (name.empty()) name = "column";
  static const std::set<std::string> kMade = {"event_id", "year", "month", "day", "hour"};
  return kMade.contains(name) ? name + "_value" : name.substr(0, kNameMax - 8);
}

/// Names each column by as few of the last parts of its path as tell it from the others.
void name_columns(const std::vector<std::vector<std::string>>& tokens, std::vector<ColumnDraft>& columns) {
  std::vector<std::size_t> counts(columns.size(), 1);
  for (bool changed = true; changed;) {
    changed = false;
    std::map<std::string, std::vector<std::size_t>> same;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      columns[i].name = name_of(tokens[i], counts[i]);
      same[columns[i].name].push_back(i);
    }
    for (const auto& [name, places] : same) {
      if (places.size() < 2) continue;
      for (const std::size_t i : places) {
        if (counts[i] < tokens[i].size()) ++counts[i], changed = true;
      }
    }
  }
  std::set<std::string> taken;
  for (ColumnDraft& column : columns) {
    const std::string name = column.name;
    for (int i = 2; !taken.insert(column.name).second; ++i) column.name = fmt::format("{}_{}", name, i);
  }
}

}  // namespace

std::string snake_case(ByteView name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_plain(c) && !is_upper(c)) {
      if (!out.empty() && out.back() != '_') out += '_';
      continue;
    }
    const bool begins = is_upper(c) && i > 0 &&
                        (is_plain(name[i - 1]) || (i + 1 < name.size() && is_upper(name[i - 1]) &&
                                                   name[i + 1] >= 'a' && name[i + 1] <= 'z'));
    if (begins && !out.empty() && out.back() != '_') out += '_';
    out += lower_case(c);
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

ColumnDraft draft_column(const ColumnSource& source) {
  const inspect::PathStats& stats = *source.stats;
  const auto mask = static_cast<TypeMask>(stats.mask() & types::NotNull);
  ColumnDraft column;
  column.name = name_of(source.from, 1);
  column.from = pointer_text(source.from);
  column.wrap_scalar = is_list_or_scalar(stats);
  column.type = column.wrap_scalar ? list_or_scalar_type(stats) : type_of(stats, 0);
  if (column.wrap_scalar && has_null_word(stats)) column.null_values = {"null"};
  if (mask == 0) {
    column.comment = "only null was seen";
  } else if (is_always_empty(stats, mask)) {
    column.comment = "always empty";
  } else if (std::popcount(static_cast<TypeMask>(mask & ~types::Array)) > 1 && mask != types::Number) {
    column.comment = "of several types: each as its text";
  } else if (column.type == "string" && (mask & ~types::Number) == 0) {
    column.comment = "numbers that no int64 or double holds: each as its text";
  } else if (column.type.find("timestamp") != std::string::npos && any_inside(stats, is_cut)) {
    column.comment = "times finer than a microsecond: cut, the original is rescued";
  } else if (column.type.find("double") != std::string::npos && any_inside(stats, has_odd_numbers)) {
    column.comment = "a few numbers that no double holds: null, the original is rescued";
  }
  return column;
}

std::string free_name(const std::string& proposed, const std::string& from, std::set<std::string>& taken) {
  std::string name = proposed, longest;
  const auto tokens = split_json_pointer(from);
  for (const std::string& token : *tokens) {
    longest += (longest.empty() ? "" : "_") + snake_case(token);
  }
  if (taken.contains(lower_case(name)) && longest.size() <= 100 && longest.find("__") == std::string::npos &&
      longest[0] != '_') {
    name = longest;
  }
  const std::string first = name;
  for (int i = 2; !taken.insert(lower_case(name)).second; ++i) name = fmt::format("{}_{}", first, i);
  return name;
}

ColumnDrafts draft_columns(const std::vector<ColumnSource>& sources, const std::string& event_id) {
  Collector collector(event_id);
  for (const ColumnSource& source : sources) collector.collect(*source.stats, source.from);
  name_columns(collector.tokens_of, collector.found.columns);
  return std::move(collector.found);
}

}  // namespace headgate::author
