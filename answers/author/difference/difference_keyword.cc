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
  if (const DocumentNode* list = value_of(schema, "enum")) {
    for (const Document& value : list->items) add(*value);
  }
  if (const DocumentNode* value = value_of(schema, "const")) add(*value);
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

void words(SchemaComparison& diff, const KeywordPair& pair) {
  if (pair.is_equal()) return;
  diff.report(ChangeKind::Cosmetic, pair,
              fmt::format("{} {}: it says something to people and judges nothing", pair.keyword,
                          pair.before == nullptr  ? "was added"
                          : pair.after == nullptr ? "is gone"
                                                  : "was reworded"));
}

void type(SchemaComparison& diff, const KeywordPair& pair) {
  const TypeMask before = pair.before == nullptr ? types::All : named_types(*pair.before);
  const TypeMask after = pair.after == nullptr ? types::All : named_types(*pair.after);
  const auto lost = static_cast<TypeMask>(before & ~after), gained = static_cast<TypeMask>(after & ~before);
  if (lost != 0) diff.report(ChangeKind::Breaking, pair, fmt::format("{} is refused now", type_names(lost)));
  if (gained != 0)
    diff.report(ChangeKind::Widening, pair, fmt::format("{} is allowed now", type_names(gained)));
}

/// Compares the values of enum and const together: a const may become an enum.
void literals(SchemaComparison& diff, const KeywordPair& pair) {
  const bool is_second = pair.keyword == "const" && (pair.before_schema.member("enum") != nullptr ||
                                                     pair.after_schema.member("enum") != nullptr);
  if (is_second) return;  // It was compared with the enum.
  const auto before = values_of(pair.before_schema), after = values_of(pair.after_schema);
  if (before.empty()) return diff.report(ChangeKind::Breaking, pair, "only certain values are allowed now");
  if (after.empty())
    return diff.report(ChangeKind::Widening, pair, "any values are allowed now, not certain ones only");
  std::vector<std::string> gone, added;
  for (const auto& [value, written] : before) {
    if (!after.contains(value)) gone.push_back(written);
  }
  for (const auto& [value, written] : after) {
    if (!before.contains(value)) added.push_back(written);
  }
  if (!gone.empty())
    diff.report(ChangeKind::Breaking, pair, fmt::format("{} is refused now", fmt::join(gone, ", ")));
  if (!added.empty())
    diff.report(ChangeKind::Widening, pair, fmt::format("{} is allowed now", fmt::join(added, ", ")));
}

void required(SchemaComparison& diff, const KeywordPair& pair) {
  const auto before = texts_of(pair.before), after = texts_of(pair.after);
  for (const std::string& name : without(after, before)) {
    diff.report(ChangeKind::Breaking, pair.where + pointer_step(name), "the member has to be there now",
                pair.before, pair.after);
  }
  for (const std::string& name : without(before, after)) {
    diff.report(ChangeKind::Widening, pair.where + pointer_step(name), "the member may be missing now",
                pair.before, pair.after);
  }
}

template <bool is_least>
void bound(SchemaComparison& diff, const KeywordPair& pair) {
  const std::string& name = pair.keyword;
  const auto written = [](const DocumentNode* node) { return node == nullptr ? std::string() : node->text; };
  if (diff.appeared_or_went(
          pair, fmt::format("{} is {} now, and was not limited", name, written(pair.after)),
          fmt::format("{} was {}, and there is no limit any more", name, written(pair.before)))) {
    return;
  }
  if (!pair.before->is(Kind::Number) || !pair.after->is(Kind::Number)) return diff.cannot_tell(pair);
  const int order = headgate::compare(take_apart(pair.after->text), take_apart(pair.before->text));
  if (order == 0) return;
  const bool is_narrower = (order > 0) == is_least;
  diff.report(is_narrower ? ChangeKind::Breaking : ChangeKind::Widening, pair,
              fmt::format("{} was {} and is {} now", name, pair.before->text, pair.after->text));
}

void multiple(SchemaComparison& diff, const KeywordPair& pair) {
  if (diff.appeared_or_went(
          pair, "numbers have to be multiples of " + (pair.after ? pair.after->text : "") + " now",
          "numbers have to be no multiples any more")) {
    return;
  }
  if (pair.is_equal()) return;
  const bool is_wider = Comparand(pair.after->text).divides(pair.before->text);
  diff.report(is_wider ? ChangeKind::Widening : ChangeKind::Breaking, pair,
              fmt::format("multipleOf was {} and is {} now", pair.before->text, pair.after->text));
}

void unique(SchemaComparison& diff, const KeywordPair& pair) {
  const auto is_on = [](const DocumentNode* node) { return node != nullptr && node->text == "true"; };
  if (is_on(pair.before) == is_on(pair.after)) return;
  is_on(pair.after) ? diff.report(ChangeKind::Breaking, pair, "no element may stand there twice now")
                    : diff.report(ChangeKind::Widening, pair, "elements may stand there twice now");
}

void exact_text(SchemaComparison& diff, const KeywordPair& pair) {
  if (diff.appeared_or_went(pair,
                            fmt::format("texts have to match {} now", pair.after ? pair.after->text : ""),
                            "texts have to match no pattern any more")) {
    return;
  }
  if (pair.before->text != pair.after->text) diff.cannot_tell(pair);
}

void format(SchemaComparison& diff, const KeywordPair& pair) {
  if (pair.before != nullptr && pair.after != nullptr && pair.before->text == pair.after->text) return;
  if (!diff.asserts_formats) return words(diff, pair);
  if (diff.appeared_or_went(
          pair, fmt::format("texts have to be of the format {} now", pair.after ? pair.after->text : ""),
          "texts have to be of no format any more")) {
    return;
  }
  diff.cannot_tell(pair);
}

void dependent_required(SchemaComparison& diff, const KeywordPair& pair) {
  const auto names_for = [](const DocumentNode* map, const std::string& key) {
    return texts_of(map == nullptr ? nullptr : value_of(*map, key));
  };
  for (const DocumentNode* side : {pair.before, pair.after}) {
    if (side == nullptr) continue;
    const bool is_after = side == pair.after;
    for (const DocumentNode::Member& member : side->members) {
      const auto others = names_for(is_after ? pair.before : pair.after, member.key);
      for (const std::string& name : without(texts_of(member.value.get()), others)) {
        diff.report(is_after ? ChangeKind::Breaking : ChangeKind::Widening, pair,
                    is_after ? fmt::format("with {} there has to be {} now", member.key, name)
                             : fmt::format("with {} there need not be {} any more", member.key, name));
      }
    }
  }
}

void nothing(SchemaComparison& /*diff*/, const KeywordPair& /*pair*/) {}

}  // namespace

bool compare_keyword(SchemaComparison& diff, const KeywordPair& pair) {
  using Compare = void (*)(SchemaComparison&, const KeywordPair&);
  using Names = std::vector<std::string>;
  static const std::vector<std::pair<Compare, Names>> kComparisons = {
      {type, {"type"}},
      {literals, {"enum", "const"}},
      {required, {"required"}},
      {dependent_required, {"dependentRequired"}},
      {bound<false>, {"maxContains"}},
      {unique, {"uniqueItems"}},
      {exact_text, {"pattern"}},
      {format, {"format"}},
      {words,
       {"title", "description", "$comment", "default", "examples", "deprecated", "readOnly", "writeOnly",
        "contentEncoding", "contentMediaType", "contentSchema"}},
      {nothing, {"$defs", "$schema", "$anchor"}}};
  if (const BoundRule* const rule = find_bound(pair.keyword)) {
    rule->side == Side::Multiple  ? multiple(diff, pair)
    : rule->side == Side::AtLeast ? bound<true>(diff, pair)
                                  : bound<false>(diff, pair);
    return true;
  }
  for (const auto& [comparison, names] : kComparisons) {
    if (std::find(names.begin(), names.end(), pair.keyword) == names.end()) continue;
    comparison(diff, pair);
    return true;
  }
  return false;
}

}  // namespace headgate::author
