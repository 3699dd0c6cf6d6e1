// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "answers/author/merge/merge_contract.h"
#include "answers/author/yaml/yaml.h"

namespace headgate::author {

namespace {

/// Refuses to widen; the reason goes behind what the data shows.
template <class... Args>
tl::unexpected<Error> leave(fmt::format_string<Args...> format, Args&&... args) {
  return fail(ErrorCode::Configuration, "{}", fmt::format(format, std::forward<Args>(args)...));
}

/// A rule that events break, found in the text.
struct Rule {
  const Contradiction& broken;
  YamlPath path;
  const inspect::PathStats* stats;  ///< What the data has at its place; nullptr where that is not known.
};

/// Says how what breaks a bound is to be called in a comment: `above 5`, `under 2 elements`.
std::string beyond(const BoundRule& rule, const std::string& bound) {
  const bool is_least = rule.side == Side::AtLeast;
  if (rule.measure != Measure::Value)
    return fmt::format("{} {} {}s", is_least ? "under" : "over", bound, noun_of(rule.measure));
  if (rule.exclusive) return (is_least ? "not above " : "not below ") + bound;
  return (is_least ? "below " : "above ") + bound;
}

/// Names the keyword by which a bound takes in a value that was seen: that value itself has to hold.
std::string widened_keyword(const BoundRule& rule) {
  for (const BoundRule& other : bound_rules()) {
    if (other.measure == rule.measure && other.side == rule.side && !other.exclusive) return other.keyword;
  }
  return rule.keyword;
}

/// Follows the data one step down; nullptr where the profile does not keep that apart.
const inspect::PathStats* step_down(const inspect::PathStats* stats, const std::string& keyword,
                                    const std::string& name) {
  if (stats == nullptr) return nullptr;
  if (keyword == "items") return stats->list == nullptr ? nullptr : stats->list->element.get();
  if (keyword == "allOf") return stats;
  if (stats->members == nullptr) return nullptr;
  if (keyword == "additionalProperties") {
    return stats->members->children.empty() ? stats->members->any.get() : nullptr;
  }
  const std::int32_t child = keyword == "properties" ? stats->members->find(name) : -1;
  return child < 0 ? nullptr : stats->members->children[static_cast<std::size_t>(child)].stats.get();
}

/// Writes `"x" in 3, "y" in 1`.
template <class Key>
std::string counts_text(const std::map<Key, std::uint64_t>& counts, const char* link,
                        const std::function<std::string(const Key&)>& word) {
  constexpr std::size_t kShown = 6;
  std::string text;
  std::size_t shown = 0;
  for (const auto& [key, count] : counts) {
    if (shown++ == kShown) return text + fmt::format(" and {} more", counts.size() - kShown);
    text += fmt::format("{}{}{}{}", text.empty() ? "" : ", ", word(key), link, count);
  }
  return text;
}

std::string of_text(std::uint64_t all) { return all == 0 ? "" : fmt::format(" of {}", all); }

std::uint64_t values_of(const inspect::PathStats* stats) { return stats == nullptr ? 0 : stats->count(); }

std::string count_text(const Contradiction& broken) {
  return fmt::format("{}{}", broken.more ? "at least " : "", broken.count);
}

/// Finds a rule by the place that its violations name. Only what stands in the schema of the value itself is
/// mended: a schema behind a reference speaks of other values, too, and a branch is one of several ways out.
Result<Rule> find_rule(const YamlEditor& editor, const inspect::PathStats& root,
                       const Contradiction& contradiction) {
  const std::string& pointer = contradiction.violation.rule;
  const auto tokens = split_json_pointer(pointer);
  if (pointer.empty() || !tokens) return leave("no rule of this file asks for it");
  Rule rule{contradiction, {"expect"}, &root};
  for (std::size_t i = 0; i < tokens->size(); ++i) {
    const std::string& keyword = (*tokens)[i];
    rule.path.push_back(keyword);
    if (i + 1 == tokens->size()) break;
    if (keyword == "items" || keyword == "additionalProperties") {
      rule.stats = step_down(rule.stats, keyword, "");
    } else if (keyword == "properties" || keyword == "allOf" || keyword == "prefixItems") {
      rule.path.push_back((*tokens)[++i]);
      rule.stats = step_down(rule.stats, keyword, (*tokens)[i]);
    } else {
      return leave("it stands {} {}", keyword == "$defs" ? "behind a reference, in" : "in", keyword);
    }
  }
  if (editor.source().at(rule.path) == nullptr) return leave("its keyword was not found there");
  return rule;
}

Status widen_type(YamlEditor& editor, const Rule& rule) {
  const auto& seen = rule.broken.types;
  std::string counts = counts_text<TypeMask>(seen, " in ", [](const TypeMask& type) {
    return type == types::Fraction ? std::string("fraction") : type_names(type);
  });
  const std::string comment = "widened: " + counts + of_text(values_of(rule.stats));
  const DocumentNode& node = *editor.source().at(rule.path);
  std::vector<std::string> texts;
  const bool is_list = node.is(DocumentNode::Kind::List);
  if (is_list) {
    for (const Document& item : node.items)
      texts.push_back(item->is(DocumentNode::Kind::Null) ? "null" : item->text);
  } else {
    texts.push_back(node.is(DocumentNode::Kind::Null) ? "null" : node.text);
  }
  std::vector<std::string> missing;
  for (const auto& [type, count] : seen) {
    if (type == types::Fraction || (type == types::Integer && seen.contains(types::Fraction))) continue;
    missing.push_back(yaml::scalar(type_names(type)));
  }
  // A number is an integer, too.
  const auto integer = std::find(texts.begin(), texts.end(), "integer");
  if (seen.contains(types::Fraction)) {
    if (integer == texts.end()) {
      missing.emplace_back("number");
    } else if (is_list) {
      YamlPath path = rule.path;
      path.push_back(std::to_string(integer - texts.begin()));
      TRY_OK(editor.replace(path, "number", missing.empty() ? comment : ""));
      if (missing.empty()) return {};
    } else {
      *integer = "number";
    }
  }
  if (is_list) return editor.append(rule.path, missing, comment);
  std::string written = yaml::scalar(texts.front());
  for (const std::string& type : missing) written += ", " + type;
  return editor.replace(rule.path, missing.empty() ? written : "[" + written + "]", comment);
}

Status widen_values(YamlEditor& editor, const Rule& rule) {
  const auto& seen = rule.broken.values;
  constexpr std::size_t kWrittenMax = 200;
  if (rule.broken.violation.masked) return leave("the contract masks the values there");
  if (seen.size() > Contradiction::kValuesMax) {
    return leave("more than {} other values are no list of words", Contradiction::kValuesMax);
  }
  std::vector<std::string> missing;
  for (const auto& [written, count] : seen) {
    if (written.empty()) return leave("a list or an object is written there by hand");
    if (written.size() > kWrittenMax)
      return leave("a text of {} bytes is written there by hand", written.size());
    missing.push_back(written);
  }
  const std::string comment =
      "widened: " + counts_text<std::string>(seen, " in ", [](const std::string& text) { return text; }) +
      of_text(values_of(rule.stats));
  const DocumentNode& node = *editor.source().at(rule.path);
  if (rule.broken.violation.code == Code::Enum) return editor.append(rule.path, missing, comment);
  const auto end = editor.source().end(node);
  if (!end) return leave("its value stands over several lines");
  const std::size_t begin = editor.source().start(node);
  std::string list = "[" + editor.source().text().substr(begin, *end - begin);
  for (const std::string& each : missing) list += ", " + each;
  return editor.replace_member(rule.path, "enum", list + "]", comment);
}

Status widen_required(YamlEditor& editor, const Rule& rule) {
  std::vector<std::string> gone;
  for (const auto& [name, count] : rule.broken.names) gone.push_back(name);
  const std::uint64_t objects = rule.stats == nullptr ? 0 : rule.stats->of(types::Object).count;
  const std::string comment = "widened: " +
                              counts_text<std::string>(rule.broken.names, " missing in ",
                                                       [](const std::string& name) { return name; }) +
                              of_text(objects);
  return editor.remove_items(rule.path, gone, comment);
}

Status widen_bound(YamlEditor& editor, const Rule& rule, const BoundRule& bound) {
  if (rule.broken.violation.masked) return leave("the contract masks the values there");
  const std::string& seen = bound.side == Side::AtLeast ? rule.broken.least : rule.broken.most;
  const std::string old = editor.source().at(rule.path)->text;
  const std::string comment = fmt::format("widened: {} in {}{}", beyond(bound, old), count_text(rule.broken),
                                          of_text(values_of(rule.stats)));
  const std::string keyword = widened_keyword(bound);
  if (rule.path.back() == keyword) return editor.replace(rule.path, seen, comment);
  return editor.replace_member(rule.path, keyword, seen, comment);
}

Status take_out(YamlEditor& editor, const Rule& rule) {
  const std::string what = rule.path.back() == "pattern"
                               ? "pattern"
                               : rule.path.back() + " " + editor.source().at(rule.path)->text;
  return editor.remove_member(rule.path,
                              fmt::format("widened: {} broken in {}{}", what, count_text(rule.broken),
                                          of_text(values_of(rule.stats))));
}

}  // namespace

Status ContractMerge::widen_rule(const Contradiction& broken) {
  TRY(const Rule rule, find_rule(editor_, group_.root, broken));
  const Code code = broken.violation.code;
  switch (code) {
    case Code::Type: return widen_type(editor_, rule);
    case Code::Enum:
    case Code::Const: return widen_values(editor_, rule);
    case Code::Required: return widen_required(editor_, rule);
    case Code::Format:
    case Code::Pattern: return take_out(editor_, rule);
    case Code::UniqueItems:
      return editor_.replace(rule.path, "false",
                             fmt::format("widened: elements twice in {}{}", count_text(rule.broken),
                                         of_text(values_of(rule.stats))));
    default: break;
  }
  if (const BoundRule* const bound = bound_of(code))
    return bound->side == Side::Multiple ? take_out(editor_, rule) : widen_bound(editor_, rule, *bound);
  return leave("a merge does not rewrite {}", name(code));
}

}  // namespace headgate::author
