// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "answers/author/import/cerberus_reader.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

/// Gives a map of a schema, empty where it has none, to put more into.
Yaml map_of(const Yaml& schema, const char* key) {
  const Yaml* map = schema.find(key);
  return map == nullptr ? Yaml::map() : *map;
}

std::vector<std::string> split(const std::string& path) {
  std::vector<std::string> parts(1);
  for (const char c : path) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

bool is_required(const DocumentNode& rules, bool otherwise) {
  const DocumentNode* const required = value_of(rules, "required");
  return required == nullptr ? otherwise : required->text == "true";
}

Result<std::vector<std::string>> required_fields(const DocumentNode& fields,
                                                 const CerberusReader::Around& around) {
  std::vector<std::string> names;
  for (const DocumentNode::Member& field : fields.members) {
    TRY_OK(flag(*field.value, "required", false));
    const bool is_filled_in = field.value->member("default") != nullptr && !around.in_alternative;
    if (is_required(*field.value, around.require_all) && !is_filled_in) names.push_back(field.key);
  }
  return names;
}

/// Asks for the member at a path such as `a.b`, and for one of `values` where there are some.
Result<Yaml> dependency(const DocumentNode& path, const CerberusReader::Around& around, Yaml values) {
  if (path.text.starts_with('^') && std::count(around.pointer.begin(), around.pointer.end(), '/') > 1) {
    return refuse(path,
                  "\"{}\" asks for a field of the whole event from deep inside: write it by hand at the top",
                  path.text);
  }
  const std::vector<std::string> parts = split(path.text.substr(path.text.starts_with('^') ? 1 : 0));
  Yaml asked;
  for (std::size_t i = parts.size(); i-- > 0;) {
    Yaml level = Yaml::map({{"required", Yaml::texts({parts[i]})}});
    if (i + 1 == parts.size()) {
      if (!values.items.empty()) level.set("properties", keyword(parts[i], keyword("enum", values)));
    } else {
      level.set("properties", keyword(parts[i], std::move(asked)));
    }
    if (i != 0) level.members.insert(level.members.begin(), {"type", Yaml::text("object")});
    asked = std::move(level);
  }
  return asked;
}

/// `excludes` refuses other fields. Where they are all required and exclude each other, one of them has to be
/// there.
Status excludes(const DocumentNode::Member& field, const DocumentNode& fields,
                std::vector<std::string>& required, Yaml& schema) {
  std::set<std::string> group = {field.key};
  Yaml refused = Yaml::map();
  for (const DocumentNode* other : one_or_many(**field.value->member("excludes"))) {
    group.insert(other->text);
    refused.set(other->text, Yaml::plain("false"));
  }
  const auto is_in = [&](const std::string& name) {
    return std::find(required.begin(), required.end(), name) != required.end();
  };
  const auto excludes_all = [&](const std::string& name) {
    const DocumentNode* const rules = value_of(fields, name);
    const DocumentNode* const rule = rules == nullptr ? nullptr : value_of(*rules, "excludes");
    if (rule == nullptr || rules->member("nullable") != nullptr || !is_required(*rules, false)) return false;
    std::set<std::string> names = {name};
    for (const DocumentNode* other : one_or_many(*rule)) names.insert(other->text);
    return names == group;
  };
  const auto any_required = std::any_of(group.begin(), group.end(), [&](const std::string& name) {
    const DocumentNode* const rules = value_of(fields, name);
    return is_in(name) || (rules != nullptr && is_required(*rules, false));
  });
  if (any_required && !std::all_of(group.begin(), group.end(), excludes_all)) {
    return refuse(
        **field.value->member("excludes"),
        "excludes beside required is taken over where each of the fields is required, not nullable and "
        "excludes all the others: write this one by hand with oneOf");
  }
  if (any_required) {
    std::erase_if(required, [&](const std::string& name) { return group.contains(name); });
    Yaml branches = Yaml::list({});
    for (const std::string& name : group) branches.items.push_back(keyword("required", Yaml::texts({name})));
    const Yaml one_of = keyword("oneOf", std::move(branches));
    const Yaml* there = schema.find("oneOf");
    if (there == nullptr || !(*there == one_of.members.front().second)) add_part(schema, one_of);
    return {};
  }
  Yaml all = map_of(schema, "dependentSchemas");
  Yaml part = map_of(all, field.key.c_str());
  add_part(part, keyword("properties", std::move(refused)));
  schema.set("dependentSchemas", all.set(field.key, std::move(part)));
  return {};
}

}  // namespace

std::vector<const DocumentNode*> one_or_many(const DocumentNode& rule) {
  if (!rule.is(Kind::List)) return {&rule};
  std::vector<const DocumentNode*> all;
  for (const Document& item : rule.items) all.push_back(item.get());
  return all;
}

CerberusReader::Around CerberusReader::Around::below(const char* step) const {
  Around inside = *this;
  inside.pointer += step;
  inside.types = 0;
  inside.nulls_are_out = inside.is_field = false;
  return inside;
}

/// Translates `schema`, `allow_unknown`, `keysrules` and `valuesrules` of a map.
Status CerberusReader::mapping(Work& work) {
  const DocumentNode* schema = work.rule("schema");
  const bool is_map = (work.types & types::Object) != 0, is_list = (work.types & types::Array) != 0;
  if (schema != nullptr && schema->is(Kind::String)) {
    return refuse(*schema, "\"{}\" names a schema that Python code registers: write it out", schema->text);
  }
  if (schema != nullptr && is_map == is_list) {
    return refuse(*schema,
                  "schema describes a map or the elements of a list: say type: dict or type: list beside it");
  }
  if (schema != nullptr && is_map) {
    Around inside = work.around.below("");
    if (const DocumentNode* unknown = work.rule("allow_unknown")) inside.unknown = unknown;
    TRY(inside.require_all, flag(work.rules, "require_all", inside.require_all));
    TRY(Yaml members, fields(*schema, inside));
    for (auto& [key, value] : members.members) work.schema.set(key, std::move(value));
  } else if (work.rule("allow_unknown") != nullptr && !work.around.in_alternative) {
    note("allow_unknown says nothing without a schema", work.around.pointer);
  }
  for (const auto& [rule, name, step] : {std::tuple{"keysrules", "propertyNames", ""},
                                         {"keyschema", "propertyNames", ""},
                                         {"valuesrules", "additionalProperties", "/*"},
                                         {"valueschema", "additionalProperties", "/*"}}) {
    if (work.rule(rule) == nullptr) continue;
    TRY(Yaml inside, rules(*work.rule(rule), work.around.below(step)));
    add_part(work.schema, keyword(name, std::move(inside)));
  }
  return {};
}

/// Translates `schema`, `items` and `contains` of a list.
Status CerberusReader::sequence(Work& work) {
  const Around around = work.around.below("/*");
  const DocumentNode* schema = work.rule("schema");
  if (schema != nullptr && (work.types & types::Array) != 0) {
    TRY(Yaml elements, rules(*schema, around));
    if (!elements.is_empty()) work.schema.set("items", std::move(elements));
  }
  const bool is_list = work.types == types::Array;
  if (const DocumentNode* items = work.rule("items")) {
    if (!is_list) return refuse(*items, "items fails on what is no list: say type: list beside it");
    if (!items->is(Kind::List))
      return refuse(*items, "items has to be a list, here stands {}", describe(*items));
    Yaml prefix = Yaml::list({});
    for (const Document& item : items->items) {
      TRY(prefix.items.emplace_back(), rules(*item, around));
    }
    const Yaml count = Yaml::plain(std::to_string(prefix.items.size()));
    Yaml part = Yaml::map({{"minItems", count}, {"maxItems", count}});
    if (!prefix.items.empty()) part.set("prefixItems", std::move(prefix));
    add_part(work.unless_empty, std::move(part));
  }
  if (const DocumentNode* contains = work.rule("contains")) {
    if (!is_list)
      return refuse(*contains, "contains looks into texts and maps too: say type: list beside it");
    for (const DocumentNode* value : one_or_many(*contains)) {
      add_part(work.schema, keyword("contains", keyword("const", Yaml::of(*value))));
      note_equal("contains", *value, work.around.pointer);
    }
  }
  return {};
}

Result<Yaml> CerberusReader::fields(const DocumentNode& fields, const Around& around) {
  if (!fields.is(Kind::Map)) {
    return refuse(fields, "a schema has to be a map from fields to rules, here stands {}", describe(fields));
  }
  Yaml schema = Yaml::map(), properties = Yaml::map();
  TRY(std::vector<std::string> names, required_fields(fields, around));
  for (const DocumentNode::Member& field : fields.members) {
    Around inside = around;
    inside.pointer = around.pointer + pointer_step(field.key);
    inside.is_field = true;
    TRY(Yaml rules_of_field, rules(*field.value, inside));
    properties.set(field.key, rules_of_field.is_empty() ? Yaml::plain("true") : std::move(rules_of_field));
    if (const DocumentNode* rule = value_of(*field.value, "dependencies")) {
      TRY_OK(dependencies(field.key, *rule, inside, schema));
    }
    if (field.value->member("excludes") != nullptr) TRY_OK(excludes(field, fields, names, schema));
  }
  Yaml ordered = Yaml::map();
  if (!names.empty()) ordered.set("required", Yaml::texts(names));
  if (!properties.is_empty()) ordered.set("properties", std::move(properties));
  for (auto& [key, value] : schema.members) ordered.set(key, std::move(value));
  TRY_OK(unknown_members(around, ordered));
  return ordered;
}

/// `dependencies` asks for fields, `a` or `a.b`, or for fields with certain values.
Status CerberusReader::dependencies(const std::string& field, const DocumentNode& rule, const Around& around,
                                    Yaml& schema) {
  Yaml wanted = Yaml::map();
  std::vector<std::string> plain;
  if (rule.is(Kind::Map)) {
    for (const DocumentNode::Member& member : rule.members) {
      DocumentNode path = *member.value;
      path.text = member.key;
      Yaml values = Yaml::list({});
      for (const DocumentNode* value : one_or_many(*member.value)) {
        if (value->is(Kind::Null)) {
          return refuse(*value, "a dependency on null also holds where \"{}\" is missing: write it by hand",
                        member.key);
        }
        values.items.push_back(Yaml::of(*value));
        note_equal("dependencies", *value, around.pointer);
      }
      TRY(Yaml part, dependency(path, around, std::move(values)));
      add_part(wanted, std::move(part));
    }
  } else {
    for (const DocumentNode* path : one_or_many(rule)) {
      if (path->text.find('.') == std::string::npos && !path->text.starts_with('^')) {
        plain.push_back(path->text);
        continue;
      }
      TRY(Yaml part, dependency(*path, around, {}));
      add_part(wanted, std::move(part));
    }
  }
  if (!plain.empty()) {
    Yaml all = map_of(schema, "dependentRequired");
    schema.set("dependentRequired", all.set(field, Yaml::texts(plain)));
  }
  if (!wanted.is_empty()) {
    Yaml all = map_of(schema, "dependentSchemas");
    schema.set("dependentSchemas", all.set(field, std::move(wanted)));
  }
  return {};
}

Status CerberusReader::unknown_members(const Around& around, Yaml& schema) {
  const bool is_map = around.unknown != nullptr && !around.unknown->is(Kind::Boolean);
  if (!is_map) {
    const bool is_refused = around.unknown == nullptr ? around.is_closed : around.unknown->text == "false";
    if (is_refused) schema.set("additionalProperties", Yaml::plain("false"));
    return {};
  }
  Around inside = around;
  inside.pointer += "/*";
  inside.is_field = false;
  TRY(Yaml others, rules(*around.unknown, inside));
  schema.set("additionalProperties", std::move(others));
  return {};
}

void CerberusReader::note_equal(const char* rule, const DocumentNode& value, const std::string& pointer) {
  if (!value.is(Kind::Boolean) && value.text != "1" && value.text != "0") return;
  note(std::string(rule) + ": for Cerberus true is 1 and false is 0; here they are different values",
       pointer);
}

Result<Imported> import_cerberus(const Document& fields, bool is_closed) {
  CerberusReader reader;
  CerberusReader::Around around;
  around.is_closed = is_closed;
  TRY(const Yaml members, reader.fields(*fields, around));
  Imported imported;
  imported.expect = Yaml::map({{"type", Yaml::text("object")}});
  for (const auto& [key, value] : members.members) imported.expect.set(key, value);
  imported.notes = reader.notes();
  if (!is_closed) {
    imported.notes.insert(imported.notes.begin(),
                          "members that the file does not name are allowed, as with Validator(..., "
                          "allow_unknown=True); --closed refuses them");
  }
  return imported;
}

}  // namespace headgate::author
