// SPDX-License-Identifier: Apache-2.0
#include "answers/author/draft/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>

#include "answers/author/yaml/yaml.h"
#include "schema/ascii.h"

namespace headgate::author {

namespace {

/// So much has to be seen before something is asked for.
constexpr std::uint64_t kRequiredMin = 3, kFormatMin = 10, kFormatDifferentMin = 3, kEnumCountMin = 20,
                        kEnumEachMin = 2, kKindMin = 5;
constexpr std::size_t kEnumValuesMax = 12, kEnumTextMax = 40;
constexpr std::uint64_t kEnumRepeats = 5;  // A value of an enum comes so often, on average.
/// What is deeper, or more than so many paths, is only said to be there.
constexpr std::size_t kDraftDepthMax = 48, kDescribedMax = 5000;
constexpr std::size_t kTopShown = 4;

bool is_word(ByteView text) {
  return !text.empty() && text.size() <= kEnumTextMax && is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter(c) || is_digit(c) || ByteView(" _.:/+-").find(c) != ByteView::npos;
         });
}

/// Says whether a text may belong to a vocabulary. One with a digit is a name of one thing among many, and
/// addresses, hosts and paths are, too: tomorrow there is another one.
bool is_of_vocabulary(ByteView text) {
  return is_word(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return is_digit(c) || ByteView(".:/").find(c) != ByteView::npos;
         });
}

/// Says whether the texts are the words of a small vocabulary, all of which were seen: each of them often,
/// and none of them late.
bool is_vocabulary(const inspect::Values& values) {
  const auto& entries = values.distinct.entries();
  return values.exact() && values.count >= kEnumCountMin && entries.size() >= 2 &&
         entries.size() <= kEnumValuesMax && values.count >= kEnumRepeats * entries.size() &&
         !values.still_grew() &&
         std::all_of(entries.begin(), entries.end(), [](const inspect::Sample::Entry& entry) {
           return entry.type == types::String && entry.count >= kEnumEachMin && is_of_vocabulary(entry.text);
         });
}

/// Says whether texts of a format show that all are to be of it: they differ, and it has no forms that come
/// seldom, as addresses have them.
bool shows_format(const inspect::Values& values, inspect::TextFormat format) {
  using inspect::TextFormat;
  const bool has_seldom_forms =
      format == TextFormat::Uri || format == TextFormat::Ipv4 || format == TextFormat::Ipv6;
  return !has_seldom_forms && format != TextFormat::None && values.count >= kFormatMin &&
         (!values.exact() || values.distinct.entries().size() >= kFormatDifferentMin);
}

/// Says whether a name is a label that somebody made up, as `app.kubernetes.io/name` is.
bool is_label(const std::string& name) { return name.find_first_of("/.") != std::string::npos; }

/// Says whether many members of an object, or of one right inside it, are labels: words near those belong to
/// what is there today.
bool has_labels(const inspect::Members& members, bool inside = true) {
  constexpr std::size_t kMany = 3;  // One in so many.
  std::size_t labels = 0;
  for (const inspect::Members::Child& child : members.children) {
    labels += is_label(child.name) ? 1 : 0;
    const inspect::Members* const in_child = child.stats->members.get();
    if (inside && in_child != nullptr && has_labels(*in_child, false)) return true;
  }
  return labels != 0 && labels * kMany >= members.children.size();
}

/// Says whether objects are a name and its value, as in a list of parameters: names come anew, and each has
/// a value of its own kind.
bool is_pair(const inspect::Members& members) {
  return members.find("value") >= 0 && (members.find("key") >= 0 || members.find("name") >= 0);
}

std::vector<std::string> sorted_texts(const inspect::Values& values) {
  std::vector<std::string> texts;
  for (const inspect::Sample::Entry& entry : values.distinct.top()) texts.push_back(entry.text);
  return texts;
}

std::string value_text(const inspect::Sample::Entry& entry) {
  if (entry.type != types::String) return entry.text;
  return yaml::quoted(entry.cut ? entry.text + "…" : entry.text);
}

/// Names what numbers that count time since 1970 count, going by their size.
ByteView time_unit(const inspect::NumberSpan& span) {
  const auto between = [&](std::size_t digits) {
    return span.min.size() == digits && span.max.size() == digits && span.min[0] >= '1' &&
           span.max[0] <= '4' && span.min.find_first_not_of("0123456789") == std::string::npos &&
           span.max.find_first_not_of("0123456789") == std::string::npos;
  };
  return between(10) ? "seconds" : between(13) ? "milliseconds" : between(16) ? "microseconds" : "";
}

std::string types_text(const inspect::PathStats& stats) {
  std::string text;
  for (std::size_t i = 0; i < stats.types.size(); ++i) {
    if (stats.types[i].count == 0) continue;
    const TypeMask type = inspect::type_at(i);
    text += fmt::format("{}{} in {}", text.empty() ? "" : ", ",
                        type == types::Fraction ? "fraction" : type_names(type), stats.types[i].count);
  }
  return text;
}

std::string content_text(const inspect::PathStats& stats) {
  if (stats.values == nullptr) return "";
  const inspect::Values& values = *stats.values;
  if (values.exact() && values.distinct_count() == 1 && values.count > 1) {
    return "always " + value_text(values.distinct.entries().front());
  }
  if (stats.number != nullptr && stats.number->min != stats.number->max) {
    std::string text = fmt::format("{} to {}", stats.number->min, stats.number->max);
    if (const ByteView unit = time_unit(*stats.number);
        !unit.empty() && stats.of(types::Fraction).count == 0) {
      text += fmt::format(", {} since 1970?", unit);
    }
    return text;
  }
  // Ids and free text say little here.
  const auto& entries = values.distinct.entries();
  const bool words = std::all_of(entries.begin(), entries.end(), [](const inspect::Sample::Entry& entry) {
    return is_word(entry.text) || entry.type != types::String;
  });
  if (!values.exact() || entries.size() > kEnumValuesMax || !words) return "";
  if (stats.text != nullptr && stats.text->format() != inspect::TextFormat::None) return "";
  std::string text;
  const auto top = values.distinct.top();
  for (std::size_t i = 0;
       i < std::min(top.size(), kTopShown) && (top[i].count > 1 || top.size() <= kTopShown); ++i) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", value_text(top[i]), top[i].count);
  }
  return text;
}

/// Says what a decision rests on: how often the value is there, and as what.
std::string comment_of(const inspect::PathRow& row) {
  const inspect::PathStats& stats = *row.stats;
  std::string text;
  const auto add = [&](const std::string& part) {
    if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
  };
  if (row.depth == 0) {
    add(fmt::format("{} events", row.parents));
  } else if (row.name == "*") {
    add(fmt::format("{} values", stats.count()));
  } else if (row.optional()) {
    add(fmt::format("{} of {}: optional", stats.count(), row.parents));
  } else if (!is_required(stats.count(), row.parents)) {
    add(fmt::format("{} of {}: too few to require", stats.count(), row.parents));
  } else {
    add(fmt::format("{} of {}", stats.count(), row.parents));
  }
  if (stats.mask() == types::Null) return text + ", only null was seen: anything goes";
  if (stats.members != nullptr && stats.members->any != nullptr && !stats.members->has_odd_keys()) {
    const inspect::Sample& keys = stats.members->keys;
    add(fmt::format("{}{} keys", keys.complete() ? "" : "about ", keys.estimate()));
  }
  if (std::popcount(stats.mask()) > 1) add(types_text(stats));
  add(content_text(stats));
  return text;
}

struct Told {
  const inspect::Kinds* kinds;
  std::vector<std::map<std::string, std::uint64_t>> present;  ///< By kind.
};

/// Says whether some member is always there for one kind and never for another.
bool tells(const Told& told) {
  std::set<std::string> paths;
  for (const auto& present : told.present) {
    for (const auto& [path, count] : present) paths.insert(path);
  }
  return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
    bool always = false, never = false;
    for (std::size_t i = 0; i < told.present.size(); ++i) {
      const std::uint64_t all = told.kinds->kinds[i].count;
      if (all < kKindMin) continue;
      const auto at = told.present[i].find(path);
      always = always || (at != told.present[i].end() && at->second == all);
      never = never || at == told.present[i].end();
    }
    return always && never;
  });
}

/// Gives what has to be there for one kind, beyond what the schema requires of all.
SchemaDraft::Branch branch_of(const inspect::Members& members, std::uint64_t objects,
                              const inspect::Kinds::Kind& kind, const SchemaDraft& schema) {
  SchemaDraft::Branch branch;
  branch.value = kind.value;
  branch.comment = fmt::format("{} of {}", kind.count, objects);
  const auto has = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (kind.count < kKindMin) return branch;
  for (std::size_t i = 0; i < kind.members.size(); ++i) {
    const inspect::Members::Child& child = members.children[i];
    const inspect::Kinds::Member& member = kind.members[i];
    if (member.present == kind.count && !has(schema.required, child.name))
      branch.required.push_back(child.name);
    const inspect::Members* const inside = child.stats->members.get();
    const SchemaDraft* const described = schema.property(child.name);
    if (inside == nullptr || inside->map || described == nullptr || member.present < kKindMin) continue;
    std::vector<std::string> names;
    for (std::size_t j = 0; j < std::min(member.inside.size(), inside->children.size()); ++j) {
      const std::string& name = inside->children[j].name;
      if (member.inside[j] == member.present && !has(described->required, name)) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    if (!names.empty()) branch.inside.emplace_back(child.name, names);
  }
  std::sort(branch.required.begin(), branch.required.end());
  std::sort(branch.inside.begin(), branch.inside.end());
  return branch;
}

/// Decides about one group.
class Drafter {
 public:
  /// `identifying` are the pointers whose values make an event one of this group.
  Drafter(const std::set<std::string>& identifying, const inspect::Address& address)
      : identifying_(identifying), address_(address) {}

  SchemaDraft draft(const inspect::PathRow& row) {
    SchemaDraft schema;
    const inspect::PathStats& stats = *row.stats;
    schema.comment = comment_of(row);
    schema.notes = notes_of(row);
    // Where nothing but null was seen, nobody knows what else will come.
    if (stats.mask() == types::Null) return schema;
    schema.types = stats.mask();
    draft_values(row, schema);
    if (row.depth >= kDraftDepthMax || ++described_ > kDescribedMax) return schema;
    if (stats.list != nullptr && stats.list->element != nullptr) {
      const inspect::PathStats& element = *stats.list->element;
      schema.items = std::make_unique<SchemaDraft>(below(row, "*", element, element.count(), {}));
    }
    if (stats.members != nullptr) draft_members(row, schema);
    return schema;
  }

 private:
  SchemaDraft below(const inspect::PathRow& row, const std::string& name, const inspect::PathStats& stats,
                    std::uint64_t parents, const inspect::Place& missing) {
    inspect::PathRow inside{row.path, name, row.depth + 1, &stats, parents, missing};
    append_token(inside.path, name);
    return draft(inside);
  }

  void draft_values(const inspect::PathRow& row, SchemaDraft& schema) const {
    const inspect::PathStats& stats = *row.stats;
    const bool texts = (stats.mask() & ~(types::String | types::Null)) == 0 && stats.values != nullptr;
    if (!texts) return;
    const inspect::Values& values = *stats.values;
    if (identifying_.contains(row.path) && values.exact()) {
      schema.values = sorted_texts(values);
      schema.is_const = schema.values.size() == 1 && stats.of(types::Null).count == 0;
    } else if (in_words_of_today_ == 0 && is_vocabulary(values)) {
      schema.values = sorted_texts(values);
    } else if (shows_format(values, stats.text->format())) {
      schema.format = stats.text->format();
    } else if (values.count >= kFormatMin && stats.text->format() != inspect::TextFormat::None) {
      schema.comment += fmt::format(", each of the form {}", name(stats.text->format()));
    }
  }

  void draft_members(const inspect::PathRow& row, SchemaDraft& schema) {
    const inspect::Members& members = *row.stats->members;
    const std::uint64_t objects = row.stats->of(types::Object).count;
    const bool labels = has_labels(members), pair = is_pair(members);
    in_words_of_today_ += labels ? 1 : 0;
    for (const inspect::Members::Child* child : members.ordered()) {
      const bool is_name = pair && (child->name == "key" || child->name == "name");
      const bool is_value = pair && child->name == "value";
      if (in_value_of_pair_ == 0 && is_required(child->stats->count(), objects))
        schema.required.push_back(child->name);
      in_words_of_today_ += is_name ? 1 : 0;
      in_value_of_pair_ += is_value ? 1 : 0;
      schema.properties.emplace_back(child->name,
                                     below(row, child->name, *child->stats, objects, child->missing));
      in_words_of_today_ -= is_name ? 1 : 0;
      in_value_of_pair_ -= is_value ? 1 : 0;
    }
    in_words_of_today_ -= labels ? 1 : 0;
    if (members.any != nullptr && !members.has_odd_keys()) {
      schema.additional =
          std::make_unique<SchemaDraft>(below(row, "*", *members.any, members.any->count(), {}));
    }
    draft_branches(members, objects, schema);
  }

  /// An object is one of several kinds where a required member with few values tells what else is there. The
  /// first such member of the text decides.
  void draft_branches(const inspect::Members& members, std::uint64_t objects, SchemaDraft& schema) const {
    std::vector<const inspect::Kinds*> candidates;
    for (const inspect::Kinds& kinds : members.kinds) {
      if (!kinds.many && kinds.kinds.size() > 1) candidates.push_back(&kinds);
    }
    const auto first = [&](const inspect::Kinds* kinds) {
      return members.children[kinds->child].stats->first();
    };
    std::sort(candidates.begin(), candidates.end(),
              [&](const inspect::Kinds* a, const inspect::Kinds* b) { return first(a) < first(b); });
    for (const inspect::Kinds* const kinds : candidates) {
      const std::string& name = members.children[kinds->child].name;
      std::uint64_t told_objects = 0;
      Told told{kinds, {}};
      for (const inspect::Kinds::Kind& kind : kinds->kinds) {
        told_objects += kind.count;
        told.present.push_back(present_in(members, kind));
      }
      const SchemaDraft* const member = schema.property(name);
      const bool vocabulary = member != nullptr && !member->values.empty();
      if (!vocabulary || told_objects != objects || !tells(told)) continue;
      schema.kind = name;
      for (const inspect::Kinds::Kind& kind : kinds->kinds)
        schema.branches.push_back(branch_of(members, objects, kind, schema));
      return;
    }
  }

  /// Points at what few values have and most have not.
  std::vector<std::string> notes_of(const inspect::PathRow& row) const {
    constexpr std::uint64_t kRare = 20;  // Fewer than one of so many is odd.
    const std::uint64_t count = row.stats->count(), missing = row.parents - count;
    std::vector<std::string> notes;
    for (const inspect::Oddity& odd : oddities_of(*row.stats)) {
      notes.push_back(fmt::format("odd: {} in {} of {}, first in {}", type_names(odd.type), odd.count, count,
                                  address_(odd.first)));
    }
    if (missing != 0 && missing * kRare < row.parents && row.missing.known()) {
      notes.push_back(
          fmt::format("odd: missing in {} of {}, first in {}", missing, row.parents, address_(row.missing)));
    }
    if (row.stats->members != nullptr && row.stats->members->has_odd_keys()) {
      notes.push_back(fmt::format("odd: {}, rescued, first in {}", odd_keys_text(*row.stats->members),
                                  address_(row.stats->members->any->first())));
    }
    return notes;
  }

  const std::set<std::string>& identifying_;
  const inspect::Address& address_;
  std::size_t described_ = 0;
  int in_words_of_today_ = 0;  ///< Open objects whose words are no vocabulary.
  int in_value_of_pair_ = 0;   ///< Open values of a list of parameters.
};

std::set<std::string> identifying_pointers(const Identification& rules) {
  std::set<std::string> pointers;
  // Where any text is a record type, what stands there makes no event one of the group.
  const bool is_any = std::ranges::find(rules.record_types, "*", [](const auto& each) {
                        return each.first;
                      }) != rules.record_types.end();
  if (!rules.record_type_constant && !is_any && !rules.record_type.pointer.empty())
    pointers.insert(pointer_text(rules.record_type.pointer));
  for (const Identification::Service& service : rules.services) {
    const PointerTokens& pointer = service.place.pointer;
    if (service.after.empty() && !pointer.empty()) pointers.insert(pointer_text(pointer));
  }
  return pointers;
}

}  // namespace

bool is_required(std::uint64_t count, std::uint64_t parents) {
  return count == parents && parents >= kRequiredMin;
}

const SchemaDraft* SchemaDraft::property(const std::string& name) const {
  const auto at = std::find_if(properties.begin(), properties.end(),
                               [&](const auto& each) { return each.first == name; });
  return at == properties.end() ? nullptr : &at->second;
}

SchemaDraft draft_schema(const inspect::Profile::Group& group, const Identification& rules,
                         const inspect::Address& address) {
  const std::set<std::string> pointers = identifying_pointers(rules);
  return Drafter(pointers, address).draft({"", "", 0, &group.root, group.root.count(), {}});
}

}  // namespace headgate::author
