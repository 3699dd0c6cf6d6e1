// SPDX-License-Identifier: Apache-2.0
#include "answers/author/schema_view.h"

#include <algorithm>
#include <set>

#include "schema/keywords.h"
#include "schema/resources.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

/// References may go round; what lies deeper tells nobody anything.
constexpr int kVisitsMax = 50'000;
constexpr std::size_t kPlaceTokensMax = 24;

const DocumentNode* reference_of(const DocumentNode& schema) {
  for (const char* keyword : {"$ref", "$dynamicRef"}) {
    if (const Document* reference = schema.member(keyword)) return reference->get();
  }
  return nullptr;
}

const std::vector<Document>& branches(const DocumentNode& schema, const char* keyword) {
  static const std::vector<Document> kNone_;
  const Document* list = schema.member(keyword);
  return list == nullptr ? kNone_ : (*list)->items;
}

/// Lists the schemas that a schema has for one step down.
std::vector<const DocumentNode*> step_down(const DocumentNode& schema, const Step& step) {
  std::vector<const DocumentNode*> below;
  const auto take = [&](const Document* child) {
    if (child != nullptr) below.push_back(child->get());
  };
  if (step.to == Step::To::Element) {
    for (const Document& item : branches(schema, "prefixItems")) below.push_back(item.get());
    take(schema.member("items"));
    return below;
  }
  const Document* properties = schema.member("properties");
  const Document* named =
      properties == nullptr || step.to == Step::To::AnyMember ? nullptr : (*properties)->member(step.name);
  take(named != nullptr ? named : schema.member("additionalProperties"));
  return below;
}

/// Says whether members or elements of a step may lie outside of what step_down() gives.
bool is_open(const DocumentNode& schema, const Step& step) {
  if (step.to == Step::To::Element) return schema.member("prefixItems") != nullptr;
  return schema.member("patternProperties") != nullptr;
}

class PlaceFinder {
 public:
  explicit PlaceFinder(const SchemaView& view) : view_(view) {}

  void find(const DocumentNode& schema) {
    if (++visits_ > kVisitsMax || path_.size() > kPlaceTokensMax) return;
    if (seen_.insert(path_).second) places.push_back(path_);
    if (!inside_.insert(&schema).second) return;  // It refers to itself.
    each_in_place(view_, schema, [&](const DocumentNode& node) { children(node); });
    inside_.erase(&schema);
  }

  std::vector<std::vector<std::string>> places;

 private:
  void children(const DocumentNode& node) {
    if (const Document* properties = node.member("properties")) {
      for (const DocumentNode::Member& member : (*properties)->members) below(member.key, *member.value);
    }
    if (const Document* patterns = node.member("patternProperties")) {
      for (const DocumentNode::Member& member : (*patterns)->members) below("*", *member.value);
    }
    for (const char* keyword : {"additionalProperties", "items", "contains"}) {
      const Document* child = node.member(keyword);
      if (child != nullptr && (*child)->is(Kind::Map)) below("*", **child);
    }
    for (const Document& item : branches(node, "prefixItems")) below("*", *item);
  }

  void below(const std::string& token, const DocumentNode& schema) {
    if (schema.is(Kind::Boolean) && schema.text == "false") return;
    path_.push_back(token);
    find(schema);
    path_.pop_back();
  }

  const SchemaView& view_;
  std::vector<std::string> path_;
  std::set<std::vector<std::string>> seen_;
  std::set<const DocumentNode*> inside_;
  int visits_ = 0;
};

}  // namespace

const Document& anything() {
  static const Document kAnything = [] {
    DocumentNode node;
    node.kind = Kind::Map;
    node.file = std::make_shared<const std::string>();
    return std::make_shared<const DocumentNode>(std::move(node));
  }();
  return kAnything;
}

TypeMask type_of(const DocumentNode& value) {
  switch (value.kind) {
    case Kind::Null: return types::Null;
    case Kind::Boolean: return types::Boolean;
    case Kind::Number: return is_integral(value.text) ? types::Integer : types::Fraction;
    case Kind::String: return types::String;
    case Kind::List: return types::Array;
    case Kind::Map: return types::Object;
  }
  return types::All;
}

TypeMask named_types(const DocumentNode& type) {
  if (!type.is(Kind::List)) return type.is(Kind::Null) ? types::Null : type_mask(type.text);
  TypeMask mask = 0;
  for (const Document& item : type.items) mask = static_cast<TypeMask>(mask | named_types(*item));
  return mask;
}

TypeMask own_types(const DocumentNode& schema) {
  if (schema.is(Kind::Boolean)) return schema.text == "false" ? TypeMask{0} : types::All;
  TypeMask mask = types::All;
  if (const Document* type = schema.member("type")) mask = named_types(**type);
  if (const Document* values = schema.member("enum")) {
    TypeMask of_values = 0;
    for (const Document& value : (*values)->items)
      of_values = static_cast<TypeMask>(of_values | type_of(*value));
    mask &= of_values;
  }
  if (const Document* value = schema.member("const")) mask &= type_of(**value);
  return mask;
}

struct SchemaView::References {
  SchemaOptions options;
  Resources resources{options};
};

SchemaView::SchemaView(Document root, const SchemaDocuments& documents)
    : root_(std::move(root)), references_(std::make_shared<References>()) {
  for (const auto& [file, document] : documents) {
    references_->options.documents.emplace("headgate:/" + file, document);
  }
  // What is not registered, since the schema is wrong, is not found later.
  (void)references_->resources.add(root_, references_->options.base, "");
}

const DocumentNode* SchemaView::target(const DocumentNode& from, const DocumentNode& reference) const {
  if (!references_->resources.knows(from)) return nullptr;
  const auto named = references_->resources.find(from, reference);
  const bool is_ours = named && !(*named)->file->starts_with("https://json-schema.org/");
  return is_ours ? named->get() : nullptr;
}

TypeMask SchemaView::types_at(const DocumentNode& schema, const std::vector<Step>& steps) const {
  int visits = 0;
  return types_at(schema, steps, 0, visits);
}

TypeMask SchemaView::types_at(const DocumentNode& schema, const std::vector<Step>& steps, std::size_t at,
                              int& visits) const {
  if (++visits > kVisitsMax) return types::All;
  TypeMask mask = own_types(schema);
  if (at < steps.size()) {
    const TypeMask needed = steps[at].to == Step::To::Element ? types::Array : types::Object;
    if ((mask & needed) == 0) return 0;
    mask = types::All;
    if (!is_open(schema, steps[at])) {
      for (const DocumentNode* below : step_down(schema, steps[at])) {
        mask &= types_at(*below, steps, at + 1, visits);
      }
    }
  }
  if (const DocumentNode* reference = reference_of(schema)) {
    const DocumentNode* named = target(schema, *reference);
    if (named != nullptr) mask &= types_at(*named, steps, at, visits);
  }
  for (const Document& branch : branches(schema, "allOf")) mask &= types_at(*branch, steps, at, visits);
  for (const char* keyword : {"anyOf", "oneOf"}) {
    if (schema.member(keyword) == nullptr) continue;
    TypeMask any = 0;
    for (const Document& branch : branches(schema, keyword)) {
      any = static_cast<TypeMask>(any | types_at(*branch, steps, at, visits));
    }
    mask &= any;
  }
  return mask;
}

std::vector<const DocumentNode*> SchemaView::schemas_at(const DocumentNode& schema,
                                                        const std::vector<Step>& steps) const {
  std::vector<const DocumentNode*> level = {&schema};
  for (std::size_t at = 0;; ++at) {
    std::vector<const DocumentNode*> all;
    for (const DocumentNode* start : level) {
      each_in_place(*this, *start, [&](const DocumentNode& node) {
        if (std::find(all.begin(), all.end(), &node) == all.end()) all.push_back(&node);
      });
    }
    if (at == steps.size()) return all;
    level.clear();
    for (const DocumentNode* node : all) {
      for (const DocumentNode* below : step_down(*node, steps[at])) level.push_back(below);
    }
  }
}

std::vector<std::string> SchemaView::members_at(const DocumentNode& schema,
                                                const std::vector<Step>& steps) const {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const DocumentNode* node : schemas_at(schema, steps)) {
    const Document* properties = node->member("properties");
    if (properties == nullptr) continue;
    for (const DocumentNode::Member& member : (*properties)->members) {
      if (seen.insert(member.key).second) names.push_back(member.key);
    }
  }
  return names;
}

std::vector<std::vector<std::string>> SchemaView::named_places() const {
  PlaceFinder finder(*this);
  finder.find(*root_);
  return std::move(finder.places);
}

void each_in_place(const SchemaView& view, const DocumentNode& schema,
                   const std::function<void(const DocumentNode&)>& see) {
  std::set<const DocumentNode*> seen;
  std::vector<const DocumentNode*> waiting = {&schema};
  for (std::size_t at = 0; at < waiting.size(); ++at) {
    const DocumentNode& node = *waiting[at];
    if (!seen.insert(&node).second) continue;
    see(node);
    if (const DocumentNode* reference = reference_of(node)) {
      if (const DocumentNode* named = view.target(node, *reference)) waiting.push_back(named);
    }
    for (const char* keyword : {"allOf", "anyOf", "oneOf"}) {
      for (const Document& branch : branches(node, keyword)) waiting.push_back(branch.get());
    }
    for (const char* keyword : {"if", "then", "else"}) {
      if (const Document* branch = node.member(keyword)) waiting.push_back(branch->get());
    }
    if (const Document* dependents = node.member("dependentSchemas")) {
      for (const DocumentNode::Member& member : (*dependents)->members) waiting.push_back(member.value.get());
    }
  }
}

}  // namespace headgate::author
