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

/// Lists the schemas that a schema has for one step down.
std::vector<const DocumentNode*> step_down(const DocumentNode& schema, const Step& step) {
  if (step.to == Step::To::Element) return schemas_under(schema, {"prefixItems", "items"});
  const DocumentNode* const properties = value_of(schema, "properties");
  const DocumentNode* const named =
      properties == nullptr || step.to == Step::To::AnyMember ? nullptr : value_of(*properties, step.name);
  return named != nullptr ? std::vector{named} : schemas_under(schema, {"additionalProperties"});
}

/// Says whether members or elements of a step may lie outside of what step_down() gives.
bool is_open(const DocumentNode& schema, const Step& step) {
  return value_of(schema, step.to == Step::To::Element ? "prefixItems" : "patternProperties") != nullptr;
}

class PlaceFinder {
 public:
  explicit PlaceFinder(const SchemaView& view) : view_(view) {}

  void find(const DocumentNode& schema) {
    if (++visits_ > kVisitsMax || path_.size() > kPlaceTokensMax) return;
    if (seen_.insert(path_).second) places.push_back(path_);
    if (!inside_.insert(&schema).second) return;  // It refers to itself.
    for (const DocumentNode* node : view_.in_place(schema)) children(*node);
    inside_.erase(&schema);
  }

  std::vector<std::vector<std::string>> places;

 private:
  void children(const DocumentNode& node) {
    if (const DocumentNode* properties = value_of(node, "properties")) {
      for (const DocumentNode::Member& member : properties->members) below(member.key, *member.value);
    }
    for (const DocumentNode* any : schemas_under(node, {"patternProperties", "prefixItems"}))
      below("*", *any);
    for (const DocumentNode* any : schemas_under(node, {"additionalProperties", "items", "contains"})) {
      if (any->is(Kind::Map)) below("*", *any);
    }
  }

  void below(const std::string& token, const DocumentNode& schema) {
    if (is_false(schema)) return;
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

bool is_false(const DocumentNode& schema) { return schema.is(Kind::Boolean) && schema.text == "false"; }

bool is_true(const DocumentNode& schema) {
  return (schema.is(Kind::Boolean) && schema.text == "true") ||
         (schema.is(Kind::Map) && schema.members.empty());
}

const DocumentNode* value_of(const DocumentNode& schema, const std::string& keyword) {
  const Document* value = schema.member(keyword);
  return value == nullptr ? nullptr : value->get();
}

std::vector<const DocumentNode*> schemas_under(const DocumentNode& schema,
                                               std::initializer_list<const char*> keywords) {
  std::vector<const DocumentNode*> found;
  for (const char* keyword : keywords) {
    const DocumentNode* const value = value_of(schema, keyword);
    if (value == nullptr) continue;
    const Holds holds = holds_schemas(keyword);
    if (holds == Holds::Schema) found.push_back(value);
    for (const Document& item : value->items) {
      if (holds == Holds::List) found.push_back(item.get());
    }
    for (const DocumentNode::Member& member : value->members) {
      if (holds == Holds::Map) found.push_back(member.value.get());
    }
  }
  return found;
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
  if (schema.is(Kind::Boolean)) return is_false(schema) ? TypeMask{0} : types::All;
  TypeMask mask = types::All;
  if (const DocumentNode* type = value_of(schema, "type")) mask = named_types(*type);
  if (const DocumentNode* values = value_of(schema, "enum")) {
    TypeMask of_values = 0;
    for (const Document& value : values->items)
      of_values = static_cast<TypeMask>(of_values | type_of(*value));
    mask &= of_values;
  }
  if (const DocumentNode* value = value_of(schema, "const")) mask &= type_of(*value);
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

std::vector<const DocumentNode*> SchemaView::targets(const DocumentNode& schema) const {
  std::vector<const DocumentNode*> found;
  for (const char* keyword : {"$ref", "$dynamicRef"}) {
    const DocumentNode* const reference = value_of(schema, keyword);
    if (reference == nullptr || !references_->resources.knows(schema)) continue;
    const auto named = references_->resources.find(schema, *reference);
    const bool is_ours = named && !(*named)->file->starts_with("https://json-schema.org/");
    if (is_ours) found.push_back(named->get());
  }
  return found;
}

std::vector<const DocumentNode*> SchemaView::in_place(const DocumentNode& schema) const {
  std::vector<const DocumentNode*> all;
  std::set<const DocumentNode*> seen;
  std::vector<const DocumentNode*> waiting = {&schema};
  const auto wait = [&](const std::vector<const DocumentNode*>& more) {
    waiting.insert(waiting.end(), more.begin(), more.end());
  };
  for (std::size_t at = 0; at < waiting.size(); ++at) {
    const DocumentNode& node = *waiting[at];
    if (!seen.insert(&node).second) continue;
    all.push_back(&node);
    wait(targets(node));
    wait(schemas_under(node, {"allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas"}));
  }
  return all;
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
  for (const DocumentNode* named : targets(schema)) mask &= types_at(*named, steps, at, visits);
  for (const DocumentNode* part : schemas_under(schema, {"allOf"}))
    mask &= types_at(*part, steps, at, visits);
  for (const char* keyword : {"anyOf", "oneOf"}) {
    if (value_of(schema, keyword) == nullptr) continue;
    TypeMask any = 0;
    for (const DocumentNode* branch : schemas_under(schema, {keyword})) {
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
      for (const DocumentNode* node : in_place(*start)) {
        if (std::find(all.begin(), all.end(), node) == all.end()) all.push_back(node);
      }
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
    const DocumentNode* const properties = value_of(*node, "properties");
    if (properties == nullptr) continue;
    for (const DocumentNode::Member& member : properties->members) {
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

}  // namespace headgate::author
