// SPDX-License-Identifier: Apache-2.0
#include "schema/keywords.h"

#include <algorithm>

#include "base/json_pointer.h"

namespace headgate {

namespace {

/// Gives the types that a measure can be taken of.
TypeMask measured_types(Measure measure) {
  switch (measure) {
    case Measure::Value: return types::Number;
    case Measure::Characters: return types::String;
    case Measure::Elements: return types::Array;
    case Measure::Members: return types::Object;
  }
  return 0;
}

}  // namespace

const std::vector<Keyword>& keywords() {
  using types::Array, types::Object, types::String;
  static const std::vector<Keyword> kOthers = {{"type"},
                                               {"enum"},
                                               {"const"},
                                               {"pattern", Holds::Nothing, String},
                                               {"properties", Holds::Map, Object},
                                               {"required", Holds::Nothing, Object},
                                               {"additionalProperties", Holds::Schema, Object},
                                               {"patternProperties", Holds::Map, Object},
                                               {"propertyNames", Holds::Schema, Object},
                                               {"dependentRequired", Holds::Nothing, Object},
                                               {"dependentSchemas", Holds::Map, Object},
                                               {"unevaluatedProperties", Holds::Schema, Object},
                                               {"items", Holds::Schema, Array},
                                               {"prefixItems", Holds::List, Array},
                                               {"contains", Holds::Schema, Array},
                                               {"minContains", Holds::Nothing, Array},
                                               {"maxContains", Holds::Nothing, Array},
                                               {"uniqueItems", Holds::Nothing, Array},
                                               {"unevaluatedItems", Holds::Schema, Array},
                                               {"allOf", Holds::List},
                                               {"anyOf", Holds::List},
                                               {"oneOf", Holds::List},
                                               {"not", Holds::Schema},
                                               {"if", Holds::Schema},
                                               {"then", Holds::Schema},
                                               {"else", Holds::Schema},
                                               {"$ref"},
                                               {"$dynamicRef"},
                                               {"title", Holds::Nothing, 0},
                                               {"description", Holds::Nothing, 0},
                                               {"$comment", Holds::Nothing, 0},
                                               {"default", Holds::Nothing, 0},
                                               {"examples", Holds::Nothing, 0},
                                               {"deprecated", Holds::Nothing, 0},
                                               {"readOnly", Holds::Nothing, 0},
                                               {"writeOnly", Holds::Nothing, 0},
                                               {"$schema", Holds::Nothing, 0},
                                               {"$id", Holds::Nothing, 0},
                                               {"$anchor", Holds::Nothing, 0},
                                               {"$dynamicAnchor", Holds::Nothing, 0},
                                               {"$vocabulary", Holds::Nothing, 0},
                                               {"$defs", Holds::Map, 0},
                                               {"contentEncoding", Holds::Nothing, 0},
                                               {"contentSchema", Holds::Schema, 0},
                                               {"contentMediaType", Holds::Nothing, 0},
                                               {"format", Holds::Nothing, String}};
  static const std::vector<Keyword> kAll = [] {
    std::vector<Keyword> all = kOthers;
    for (const BoundRule& rule : bound_rules())
      all.push_back({rule.keyword, Holds::Nothing, measured_types(rule.measure)});
    return all;
  }();
  return kAll;
}

const std::vector<std::string>& schema_keywords() {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> names;
    for (const Keyword& keyword : keywords()) names.push_back(keyword.name);
    return names;
  }();
  return kNames;
}

const Keyword* find_keyword(const std::string& name) {
  const auto& all = keywords();
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const Keyword& keyword) { return keyword.name == name; });
  return at == all.end() ? nullptr : &*at;
}

std::vector<std::string> type_words(TypeMask mask) {
  std::vector<std::string> words;
  for (const auto& [type, word] : {std::pair{types::Object, "object"},
                                   {types::Array, "array"},
                                   {types::String, "string"},
                                   {types::Fraction, "number"},
                                   {types::Integer, "integer"},
                                   {types::Boolean, "boolean"},
                                   {types::Null, "null"}}) {
    const bool is_said = type == types::Integer && (mask & types::Fraction) != 0;
    if ((mask & type) != 0 && !is_said) words.emplace_back(word);
  }
  return words;
}

Holds holds_schemas(const std::string& keyword) {
  if (keyword == "definitions") return Holds::Map;
  const Keyword* const known = find_keyword(keyword);
  return known == nullptr ? Holds::Nothing : known->holds;
}

std::vector<InnerSchema> inner_schemas(const DocumentNode& schema) {
  std::vector<InnerSchema> all;
  for (const DocumentNode::Member& member : schema.members) {
    const std::string step = pointer_step(member.key);
    switch (holds_schemas(member.key)) {
      case Holds::Nothing: break;
      case Holds::Schema: all.push_back({member, step, member.value}); break;
      case Holds::List:
        for (const Document& item : member.value->items) {
          all.push_back({member, step + "/" + std::to_string(&item - member.value->items.data()), item});
        }
        break;
      case Holds::Map:
        for (const DocumentNode::Member& entry : member.value->members) {
          all.push_back({member, step + pointer_step(entry.key), entry.value});
        }
        break;
    }
  }
  return all;
}

}  // namespace headgate
