// SPDX-License-Identifier: Apache-2.0
#include "answers/author/difference/difference_schema.h"

#include <algorithm>
#include <map>

#include "schema/canonical.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

const std::vector<Document>& items_of(const DocumentNode* list) {
  static const std::vector<Document> kNone;
  return list == nullptr ? kNone : list->items;
}

const std::vector<DocumentNode::Member>& members_of(const DocumentNode* map) {
  static const std::vector<DocumentNode::Member> kNone;
  return map == nullptr ? kNone : map->members;
}

const DocumentNode* value_of(const DocumentNode* map, const std::string& key) {
  return map == nullptr ? nullptr : author::value_of(*map, key);
}

const DocumentNode& or_anything(const DocumentNode* schema) {
  return schema == nullptr ? *anything() : *schema;
}

/// Says whether members beside the described ones are refused.
bool is_closed(const DocumentNode& schema) {
  return is_false(or_anything(value_of(&schema, "additionalProperties")));
}

std::string title_of(const DocumentNode& schema, std::size_t place) {
  const DocumentNode* title = value_of(&schema, "title");
  return title == nullptr ? fmt::format("number {}", place + 1) : "\"" + title->text + "\"";
}

/// Pairs the branches of two lists: what is equal, then what has the same title, then by order.
std::vector<std::pair<int, int>> paired(const std::vector<Document>& before,
                                        const std::vector<Document>& after) {
  std::vector<std::pair<int, int>> pairs;
  std::vector<bool> taken_before(before.size()), taken_after(after.size());
  const auto take = [&](const auto& same) {
    for (std::size_t b = 0; b < before.size(); ++b) {
      for (std::size_t a = 0; a < after.size() && !taken_before[b]; ++a) {
        if (taken_after[a] || !same(b, a)) continue;
        taken_before[b] = taken_after[a] = true;
        pairs.emplace_back(static_cast<int>(b), static_cast<int>(a));
      }
    }
  };
  take([&](std::size_t b, std::size_t a) { return canonical_json(*before[b]) == canonical_json(*after[a]); });
  take([&](std::size_t b, std::size_t a) {
    const DocumentNode* title = value_of(before[b].get(), "title");
    return title != nullptr && title_of(*before[b], b) == title_of(*after[a], a);
  });
  if (before.size() == after.size()) take([](std::size_t b, std::size_t a) { return b == a; });
  for (std::size_t b = 0; b < before.size(); ++b) {
    if (!taken_before[b]) pairs.emplace_back(static_cast<int>(b), -1);
  }
  for (std::size_t a = 0; a < after.size(); ++a) {
    if (!taken_after[a]) pairs.emplace_back(-1, static_cast<int>(a));
  }
  return pairs;
}

/// Adds a schema's text, and that of everything that it refers to, once each.
void add_full_text(const SchemaView& view, const DocumentNode& node, std::set<const DocumentNode*>& seen,
                   std::string& text) {
  for (const DocumentNode* target : view.targets(node)) {
    if (!seen.insert(target).second) continue;
    text += canonical_json(*target);
    add_full_text(view, *target, seen, text);
  }
  for (const DocumentNode::Member& member : node.members) add_full_text(view, *member.value, seen, text);
  for (const Document& item : node.items) add_full_text(view, *item, seen, text);
}

std::string full_text(const SchemaView& view, const DocumentNode& node) {
  std::string text = canonical_json(node);
  std::set<const DocumentNode*> seen;
  add_full_text(view, node, seen, text);
  return text;
}

/// Puts what a reference names in its place, where nothing but words for people stands beside it.
const DocumentNode& resolved(const SchemaView& view, const DocumentNode& schema) {
  const DocumentNode* at = &schema;
  for (int jumps = 0; jumps < 40; ++jumps) {
    const bool is_lone =
        at->member("$ref") != nullptr &&
        std::all_of(at->members.begin(), at->members.end(), [](const auto& m) {
          return m.key == "$ref" || m.key == "title" || m.key == "description" || m.key == "$comment";
        });
    const auto targets = is_lone ? view.targets(*at) : std::vector<const DocumentNode*>();
    if (targets.empty()) return *at;
    at = targets.front();
  }
  return *at;
}

}  // namespace

bool KeywordPair::is_equal() const {
  return before != nullptr && after != nullptr && canonical_json(*before) == canonical_json(*after);
}

void SchemaComparison::report(ChangeKind kind, const std::string& where, std::string what,
                              const DocumentNode* before, const DocumentNode* after) {
  const auto place_of = [](const DocumentNode* node) {
    return node == nullptr || node->line == 0 ? std::string() : place(*node);
  };
  changes_.push_back({kind, where.empty() ? "/" : where, std::move(what), place_of(before), place_of(after)});
}

void SchemaComparison::report(ChangeKind kind, const KeywordPair& pair, std::string what) {
  report(kind, pair.where, std::move(what), pair.before != nullptr ? pair.before : &pair.before_schema,
         pair.after != nullptr ? pair.after : &pair.after_schema);
}

bool SchemaComparison::appeared_or_went(const KeywordPair& pair, const std::string& appeared,
                                        const std::string& went) {
  if (pair.before != nullptr && pair.after != nullptr) return false;
  pair.before == nullptr ? report(ChangeKind::Breaking, pair, appeared)
                         : report(ChangeKind::Widening, pair, went);
  return true;
}

void SchemaComparison::cannot_tell(const KeywordPair& pair) {
  const bool is_same = pair.before != nullptr && pair.after != nullptr && pair.keyword != "oneOf" &&
                       full_text(before_, *pair.before) == full_text(after_, *pair.after);
  if (is_same) return;
  report(ChangeKind::Breaking, pair,
         fmt::format("{} changed: cannot tell, judge events with `headgate check`", pair.keyword));
}

void SchemaComparison::compare(const DocumentNode& old_schema, const DocumentNode& new_schema,
                               const std::string& where) {
  const DocumentNode& before = resolved(before_, old_schema);
  const DocumentNode& after = resolved(after_, new_schema);
  // A schema that refers to itself is compared once.
  const auto pair = std::pair{&before, &after};
  if (!compared_.insert(pair).second) return;
  compare_keywords(before, after, where);
  // What stands on one side only is told at each of its places.
  if (&before == anything().get() || &after == anything().get()) compared_.erase(pair);
}

/// Compares keyword by keyword. What stands below is compared even where the text is the same, since
/// references may lead elsewhere now.
void SchemaComparison::compare_keywords(const DocumentNode& before, const DocumentNode& after,
                                        const std::string& where) {
  if (is_false(before) != is_false(after)) {
    return is_false(after)
               ? report(ChangeKind::Breaking, where, "nothing may stand here any more", &before, &after)
               : report(ChangeKind::Widening, where, "values may stand here now, which nothing could",
                        &before, &after);
  }
  if (is_true(before) && is_true(after)) return;
  using Compare = void (SchemaComparison::*)(const KeywordPair&);
  using C = SchemaComparison;
  static const std::map<std::string, Compare> kInside = {{"properties", &C::properties},
                                                         {"additionalProperties", &C::additional},
                                                         {"items", &C::child},
                                                         {"propertyNames", &C::child},
                                                         {"patternProperties", &C::children_by_name},
                                                         {"dependentSchemas", &C::children_by_name},
                                                         {"prefixItems", &C::prefix},
                                                         {"contains", &C::contains},
                                                         {"anyOf", &C::branches},
                                                         {"allOf", &C::branches},
                                                         {"oneOf", &C::branches}};
  std::set<std::string> seen;
  for (const DocumentNode* side : {&before, &after}) {
    for (const auto& [keyword, line, column, value] : side->members) {
      if (!seen.insert(keyword).second) continue;
      const KeywordPair pair{keyword, value_of(&before, keyword), value_of(&after, keyword), before, after,
                             where};
      if (const auto inside = kInside.find(keyword); inside != kInside.end()) {
        (this->*inside->second)(pair);
      } else if (!compare_keyword(*this, pair)) {
        cannot_tell(pair);
      }
    }
  }
}

void SchemaComparison::properties(const KeywordPair& pair) {
  for (const DocumentNode::Member& member : members_of(pair.before)) {
    const DocumentNode* const now = value_of(pair.after, member.key);
    now == nullptr ? property_on_one_side(pair, member, false)
                   : compare(*member.value, *now, pair.where + pointer_step(member.key));
  }
  for (const DocumentNode::Member& member : members_of(pair.after)) {
    if (value_of(pair.before, member.key) == nullptr) property_on_one_side(pair, member, true);
  }
}

/// Compares a described member with what the other side says of members that it does not describe.
void SchemaComparison::property_on_one_side(const KeywordPair& pair, const DocumentNode::Member& member,
                                            bool is_new) {
  const DocumentNode& other_side = is_new ? pair.before_schema : pair.after_schema;
  const DocumentNode& others = or_anything(value_of(&other_side, "additionalProperties"));
  const DocumentNode& described = *member.value;
  const std::string where = pair.where + pointer_step(member.key);
  const auto tell = [&](ChangeKind kind, const char* what) {
    report(kind, where, what, is_new ? nullptr : &described, is_new ? &described : nullptr);
  };
  if (is_false(others)) {
    if (is_false(described)) return;
    return is_new
               ? tell(ChangeKind::Widening, "the member may be there now, which was refused")
               : tell(ChangeKind::Breaking, "the member is not described any more, and others are refused");
  }
  if (is_new && is_false(described))
    return tell(ChangeKind::Breaking, "the member may not be there any more");
  if (!is_true(others)) return is_new ? compare(others, described, where) : compare(described, others, where);
  if (!is_new) return tell(ChangeKind::Widening, "the member is not described any more: it may be anything");
  if (is_true(described)) return tell(ChangeKind::Compatible, "a member is named that may be anything");
  tell(ChangeKind::Breaking,
       "a member is described that was unknown: an event that holds it in another form was clean and becomes "
       "dirty");
}

void SchemaComparison::additional(const KeywordPair& pair) {
  const DocumentNode& before = or_anything(pair.before);
  const DocumentNode& after = or_anything(pair.after);
  if (is_false(before) == is_false(after)) return compare(before, after, pair.where + "/*");
  is_false(after) ? report(ChangeKind::Breaking, pair, "members that are not described are refused now")
                  : report(ChangeKind::Widening, pair, "members that are not described are allowed now");
}

void SchemaComparison::child(const KeywordPair& pair) {
  compare(or_anything(pair.before), or_anything(pair.after),
          pair.where + (pair.keyword == "propertyNames" ? " (names of members)" : "/*"));
}

void SchemaComparison::children_by_name(const KeywordPair& pair) {
  const bool is_pattern = pair.keyword == "patternProperties";
  const auto where = [&](const std::string& key) {
    return is_pattern ? pair.where + "/*" : fmt::format("{} (with {})", pair.where, key);
  };
  for (const DocumentNode::Member& member : members_of(pair.before)) {
    compare(*member.value, or_anything(value_of(pair.after, member.key)), where(member.key));
  }
  for (const DocumentNode::Member& member : members_of(pair.after)) {
    if (value_of(pair.before, member.key) == nullptr) compare(*anything(), *member.value, where(member.key));
  }
  const bool may_shift = is_pattern && (is_closed(pair.before_schema) || is_closed(pair.after_schema));
  if (may_shift && !pair.is_equal()) cannot_tell(pair);
}

void SchemaComparison::prefix(const KeywordPair& pair) {
  const auto& before = items_of(pair.before);
  const auto& after = items_of(pair.after);
  const auto at = [](const std::vector<Document>& items, std::size_t i, const DocumentNode& schema) {
    return i < items.size() ? items[i].get() : &or_anything(value_of(&schema, "items"));
  };
  for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
    compare(*at(before, i, pair.before_schema), *at(after, i, pair.after_schema),
            fmt::format("{}/{}", pair.where, i));
  }
}

/// Compares anyOf, allOf and oneOf branch by branch.
void SchemaComparison::branches(const KeywordPair& pair) {
  const bool is_any = pair.keyword == "anyOf", is_all = pair.keyword == "allOf";
  if (!is_all &&
      appeared_or_went(pair, fmt::format("one of the alternatives of {} has to hold now", pair.keyword),
                       fmt::format("none of the alternatives of {} has to hold any more", pair.keyword))) {
    return;
  }
  const auto& before = items_of(pair.before);
  const auto& after = items_of(pair.after);
  for (const auto& [b, a] : paired(before, after)) {
    const DocumentNode* const old_branch = b < 0 ? nullptr : before[static_cast<std::size_t>(b)].get();
    const DocumentNode* const new_branch = a < 0 ? nullptr : after[static_cast<std::size_t>(a)].get();
    if (old_branch != nullptr && new_branch != nullptr) {
      const auto first = static_cast<std::ptrdiff_t>(changes_.size());
      compare(*old_branch, *new_branch, pair.where);
      const bool has_changed =
          std::any_of(changes_.begin() + first, changes_.end(),
                      [](const Change& change) { return change.kind != ChangeKind::Cosmetic; });
      if (!is_any && !is_all && has_changed) cannot_tell(pair);
      continue;
    }
    if (!is_any && !is_all) {
      cannot_tell(pair);
      continue;
    }
    const bool is_new = new_branch != nullptr;
    const char* const what = is_any ? (is_new ? "there is another alternative:" : "an alternative is gone:")
                                    : (is_new ? "has to hold, too:" : "no longer has to hold:");
    report(
        is_new == is_any ? ChangeKind::Widening : ChangeKind::Breaking, pair.where,
        fmt::format("{} {}", what,
                    title_of(is_new ? *new_branch : *old_branch, static_cast<std::size_t>(is_new ? a : b))),
        old_branch, new_branch);
  }
}

void SchemaComparison::contains(const KeywordPair& pair) {
  if (appeared_or_went(pair, "a certain element has to be there now",
                       "no certain element has to be there any more")) {
    return;
  }
  const bool is_counted = pair.before_schema.member("maxContains") != nullptr ||
                          pair.after_schema.member("maxContains") != nullptr;
  if (is_counted && !pair.is_equal()) return cannot_tell(pair);
  compare(*pair.before, *pair.after, pair.where + "/*");
}

}  // namespace headgate::author
