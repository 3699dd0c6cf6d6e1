// SPDX-License-Identifier: Apache-2.0
#include "answers/author/outline.h"

#include <algorithm>
#include <set>

#include "schema/canonical.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

constexpr std::size_t kLinesMax = 5000;
constexpr std::size_t kValueBytes = 200;

/// Says a span in words: `1 to 20`, `at least 1`, `at most 20`.
std::string span(const DocumentNode* least, const DocumentNode* most) {
  if (least == nullptr) return "at most " + most->text;
  if (most == nullptr) return "at least " + least->text;
  return least->text == most->text ? least->text : fmt::format("{} to {}", least->text, most->text);
}

class Phrase {
 public:
  explicit Phrase(const DocumentNode& schema) : schema_(schema) {}

  void counted(const std::string& least, const std::string& most, const std::string& noun) {
    const DocumentNode* const low = value_of(schema_, least);
    const DocumentNode* const high = value_of(schema_, most);
    if (low != nullptr || high != nullptr) add(span(low, high) + noun);
  }
  /// Says the bounds of one measure: least and most as a span, the others by themselves.
  void bounds(Measure measure) {
    std::string least, most;
    Phrase others(schema_);
    for (const BoundRule& rule : bound_rules()) {
      if (rule.measure != measure) continue;
      const bool is_least = rule.side == Side::AtLeast;
      if (rule.side == Side::Multiple) {
        others.worded(rule.keyword, "a multiple of ");
      } else if (rule.exclusive) {
        others.worded(rule.keyword, is_least ? "more than " : "less than ");
      } else {
        (is_least ? least : most) = rule.keyword;
      }
    }
    counted(least, most, measure == Measure::Value ? "" : fmt::format(" {}s", noun_of(measure)));
    if (!others.text.empty()) add(others.text);
  }
  void worded(const std::string& keyword, const std::string& words) {
    const DocumentNode* const value = value_of(schema_, keyword);
    if (value == nullptr) return;
    const bool is_list = value->is(Kind::List) || value->is(Kind::Map);
    add(words + (is_list ? flow_text(*value, kValueBytes) : value->text.empty() ? "\"\"" : value->text));
  }
  void add(const std::string& words) { text += (text.empty() ? "" : ", ") + words; }

  std::string text;

 private:
  const DocumentNode& schema_;
};

/// Says what one schema asks of the value itself.
std::string rules_of(const DocumentNode& schema) {
  if (schema.is(Kind::Boolean)) return schema.text == "true" ? "anything" : "nothing may stand here";
  Phrase phrase(schema);
  if (const DocumentNode* type = value_of(schema, "type")) phrase.add(type_names(named_types(*type)));
  phrase.worded("const", "");
  phrase.worded("enum", "one of ");
  phrase.bounds(Measure::Value);
  phrase.bounds(Measure::Characters);
  phrase.worded("pattern", "matches ");
  phrase.worded("format", "format ");
  phrase.bounds(Measure::Elements);
  const DocumentNode* const unique = value_of(schema, "uniqueItems");
  if (unique != nullptr && unique->text == "true") phrase.add("no element twice");
  phrase.counted("minContains", "maxContains", " of the elements below");
  phrase.bounds(Measure::Members);
  phrase.worded("dependentRequired", "dependent: ");
  const auto rests = schemas_under(schema, {"additionalProperties", "unevaluatedProperties"});
  if (std::any_of(rests.begin(), rests.end(), [](const DocumentNode* rest) { return rest->text == "false"; }))
    phrase.add("no other members");
  return phrase.text;
}

class Outliner {
 public:
  explicit Outliner(const SchemaView& view) : view_(view) {}

  void value(const DocumentNode& schema, const std::string& name, bool is_required, std::size_t depth) {
    if (lines.size() >= kLinesMax) return;
    const std::vector<const DocumentNode*> together = conjunction(schema);
    std::string rules;
    for (const DocumentNode* node : together) {
      const std::string more = rules_of(*node);
      if (!more.empty()) rules += (rules.empty() ? "" : ", ") + more;
    }
    if (is_required) rules += rules.empty() ? "required" : ", required";
    const bool goes_round = !inside_.insert(&schema).second;
    if (goes_round) rules += rules.empty() ? "as above" : ", as above";
    const std::size_t place = lines.size();
    lines.push_back({depth, name, rules, schema.line});
    if (goes_round) return;
    below(together, depth + 1);
    inside_.erase(&schema);
    const bool says_nothing = lines.size() == place + 1 && rules.empty();
    if (says_nothing) lines[place].rules = "anything";
  }

  std::vector<OutlineLine> lines;

 private:
  /// Gives the schemas that all have to hold with this one: itself, what it refers to, allOf.
  [[nodiscard]] std::vector<const DocumentNode*> conjunction(const DocumentNode& schema) const {
    std::vector<const DocumentNode*> all = {&schema};
    const auto take = [&](const DocumentNode* node) {
      if (std::find(all.begin(), all.end(), node) == all.end()) all.push_back(node);
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (const DocumentNode* target : view_.targets(*all[i])) take(target);
      for (const DocumentNode* part : schemas_under(*all[i], {"allOf"})) take(part);
    }
    return all;
  }

  void below(const std::vector<const DocumentNode*>& together, std::size_t depth) {
    std::set<std::string> required, told;
    for (const DocumentNode* node : together) {
      const DocumentNode* const names = value_of(*node, "required");
      if (names == nullptr) continue;
      for (const Document& name : names->items) required.insert(name->text);
    }
    for (const DocumentNode* node : together) {
      const DocumentNode* const properties = value_of(*node, "properties");
      if (properties == nullptr) continue;
      for (const DocumentNode::Member& member : properties->members) {
        told.insert(member.key);
        value(*member.value, member.key, required.contains(member.key), depth);
      }
    }
    for (const std::string& name : required) {
      if (!told.contains(name)) lines.push_back({depth, name, "required", together.front()->line});
    }
    for (const DocumentNode* node : together) others(*node, depth);
  }

  void others(const DocumentNode& node, std::size_t depth) {
    named(node, "patternProperties", "members that match ", depth);
    named(node, "dependentSchemas", "where there is ", depth);
    for (const auto& [keyword, words] : {std::pair{"additionalProperties", "other members"},
                                         {"unevaluatedProperties", "other members"},
                                         {"propertyNames", "names of members"},
                                         {"items", "each element"},
                                         {"unevaluatedItems", "other elements"},
                                         {"contains", "some element"},
                                         {"not", "not"},
                                         {"if", "if"},
                                         {"then", "then"},
                                         {"else", "else"}}) {
      const DocumentNode* const child = value_of(node, keyword);
      if (child != nullptr && !(child->is(Kind::Boolean) && std::string(words).starts_with("other"))) {
        value(*child, words, false, depth);
      }
    }
    int element = 0;
    for (const DocumentNode* prefix : schemas_under(node, {"prefixItems"})) {
      value(*prefix, fmt::format("element {}", element++), false, depth);
    }
    for (const auto& [keyword, words] :
         {std::pair{"anyOf", "at least one of"}, {"oneOf", "exactly one of"}}) {
      const DocumentNode* const branches = value_of(node, keyword);
      if (branches == nullptr) continue;
      lines.push_back({depth, words, "", branches->line});
      int number = 0;
      for (const Document& branch : branches->items) {
        const DocumentNode* const title = value_of(*branch, "title");
        value(*branch, fmt::format("{}.{}", ++number, title == nullptr ? "" : " " + title->text), false,
              depth + 1);
      }
    }
  }

  void named(const DocumentNode& node, const char* keyword, const std::string& words, std::size_t depth) {
    const DocumentNode* const map = value_of(node, keyword);
    if (map == nullptr) return;
    for (const DocumentNode::Member& member : map->members)
      value(*member.value, words + member.key, false, depth);
  }

  const SchemaView& view_;
  std::set<const DocumentNode*> inside_;
};

}  // namespace

std::vector<OutlineLine> outline(const SchemaView& view) {
  Outliner outliner(view);
  outliner.value(view.root(), "event", false, 0);
  return std::move(outliner.lines);
}

}  // namespace headgate::author
