// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "schema/schema_compiler.h"

namespace headgate {

/// Compiles the schema under a keyword; kNone where the keyword is not there.
Result<std::int32_t> SchemaCompiler::child(Work& work, const char* keyword) {
  const Document* node = work.node->member(keyword);
  if (node == nullptr) return kNone;
  if (std::string(keyword) == "items" && (*node)->is(DocumentNode::Kind::List)) {
    return refuse(**node, "items takes one schema, for all elements: write prefixItems for a list of them");
  }
  return schema(*node, work.scope);
}

/// Compiles the list of schemas under a keyword.
Result<Range> SchemaCompiler::children(Work& work, const char* keyword) {
  const Document* list = work.node->member(keyword);
  if (list == nullptr) return Range{};
  if (!(*list)->is(DocumentNode::Kind::List) || (*list)->items.empty()) {
    return refuse(**list, "{} has to be a list of at least one schema, here stands {}", keyword,
                  describe(**list));
  }
  std::vector<std::int32_t> places;
  for (const Document& item : (*list)->items) {
    TRY(places.emplace_back(), schema(item, work.scope));
  }
  const Range range = {static_cast<std::uint32_t>(schema_.branches.size()),
                       static_cast<std::uint32_t>(places.size())};
  schema_.branches.insert(schema_.branches.end(), places.begin(), places.end());
  return range;
}

/// `properties` and `required`, in one table, and `additionalProperties`.
Status SchemaCompiler::properties(Work& work) {
  const DocumentNode& node = *work.node;
  std::vector<std::string> keys;
  std::vector<Property> found;
  std::map<std::string, std::size_t> places;
  if (const Document* map = node.member("properties")) {
    TRY_OK(check_keys(**map, "properties", {}));
    for (const DocumentNode::Member& member : (*map)->members) {
      Property property;
      TRY(property.check, schema(member.value, work.scope));
      places.emplace(member.key, keys.size());
      keys.push_back(member.key);
      found.push_back(property);
    }
  }
  const Document* required = work.resource->validates ? node.member("required") : nullptr;
  if (required != nullptr) {
    if ((*required)->is(DocumentNode::Kind::Boolean)) {
      return refuse(**required, "required is a list of member names and stands in the object around them");
    }
    TRY(const auto names, as_texts(**required, "required"));
    for (const std::string& name : names) {
      const auto [place, is_new] = places.emplace(name, keys.size());
      if (is_new) {
        keys.push_back(name);
        found.emplace_back();
      }
      Property& property = found[place->second];
      if (property.required) return refuse(**required, "required names \"{}\" twice: once is enough", name);
      property.required = true;
    }
  }
  TRY(work.check.additional, child(work, "additionalProperties"));
  if (keys.empty()) return {};
  constexpr std::size_t kBits = 64;
  for (std::size_t i = 0; i < std::min(kBits, found.size()); ++i) {
    if (found[i].required) work.check.required |= std::uint64_t{1} << i;
  }
  work.check.properties = {static_cast<std::uint32_t>(schema_.properties.size()),
                           static_cast<std::uint32_t>(found.size())};
  schema_.properties.insert(schema_.properties.end(), found.begin(), found.end());
  work.check.keys = static_cast<std::int32_t>(schema_.key_tables.size());
  schema_.key_tables.emplace_back(std::move(keys));
  return {};
}

Status SchemaCompiler::object_rule(Work& work) {
  TRY_OK(bounds(work, Measure::Members));
  ObjectRule rule;
  TRY(rule.names, child(work, "propertyNames"));
  TRY(rule.patterns, pattern_properties(work));
  TRY(rule.dependents, dependents(work));
  TRY(rule.unevaluated, child(work, "unevaluatedProperties"));
  if (rule.names == kNone && rule.patterns.count == 0 && rule.dependents.count == 0 &&
      rule.unevaluated == kNone) {
    return {};
  }
  work.check.object = static_cast<std::int32_t>(schema_.object_rules.size());
  schema_.object_rules.push_back(rule);
  return {};
}

Result<Range> SchemaCompiler::pattern_properties(Work& work) {
  const Document* map = work.node->member("patternProperties");
  if (map == nullptr) return Range{};
  TRY_OK(check_keys(**map, "patternProperties", {}));
  std::vector<PatternProperty> found;
  for (const DocumentNode::Member& member : (*map)->members) {
    const auto expression = pattern(member.key);
    if (!expression) return refuse_key(**map, member, "{}", expression.error().message);
    TRY(const std::int32_t check, schema(member.value, work.scope));
    found.push_back({*expression, check});
  }
  const Range range = {static_cast<std::uint32_t>(schema_.pattern_properties.size()),
                       static_cast<std::uint32_t>(found.size())};
  schema_.pattern_properties.insert(schema_.pattern_properties.end(), found.begin(), found.end());
  return range;
}

/// `dependentRequired` and `dependentSchemas`: both say what the presence of a member asks for.
Result<Range> SchemaCompiler::dependents(Work& work) {
  std::vector<Dependent> found;
  const Document* names = work.resource->validates ? work.node->member("dependentRequired") : nullptr;
  if (names != nullptr) {
    TRY_OK(check_keys(**names, "dependentRequired", {}));
    for (const DocumentNode::Member& member : (*names)->members) {
      TRY(auto required, as_texts(*member.value, "dependentRequired"));
      found.push_back({member.key, std::move(required), kNone});
    }
  }
  if (const Document* schemas = work.node->member("dependentSchemas")) {
    TRY_OK(check_keys(**schemas, "dependentSchemas", {}));
    for (const DocumentNode::Member& member : (*schemas)->members) {
      TRY(const std::int32_t check, schema(member.value, work.scope));
      found.push_back({member.key, {}, check});
    }
  }
  const Range range = {static_cast<std::uint32_t>(schema_.dependents.size()),
                       static_cast<std::uint32_t>(found.size())};
  schema_.dependents.insert(schema_.dependents.end(), found.begin(), found.end());
  return range;
}

Status SchemaCompiler::array_rule(Work& work) {
  TRY(work.check.items, child(work, "items"));
  TRY_OK(bounds(work, Measure::Elements));
  ArrayRule rule;
  TRY(rule.prefix, children(work, "prefixItems"));
  TRY(rule.contains, child(work, "contains"));
  TRY(rule.contains_min, count(work, "minContains", 1));
  TRY(rule.contains_max, count(work, "maxContains", kNone));
  TRY(rule.unevaluated, child(work, "unevaluatedItems"));
  if (const Document* unique = work.resource->validates ? work.node->member("uniqueItems") : nullptr) {
    TRY(rule.unique, as_boolean(**unique, "uniqueItems"));
  }
  if (rule.prefix.count == 0 && rule.contains == kNone && rule.unevaluated == kNone && !rule.unique)
    return {};
  work.check.array = static_cast<std::int32_t>(schema_.array_rules.size());
  schema_.array_rules.push_back(rule);
  return {};
}

}  // namespace headgate
