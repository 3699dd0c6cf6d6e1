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
std::string span(const Document* least, const Document* most) {
  if (least != nullptr && most != nullptr) {
    if ((*least)->text == (*most)->text) return (*least)->text;
    return fmt::format("{} to {}", (*least)->text, (*most)->text);
  }
  return least != nullptr ? "at least " + (*least)->text : "at most " + (*most)->text;
}

class Phrase {
 public:
  explicit Phrase(const DocumentNode& schema) : schema_(schema) {}

  void counted(const Document* least, const Document* most, const std::string& noun) {
    if (least != nullptr || most != nullptr) add(span(least, most) + noun);
  }
  /// Says the limits of one measure: least and most as a span, the others by themselves.
  void limits(Measure measure) {
    const Document *least = nullptr, *most = nullptr;
    Phrase others(schema_);
    for (const LimitRule& rule : limit_rules()) {
      if (rule.measure != measure) continue;
      const bool is_least = rule.side == Side::AtLeast;
      if (rule.side == Side::Multiple || rule.exclusive) {
        others.worded(rule.keyword, rule.side == Side::Multiple ? "a multiple of "
                                    : is_least                  ? "more than "
                                                                : "less than ");
      } else {
        (is_least ? least : most) = schema_.member(rule.keyword);
      }
    }
    counted(least, most, measure == Measure::Value ? "" : fmt::format(" {}s", noun_of(measure)));
    if (!others.text.empty()) add(others.text);
  }
  void worded(const std::string& keyword, const std::string& words) {
    const Document* value = schema_.member(keyword);
    if (value == nullptr) return;
    const bool is_list = (*value)->is(Kind::List) || (*value)->is(Kind::Map);
    add(words + (is_list                  ? flow_text(**value, kValueBytes)
                 : (*value)->text.empty() ? "\"\""
                                          : (*value)->text));
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
  if (const Document* type = schema.member("type")) phrase.add(type_names(named_types(**type)));
  phrase.worded("const", "");
  phrase.worded("enum", "one of ");
  phrase.limits(Measure::Value);
  phrase.limits(Measure::Characters);
  phrase.worded("pattern", "matches ");
  phrase.worded("format", "format ");
  phrase.limits(Measure::Elements);
  const Document* unique = schema.member("uniqueItems");
  if (unique != nullptr && (*unique)->text == "true") phrase.add("no element twice");
  phrase.counted(schema.member("minContains"), schema.member("maxContains"), " of the elements below");
  phrase.limits(Measure::Members);
  phrase.worded("dependentRequired", "dependent: ");
  const Document* others = schema.member("additionalProperties");
  const Document* rest = schema.member("unevaluatedProperties");
  const auto is_false = [](const Document* value) { return value != nullptr && (*value)->text == "false"; };
  if (is_false(others) || is_false(rest)) phrase.add("no other members");
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
      if (node != nullptr && std::find(all.begin(), all.end(), node) == all.end()) all.push_back(node);
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (const char* keyword : {"$ref", "$dynamicRef"}) {
        if (const Document* reference = all[i]->member(keyword)) take(view_.target(*all[i], **reference));
      }
      const Document* branches = all[i]->member("allOf");
      if (branches == nullptr) continue;
      for (const Document& branch : (*branches)->items) take(branch.get());
    }
    return all;
  }

  void below(const std::vector<const DocumentNode*>& together, std::size_t depth) {
    std::set<std::string> required, told;
    for (const DocumentNode* node : together) {
      const Document* names = node->member("required");
      if (names == nullptr) continue;
      for (const Document& name : (*names)->items) required.insert(name->text);
    }
    for (const DocumentNode* node : together) {
      const Document* properties = node->member("properties");
      if (properties == nullptr) continue;
      for (const DocumentNode::Member& member : (*properties)->members) {
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
      const Document* child = node.member(keyword);
      if (child != nullptr && !((*child)->is(Kind::Boolean) && std::string(words).starts_with("other"))) {
        value(**child, words, false, depth);
      }
    }
    if (const Document* prefix = node.member("prefixItems")) {
      for (std::size_t i = 0; i < (*prefix)->items.size(); ++i) {
        value(*(*prefix)->items[i], fmt::format("element {}", i), false, depth);
      }
    }
    for (const auto& [keyword, words] :
         {std::pair{"anyOf", "at least one of"}, {"oneOf", "exactly one of"}}) {
      const Document* branches = node.member(keyword);
      if (branches == nullptr) continue;
      lines.push_back({depth, words, "", (*branches)->line});
      for (std::size_t i = 0; i < (*branches)->items.size(); ++i) {
        const DocumentNode& branch = *(*branches)->items[i];
        const Document* title = branch.member("title");
        value(branch,
              title == nullptr ? fmt::format("{}.", i + 1) : fmt::format("{}. {}", i + 1, (*title)->text),
              false, depth + 1);
      }
    }
  }

  void named(const DocumentNode& node, const char* keyword, const std::string& words, std::size_t depth) {
    const Document* map = node.member(keyword);
    if (map == nullptr) return;
    for (const DocumentNode::Member& member : (*map)->members)
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
