// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "answers/author/difference/difference_schema.h"
#include "schema/canonical.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

/// Gives the values that `enum` or `const` of a schema names, each in canonical form beside how it is
/// written.
std::map<std::string, std::string> values_of(const DocumentNode& schema) {
  std::map<std::string, std::string> values;
  const auto add = [&](const DocumentNode& value) {
    values.emplace(canonical_json(value), flow_text(value, 60));
  };
  if (const Document* list = schema.member("enum")) {
    for (const Document& value : (*list)->items) add(*value);
  }
  if (const Document* value = schema.member("const")) add(**value);
  return values;
}

std::vector<std::string> texts_of(const DocumentNode* list) {
  std::vector<std::string> texts;
  if (list == nullptr) return texts;
  for (const Document& item : list->items) texts.push_back(item->text);
  return texts;
}

/// Lists what of `all` is not in `others`.
std::vector<std::string> without(const std::vector<std::string>& all,
                                 const std::vector<std::string>& others) {
  std::vector<std::string> rest;
  for (const std::string& text : all) {
    if (std::find(others.begin(), others.end(), text) == others.end()) rest.push_back(text);
  }
  return rest;
}

}  // namespace

SchemaComparison::Compare SchemaComparison::comparison_of(const std::string& keyword) {
  using C = SchemaComparison;
  using Names = std::vector<std::string>;
  static const std::vector<std::pair<Compare, Names>> kComparisons = {
      {&C::properties, {"properties"}},
      {&C::additional, {"additionalProperties"}},
      {&C::child, {"items", "propertyNames"}},
      {&C::children_by_name, {"patternProperties", "dependentSchemas"}},
      {&C::prefix, {"prefixItems"}},
      {&C::contains, {"contains"}},
      {&C::branches, {"anyOf", "allOf", "oneOf"}},
      {&C::type, {"type"}},
      {&C::literals, {"enum", "const"}},
      {&C::required, {"required"}},
      {&C::dependent_required, {"dependentRequired"}},
      {&C::most, {"maxContains"}},
      {&C::unique, {"uniqueItems"}},
      {&C::exact_text, {"pattern"}},
      {&C::format, {"format"}},
      {&C::words,
       {"title", "description", "$comment", "default", "examples", "deprecated", "readOnly", "writeOnly",
        "contentEncoding", "contentMediaType", "contentSchema"}},
      {&C::nothing, {"$defs", "$schema", "$anchor"}}};
  if (const LimitRule* const limit = find_limit(keyword)) {
    if (limit->side == Side::Multiple) return &C::multiple;
    return limit->side == Side::AtLeast ? &C::least : &C::most;
  }
  for (const auto& [comparison, names] : kComparisons) {
    if (std::find(names.begin(), names.end(), keyword) != names.end()) return comparison;
  }
  return &C::cannot_tell;
}

/// Reports a keyword that stands on one side only; says whether it does.
bool SchemaComparison::appeared_or_went(const Pair& pair, const std::string& appeared,
                                        const std::string& went) {
  if (pair.before != nullptr && pair.after != nullptr) return false;
  pair.before == nullptr ? report(ChangeKind::Breaking, pair, appeared)
                         : report(ChangeKind::Widening, pair, went);
  return true;
}

void SchemaComparison::words(const Pair& pair) {
  if (pair.before != nullptr && pair.after != nullptr &&
      canonical_json(*pair.before) == canonical_json(*pair.after)) {
    return;
  }
  report(ChangeKind::Cosmetic, pair,
         fmt::format("{} {}: it says something to people and judges nothing", pair.keyword,
                     pair.before == nullptr  ? "was added"
                     : pair.after == nullptr ? "is gone"
                                             : "was reworded"));
}

void SchemaComparison::type(const Pair& pair) {
  const TypeMask before = pair.before == nullptr ? types::All : named_types(*pair.before);
  const TypeMask after = pair.after == nullptr ? types::All : named_types(*pair.after);
  const auto lost = static_cast<TypeMask>(before & ~after), gained = static_cast<TypeMask>(after & ~before);
  if (lost != 0) report(ChangeKind::Breaking, pair, fmt::format("{} is refused now", type_names(lost)));
  if (gained != 0) report(ChangeKind::Widening, pair, fmt::format("{} is allowed now", type_names(gained)));
}

/// Compares the values of enum and const together: a const may become an enum.
void SchemaComparison::literals(const Pair& pair) {
  const bool is_second = pair.keyword == "const" && (pair.before_schema.member("enum") != nullptr ||
                                                     pair.after_schema.member("enum") != nullptr);
  if (is_second) return;  // It was compared with the enum.
  const auto before = values_of(pair.before_schema), after = values_of(pair.after_schema);
  if (before.empty()) return report(ChangeKind::Breaking, pair, "only certain values are allowed now");
  if (after.empty())
    return report(ChangeKind::Widening, pair, "any values are allowed now, not certain ones only");
  std::vector<std::string> gone, added;
  for (const auto& [value, written] : before) {
    if (!after.contains(value)) gone.push_back(written);
  }
  for (const auto& [value, written] : after) {
    if (!before.contains(value)) added.push_back(written);
  }
  if (!gone.empty())
    report(ChangeKind::Breaking, pair, fmt::format("{} is refused now", fmt::join(gone, ", ")));
  if (!added.empty())
    report(ChangeKind::Widening, pair, fmt::format("{} is allowed now", fmt::join(added, ", ")));
}

void SchemaComparison::required(const Pair& pair) {
  const auto before = texts_of(pair.before), after = texts_of(pair.after);
  for (const std::string& name : without(after, before)) {
    report(ChangeKind::Breaking, pair.where + pointer_step(name), "the member has to be there now",
           pair.before, pair.after);
  }
  for (const std::string& name : without(before, after)) {
    report(ChangeKind::Widening, pair.where + pointer_step(name), "the member may be missing now",
           pair.before, pair.after);
  }
}

void SchemaComparison::least(const Pair& pair) { bound(pair, true); }
void SchemaComparison::most(const Pair& pair) { bound(pair, false); }

void SchemaComparison::bound(const Pair& pair, bool is_least) {
  const std::string& name = pair.keyword;
  const auto written = [](const DocumentNode* node) { return node == nullptr ? std::string() : node->text; };
  if (appeared_or_went(
          pair, fmt::format("{} is {} now, and was not limited", name, written(pair.after)),
          fmt::format("{} was {}, and there is no limit any more", name, written(pair.before)))) {
    return;
  }
  if (!pair.before->is(Kind::Number) || !pair.after->is(Kind::Number)) return cannot_tell(pair);
  const int order = headgate::compare(take_apart(pair.after->text), take_apart(pair.before->text));
  if (order == 0) return;
  const bool is_narrower = (order > 0) == is_least;
  report(is_narrower ? ChangeKind::Breaking : ChangeKind::Widening, pair,
         fmt::format("{} was {} and is {} now", name, pair.before->text, pair.after->text));
}

void SchemaComparison::multiple(const Pair& pair) {
  if (appeared_or_went(pair,
                       "numbers have to be multiples of " + (pair.after ? pair.after->text : "") + " now",
                       "numbers have to be no multiples any more")) {
    return;
  }
  if (canonical_json(*pair.before) == canonical_json(*pair.after)) return;
  const bool is_wider = Bound(pair.after->text).divides(pair.before->text);
  report(is_wider ? ChangeKind::Widening : ChangeKind::Breaking, pair,
         fmt::format("multipleOf was {} and is {} now", pair.before->text, pair.after->text));
}

void SchemaComparison::unique(const Pair& pair) {
  const auto is_on = [](const DocumentNode* node) { return node != nullptr && node->text == "true"; };
  if (is_on(pair.before) == is_on(pair.after)) return;
  is_on(pair.after) ? report(ChangeKind::Breaking, pair, "no element may stand there twice now")
                    : report(ChangeKind::Widening, pair, "elements may stand there twice now");
}

void SchemaComparison::exact_text(const Pair& pair) {
  if (appeared_or_went(pair, fmt::format("texts have to match {} now", pair.after ? pair.after->text : ""),
                       "texts have to match no pattern any more")) {
    return;
  }
  if (pair.before->text != pair.after->text) cannot_tell(pair);
}

void SchemaComparison::format(const Pair& pair) {
  if (pair.before != nullptr && pair.after != nullptr && pair.before->text == pair.after->text) return;
  if (!asserts_formats_) return words(pair);
  if (appeared_or_went(
          pair, fmt::format("texts have to be of the format {} now", pair.after ? pair.after->text : ""),
          "texts have to be of no format any more")) {
    return;
  }
  cannot_tell(pair);
}

void SchemaComparison::dependent_required(const Pair& pair) {
  const auto names_for = [](const DocumentNode* map, const std::string& key) {
    const Document* list = map == nullptr ? nullptr : map->member(key);
    return texts_of(list == nullptr ? nullptr : list->get());
  };
  for (const DocumentNode* side : {pair.before, pair.after}) {
    if (side == nullptr) continue;
    const bool is_after = side == pair.after;
    for (const DocumentNode::Member& member : side->members) {
      const auto others = names_for(is_after ? pair.before : pair.after, member.key);
      for (const std::string& name : without(texts_of(member.value.get()), others)) {
        report(is_after ? ChangeKind::Breaking : ChangeKind::Widening, pair,
               is_after ? fmt::format("with {} there has to be {} now", member.key, name)
                        : fmt::format("with {} there need not be {} any more", member.key, name));
      }
    }
  }
}

}  // namespace headgate::author
