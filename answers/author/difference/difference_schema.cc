// SPDX-License-Identifier: Apache-2.0
#include "answers/author/difference/difference_schema.h"

#include <algorithm>
#include <map>

#include "schema/canonical.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

const std::vector<Document> kNoItems;

const DocumentNode* member_of(const DocumentNode& schema, const std::string& keyword) {
  const Document* value = schema.member(keyword);
  return value == nullptr ? nullptr : value->get();
}

bool is_false(const DocumentNode& schema) { return schema.is(Kind::Boolean) && schema.text == "false"; }

bool is_true(const DocumentNode& schema) {
  return (schema.is(Kind::Boolean) && schema.text == "true") ||
         (schema.is(Kind::Map) && schema.members.empty());
}

/// Says whether members beside the described ones are refused, described or free.
bool is_closed(const DocumentNode& schema) {
  const DocumentNode* others = member_of(schema, "additionalProperties");
  return others != nullptr && is_false(*others);
}

std::string title_of(const DocumentNode& schema, std::size_t place) {
  const DocumentNode* title = member_of(schema, "title");
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
    const DocumentNode* title = member_of(*before[b], "title");
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
  for (const DocumentNode::Member& member : node.members) {
    add_full_text(view, *member.value, seen, text);
    if (member.key != "$ref" && member.key != "$dynamicRef") continue;
    const DocumentNode* target = view.target(node, *member.value);
    if (target == nullptr || !seen.insert(target).second) continue;
    text += canonical_json(*target);
    add_full_text(view, *target, seen, text);
  }
  for (const Document& item : node.items) add_full_text(view, *item, seen, text);
}

std::string full_text(const SchemaView& view, const DocumentNode& node) {
  std::string text = canonical_json(node);
  std::set<const DocumentNode*> seen;
  add_full_text(view, node, seen, text);
  return text;
}

}  // namespace

void SchemaComparison::report(ChangeKind kind, const std::string& where, std::string what,
                              const DocumentNode* before, const DocumentNode* after) {
  const auto place_of = [](const DocumentNode* node) {
    return node == nullptr || node->line == 0 ? std::string() : place(*node);
  };
  changes_.push_back({kind, where.empty() ? "/" : where, std::move(what), place_of(before), place_of(after)});
}

void SchemaComparison::report(ChangeKind kind, const Pair& pair, std::string what) {
  report(kind, pair.where, std::move(what), pair.before != nullptr ? pair.before : &pair.before_schema,
         pair.after != nullptr ? pair.after : &pair.after_schema);
}

/// Puts what a reference names in its place, where nothing but words for people stands beside it.
const DocumentNode& SchemaComparison::resolved(const SchemaView& view, const DocumentNode& schema) const {
  const DocumentNode* at = &schema;
  for (int jumps = 0; jumps < 40; ++jumps) {
    const DocumentNode* reference = member_of(*at, "$ref");
    const bool is_lone =
        reference != nullptr && std::all_of(at->members.begin(), at->members.end(), [](const auto& m) {
          return m.key == "$ref" || m.key == "title" || m.key == "description" || m.key == "$comment";
        });
    const DocumentNode* target = is_lone ? view.target(*at, *reference) : nullptr;
    if (target == nullptr) return *at;
    at = target;
  }
  return *at;
}

void SchemaComparison::compare(const DocumentNode& old_schema, const DocumentNode& new_schema,
                               const std::string& where) {
  const DocumentNode& before = resolved(before_, old_schema);
  const DocumentNode& after = resolved(after_, new_schema);
  // A schema that refers to itself is compared once.
  if (&before != anything().get() && &after != anything().get() &&
      !compared_.insert({&before, &after}).second)
    return;
  if (is_false(before) != is_false(after)) {
    return is_false(after)
               ? report(ChangeKind::Breaking, where, "nothing may stand here any more", &before, &after)
               : report(ChangeKind::Widening, where, "values may stand here now, which nothing could",
                        &before, &after);
  }
  if (is_true(before) && is_true(after)) return;
  std::vector<std::string> keywords;
  for (const DocumentNode* side : {&before, &after}) {
    for (const DocumentNode::Member& member : side->members) {
      if (std::find(keywords.begin(), keywords.end(), member.key) == keywords.end())
        keywords.push_back(member.key);
    }
  }
  for (const std::string& keyword_name : keywords) {
    keyword({keyword_name, member_of(before, keyword_name), member_of(after, keyword_name), before, after,
             where});
  }
}

/// Compares one keyword. What stands below is compared even where the text is the same, since references may
/// lead elsewhere now.
void SchemaComparison::keyword(const Pair& pair) { (this->*comparison_of(pair.keyword))(pair); }

void SchemaComparison::properties(const Pair& pair) {
  static const std::vector<DocumentNode::Member> kNoMembers;
  const auto& before = pair.before == nullptr ? kNoMembers : pair.before->members;
  const auto& after = pair.after == nullptr ? kNoMembers : pair.after->members;
  for (const DocumentNode::Member& member : before) {
    const std::string where = pair.where + pointer_step(member.key);
    const DocumentNode* now = pair.after == nullptr ? nullptr : member_of(*pair.after, member.key);
    now == nullptr ? gone_property(pair, member, where) : compare(*member.value, *now, where);
  }
  for (const DocumentNode::Member& member : after) {
    const bool is_new = pair.before == nullptr || pair.before->member(member.key) == nullptr;
    if (is_new) added_property(pair, member, pair.where + pointer_step(member.key));
  }
}

void SchemaComparison::added_property(const Pair& pair, const DocumentNode::Member& member,
                                      const std::string& where) {
  const DocumentNode* others = member_of(pair.before_schema, "additionalProperties");
  if (is_false(*member.value)) {
    if (is_closed(pair.before_schema)) return;
    report(ChangeKind::Breaking, where, "the member may not be there any more", nullptr, member.value.get());
  } else if (is_closed(pair.before_schema)) {
    report(ChangeKind::Widening, where, "the member may be there now, which was refused", nullptr,
           member.value.get());
  } else if (others != nullptr && !is_true(*others)) {
    compare(*others, *member.value, where);
  } else if (is_true(*member.value)) {
    report(ChangeKind::Compatible, where, "a member is named that may be anything", nullptr,
           member.value.get());
  } else {
    report(ChangeKind::Breaking, where,
           "a member is described that was unknown: an event that holds it in another form was clean and "
           "becomes dirty",
           nullptr, member.value.get());
  }
}

void SchemaComparison::gone_property(const Pair& pair, const DocumentNode::Member& member,
                                     const std::string& where) {
  const DocumentNode* others = member_of(pair.after_schema, "additionalProperties");
  if (is_closed(pair.after_schema)) {
    if (is_false(*member.value)) return;
    report(ChangeKind::Breaking, where, "the member is not described any more, and others are refused",
           member.value.get(), nullptr);
  } else if (others != nullptr && !is_true(*others)) {
    compare(*member.value, *others, where);
  } else {
    report(ChangeKind::Widening, where, "the member is not described any more: it may be anything",
           member.value.get(), nullptr);
  }
}

void SchemaComparison::additional(const Pair& pair) {
  const DocumentNode& before = pair.before == nullptr ? *anything() : *pair.before;
  const DocumentNode& after = pair.after == nullptr ? *anything() : *pair.after;
  if (is_false(after) && !is_false(before)) {
    report(ChangeKind::Breaking, pair, "members that are not described are refused now");
  } else if (is_false(before) && !is_false(after)) {
    report(ChangeKind::Widening, pair, "members that are not described are allowed now");
  } else {
    compare(before, after, pair.where + "/*");
  }
}

void SchemaComparison::child(const Pair& pair) {
  const bool is_names = pair.keyword == "propertyNames";
  compare(pair.before == nullptr ? *anything() : *pair.before,
          pair.after == nullptr ? *anything() : *pair.after,
          pair.where + (is_names ? " (names of members)" : "/*"));
}

void SchemaComparison::children_by_name(const Pair& pair) {
  static const DocumentNode kNoChildren;
  const DocumentNode& before = pair.before == nullptr ? kNoChildren : *pair.before;
  const DocumentNode& after = pair.after == nullptr ? kNoChildren : *pair.after;
  const bool is_pattern = pair.keyword == "patternProperties";
  const auto where = [&](const std::string& key) {
    return is_pattern ? pair.where + "/*" : fmt::format("{} (with {})", pair.where, key);
  };
  for (const DocumentNode::Member& member : before.members) {
    const DocumentNode* now = member_of(after, member.key);
    compare(*member.value, now == nullptr ? *anything() : *now, where(member.key));
  }
  for (const DocumentNode::Member& member : after.members) {
    if (before.member(member.key) == nullptr) compare(*anything(), *member.value, where(member.key));
  }
  const bool may_shift = is_pattern && (is_closed(pair.before_schema) || is_closed(pair.after_schema));
  if (may_shift && (pair.before == nullptr || pair.after == nullptr ||
                    canonical_json(*pair.before) != canonical_json(*pair.after))) {
    cannot_tell(pair);
  }
}

void SchemaComparison::prefix(const Pair& pair) {
  const auto& before = pair.before == nullptr ? kNoItems : pair.before->items;
  const auto& after = pair.after == nullptr ? kNoItems : pair.after->items;
  const auto others = [](const DocumentNode& schema) -> const DocumentNode& {
    const DocumentNode* items = member_of(schema, "items");
    return items == nullptr ? *anything() : *items;
  };
  for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
    compare(i < before.size() ? *before[i] : others(pair.before_schema),
            i < after.size() ? *after[i] : others(pair.after_schema), fmt::format("{}/{}", pair.where, i));
  }
}

/// Compares anyOf, allOf and oneOf branch by branch.
void SchemaComparison::branches(const Pair& pair) {
  const bool is_any = pair.keyword == "anyOf", is_all = pair.keyword == "allOf";
  if (!is_all && (pair.before == nullptr || pair.after == nullptr)) {
    pair.before == nullptr
        ? report(ChangeKind::Breaking, pair,
                 fmt::format("one of the alternatives of {} has to hold now", pair.keyword))
        : report(ChangeKind::Widening, pair,
                 fmt::format("none of the alternatives of {} has to hold any more", pair.keyword));
    return;
  }
  const auto& before = pair.before == nullptr ? kNoItems : pair.before->items;
  const auto& after = pair.after == nullptr ? kNoItems : pair.after->items;
  for (const auto& [b, a] : paired(before, after)) {
    const auto old_place = static_cast<std::size_t>(b), new_place = static_cast<std::size_t>(a);
    if (b >= 0 && a >= 0) {
      const std::size_t first = changes_.size();
      compare(*before[old_place], *after[new_place], pair.where);
      const auto is_real = [](const Change& change) { return change.kind != ChangeKind::Cosmetic; };
      const bool has_changed =
          std::any_of(changes_.begin() + static_cast<std::ptrdiff_t>(first), changes_.end(), is_real);
      if (!is_any && !is_all && has_changed) cannot_tell(pair);
      continue;
    }
    const bool is_new = b < 0;
    const DocumentNode& branch = is_new ? *after[new_place] : *before[old_place];
    const std::string title = title_of(branch, is_new ? new_place : old_place);
    if (!is_any && !is_all) {
      cannot_tell(pair);
    } else if (is_new == is_any) {
      report(ChangeKind::Widening, pair.where,
             fmt::format("{} {}", is_any ? "there is another alternative:" : "no longer has to hold:", title),
             is_new ? nullptr : &branch, is_new ? &branch : nullptr);
    } else {
      report(ChangeKind::Breaking, pair.where,
             fmt::format("{} {}", is_any ? "an alternative is gone:" : "has to hold, too:", title),
             is_new ? nullptr : &branch, is_new ? &branch : nullptr);
    }
  }
}

void SchemaComparison::contains(const Pair& pair) {
  if (appeared_or_went(pair, "a certain element has to be there now",
                       "no certain element has to be there any more")) {
    return;
  }
  const bool is_counted = pair.before_schema.member("maxContains") != nullptr ||
                          pair.after_schema.member("maxContains") != nullptr;
  if (is_counted && canonical_json(*pair.before) != canonical_json(*pair.after)) return cannot_tell(pair);
  compare(*pair.before, *pair.after, pair.where + "/*");
}

void SchemaComparison::cannot_tell(const Pair& pair) {
  const bool is_same = pair.before != nullptr && pair.after != nullptr && pair.keyword != "oneOf" &&
                       full_text(before_, *pair.before) == full_text(after_, *pair.after);
  if (is_same) return;
  report(ChangeKind::Breaking, pair,
         fmt::format("{} changed: cannot tell, judge events with `headgate check`", pair.keyword));
}

}  // namespace headgate::author
