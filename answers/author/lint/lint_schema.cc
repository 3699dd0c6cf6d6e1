// SPDX-License-Identifier: Apache-2.0
#include "answers/author/lint/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "schema/canonical.h"
#include "schema/format.h"
#include "schema/keywords.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

constexpr int kLintDepthMax = 200;

/// Says whether a schema holds nothing but `type`, `enum` and `const` beside words for people: own_types()
/// then says all there is to say.
bool is_plain_type(const DocumentNode& schema) {
  static const std::set<std::string> kPlain = {"type",     "title",   "description",
                                               "$comment", "default", "examples"};
  return std::all_of(schema.members.begin(), schema.members.end(),
                     [](const auto& member) { return kPlain.contains(member.key); });
}

/// Says whether a keyword speaks of other values, which the value itself holds.
bool is_below(const std::string& keyword) {
  static const std::set<std::string> kBelow = {"properties", "patternProperties", "additionalProperties",
                                               "items",      "prefixItems",       "contains"};
  return kBelow.contains(keyword);
}

std::string quoted(const std::string& word) { return "\"" + word + "\""; }

class SchemaLinter {
 public:
  SchemaLinter(const SchemaView& view, bool asserts_formats, const Warn& warn)
      : view_(view), asserts_formats_(asserts_formats), warn_(warn) {}

  void look() {
    value(view_.root(), 0);
    unused_definitions(view_.root());
    if (formats_ == 0) return;
    warn_("idle_format", *first_format_,
          fmt::format(
              "format: {} only tells people what is meant: with formats: assert at the top of the contract a "
              "wrong one is dirty{}",
              first_format_->text, formats_ > 1 ? fmt::format(" ({} formats stand here)", formats_) : ""));
  }

 private:
  /// Looks at a schema that stands for a value of its own.
  void value(const DocumentNode& schema, int depth) {
    if (depth > kLintDepthMax || !values_.insert(&schema).second) return;
    const std::vector<std::string> names = view_.members_at(schema, {});
    const TypeMask possible = view_.types(schema);
    const std::vector<const DocumentNode*> nodes = view_.in_place(schema);
    const auto any_has = [&](const char* keyword) {
      return std::any_of(nodes.begin(), nodes.end(),
                         [&](const DocumentNode* node) { return node->member(keyword) != nullptr; });
    };
    const bool describes_objects = any_has("properties") || any_has("required");
    constexpr TypeMask kOthers = types::Boolean | types::Number | types::String | types::Array;
    if (describes_objects && schema.is(Kind::Map) && (possible & kOthers) == kOthers) {
      warn_("untyped_object", schema,
            "members are described and type: object is not: a string or a list passes here unseen");
    }
    const bool has_patterns = any_has("patternProperties");
    for (const DocumentNode* node : nodes) {
      if (!nodes_.insert(node).second) continue;
      one(*node, possible);
      if (!has_patterns) required(*node, names);
    }
    for (const DocumentNode* node : nodes) {
      for (const InnerSchema& inner : inner_schemas(*node)) {
        if (is_below(inner.keyword.key)) value(*inner.schema, depth + 1);
      }
    }
  }

  /// Looks at the keywords of one schema. `possible` is what the value may be by everything that is said of
  /// it.
  void one(const DocumentNode& node, TypeMask possible) {
    idle_keywords(node, possible);
    literals(node);
    bounds(node);
    format(node);
    if (const Document* branches = node.member("oneOf")) overlaps(**branches);
  }

  void idle_keywords(const DocumentNode& node, TypeMask possible) {
    for (const DocumentNode::Member& member : node.members) {
      const Keyword* const keyword = find_keyword(member.key);
      const bool judges = keyword != nullptr && keyword->about != 0;
      if (!judges || possible == 0 || (possible & keyword->about) != 0) continue;
      warn_("idle_keyword", *member.value,
            fmt::format("{} is about {}, and here may only stand {}: it says nothing", member.key,
                        type_names(keyword->about), type_names(possible)));
    }
  }

  void required(const DocumentNode& node, const std::vector<std::string>& names) {
    const Document* required = node.member("required");
    if (required == nullptr) return;
    for (const Document& name : (*required)->items) {
      if (std::find(names.begin(), names.end(), name->text) != names.end()) continue;
      warn_("undescribed_member", *name,
            fmt::format("{} is required, and no properties describe it{}", quoted(name->text),
                        did_you_mean(name->text, names)));
    }
  }

  void literals(const DocumentNode& node) {
    const Document* type = node.member("type");
    if (type == nullptr) return;
    const TypeMask allowed = named_types(**type);
    const auto look = [&](const DocumentNode& value, const char* keyword) {
      if ((type_of(value) & allowed) != 0) return;
      warn_("impossible_value", value,
            fmt::format("the {} {} is no {}, which type asks for: it never holds", keyword,
                        flow_text(value, 60), type_names(allowed)));
    };
    if (const Document* values = node.member("enum")) {
      for (const Document& value : (*values)->items) look(*value, "value");
    }
    if (const Document* value = node.member("const")) look(**value, "const");
  }

  void bounds(const DocumentNode& node) {
    for (const BoundRule& least : bound_rules()) {
      if (least.side != Side::AtLeast) continue;
      for (const BoundRule& most : bound_rules()) {
        if (most.side == Side::AtMost && most.measure == least.measure)
          bounds(node, least.keyword, most.keyword, least.exclusive || most.exclusive);
      }
    }
    bounds(node, "minContains", "maxContains", false);
  }

  void bounds(const DocumentNode& node, const std::string& least, const std::string& most, bool exclusive) {
    const Document* low = node.member(least);
    const Document* high = node.member(most);
    if (low == nullptr || high == nullptr || !(*low)->is(Kind::Number) || !(*high)->is(Kind::Number)) return;
    const int order = compare(take_apart((*low)->text), take_apart((*high)->text));
    if (order < 0 || (order == 0 && !exclusive)) return;
    warn_("impossible_bounds", **low,
          fmt::format("{} {} leaves nothing below {} {}: no value can hold", least, (*low)->text, most,
                      (*high)->text));
  }

  void format(const DocumentNode& node) {
    const Document* format = node.member("format");
    if (format == nullptr) return;
    const std::vector<std::string> known = format_names();
    if (std::find(known.begin(), known.end(), (*format)->text) == known.end()) {
      warn_("unknown_format", **format,
            fmt::format("there is no format {} that can be checked{}; there are {}", quoted((*format)->text),
                        did_you_mean((*format)->text, known), fmt::join(known, ", ")));
    } else if (!asserts_formats_) {
      if (formats_++ == 0) first_format_ = format->get();
    }
  }

  /// Finds branches of a oneOf of which two hold for the same values: then neither is clean.
  void overlaps(const DocumentNode& branches) {
    for (std::size_t b = 1; b < branches.items.size(); ++b) {
      for (std::size_t a = 0; a < b; ++a) {
        const DocumentNode& one = *branches.items[a];
        const DocumentNode& other = *branches.items[b];
        const TypeMask both = own_types(one) & own_types(other);
        const bool both_hold = is_plain_type(one) && is_plain_type(other) && both != 0;
        if (!both_hold && canonical_json(one) != canonical_json(other)) continue;
        warn_(
            "overlapping_branches", other,
            fmt::format(
                "branches {} and {} of oneOf both hold for {}: such values are always dirty; anyOf asks for "
                "at least one",
                a + 1, b + 1, both_hold ? type_names(both) : "the same values"));
      }
    }
  }

  /// Collects what references name in a schema and in all that it leads to.
  void references(const DocumentNode& node, std::set<const DocumentNode*>& seen,
                  std::set<const DocumentNode*>& targets) {
    if (!seen.insert(&node).second) return;
    for (const DocumentNode* target : view_.targets(node)) {
      targets.insert(target);
      references(*target, seen, targets);
    }
    for (const InnerSchema& inner : inner_schemas(node)) references(*inner.schema, seen, targets);
  }

  void unused_definitions(const DocumentNode& root) {
    const Document* definitions = root.member("$defs");
    if (definitions == nullptr) return;
    std::set<const DocumentNode*> seen, targets;
    references(root, seen, targets);
    for (const DocumentNode::Member& member : (*definitions)->members) {
      if (targets.contains(member.value.get()) || member.value->member("$id") != nullptr) continue;
      // A reference may also lead to a place inside of it.
      const bool inside = std::any_of(targets.begin(), targets.end(), [&](const DocumentNode* target) {
        return contains(*member.value, target, 0);
      });
      if (inside) continue;
      warn_("unused_definition", *member.value,
            fmt::format("nothing refers to the definition {}", quoted(member.key)));
    }
  }

  static bool contains(const DocumentNode& node, const DocumentNode* wanted, int depth) {
    if (&node == wanted) return true;
    if (depth > kLintDepthMax) return false;
    const auto in = [&](const DocumentNode& child) { return contains(child, wanted, depth + 1); };
    return std::any_of(node.members.begin(), node.members.end(),
                       [&](const auto& member) { return in(*member.value); }) ||
           std::any_of(node.items.begin(), node.items.end(), [&](const Document& item) { return in(*item); });
  }

  const SchemaView& view_;
  const bool asserts_formats_;
  const Warn& warn_;
  std::set<const DocumentNode*> values_, nodes_;
  const DocumentNode* first_format_ = nullptr;
  std::size_t formats_ = 0;
};

}  // namespace

void lint_schema(const SchemaView& view, bool asserts_formats, const Warn& warn) {
  SchemaLinter(view, asserts_formats, warn).look();
}

}  // namespace headgate::author
