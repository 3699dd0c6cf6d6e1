// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "answers/author/import/cerberus_reader.h"
#include "schema/keywords.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

/// What combines alternatives, and its keyword.
const std::map<std::string, std::string> kOperations = {
    {"anyof", "anyOf"}, {"allof", "allOf"}, {"noneof", "not"}, {"oneof", "oneOf"}};

/// What is understood; the alternatives come on top (`anyof`, `anyof_schema`).
const std::vector<std::string> kRules = {
    "type",        "required",  "nullable",    "allowed",     "forbidden",    "schema",   "min",
    "max",         "minlength", "maxlength",   "regex",       "empty",        "contains", "items",
    "keysrules",   "keyschema", "valuesrules", "valueschema", "dependencies", "excludes", "allow_unknown",
    "require_all", "meta",      "default",     "readonly"};

const std::map<std::string, std::string> kRefused = {
    {"coerce", "it changes values, a contract only judges them; casts stand in table.columns"},
    {"rename", "it changes events, a contract only judges them; a column may have any name"},
    {"rename_handler", "it changes events, a contract only judges them"},
    {"purge_unknown", "it changes events, a contract only judges them"},
    {"default_setter", "it runs Python; a column takes a fixed default"},
    {"check_with", "it runs Python: say what it looks for in keywords"},
    {"validator", "it runs Python: say what it looks for in keywords"}};

std::string operation_of(const std::string& rule) {
  for (const auto& [operation, name] : kOperations) {
    if (rule == operation || rule.starts_with(operation + "_")) return operation;
  }
  return {};
}

bool holds_null(const Yaml& list) {
  return std::any_of(list.items.begin(), list.items.end(),
                     [](const Yaml& item) { return item.scalar == "null"; });
}

/// Refuses null where the field does and nothing else says so yet.
void keep_nulls_out(CerberusReader::Work& work) {
  if (work.is_nullable || work.has_type || work.around.nulls_are_out) return;
  if (work.around.types != 0) {
    if (work.schema.find("type") == nullptr) work.schema.set("type", type_yaml(work.around.types));
    return;
  }
  const Yaml* values = work.schema.find("enum");
  if (work.schema.find("const") != nullptr || (values != nullptr && !holds_null(*values))) return;
  for (const char* keyword : {"anyOf", "oneOf", "allOf"}) {
    const Yaml* branches = work.schema.find(keyword);
    if (branches == nullptr) continue;
    const auto refuses_null = [](const Yaml& branch) {
      const Yaml* type = branch.find("type");
      return type != nullptr && type->scalar != "\"null\"" &&
             std::none_of(type->items.begin(), type->items.end(),
                          [](const Yaml& name) { return name.scalar == "\"null\""; });
    };
    const auto& items = branches->items;
    if (std::all_of(items.begin(), items.end(), refuses_null)) return;
  }
  Yaml schema = Yaml::map({{"type", type_yaml(types::NotNull)}});
  for (auto& [key, value] : work.schema.members) schema.set(key, std::move(value));
  work.schema = std::move(schema);
}

}  // namespace

Result<bool> flag(const DocumentNode& rules, const char* rule, bool otherwise) {
  const DocumentNode* const value = value_of(rules, rule);
  return value == nullptr ? otherwise : as_boolean(*value, rule);
}

Status CerberusReader::check_rules(const DocumentNode& rules, const Around& around) {
  if (rules.is(Kind::String)) {
    return refuse(rules, "\"{}\" names a set of rules that Python code registers: write the rules out",
                  rules.text);
  }
  if (!rules.is(Kind::Map))
    return refuse(rules, "the rules of a field have to be a map, here stands {}", describe(rules));
  std::set<std::string> operations;
  for (const DocumentNode::Member& member : rules.members) {
    if (const auto refused = kRefused.find(member.key); refused != kRefused.end()) {
      return refuse_key(rules, member, "the rule \"{}\" cannot be taken over: {}", member.key,
                        refused->second);
    }
    if (const std::string operation = operation_of(member.key); !operation.empty()) {
      if (operations.insert(operation).second) continue;
      return refuse_key(rules, member, "\"{}\" stands here twice, and Cerberus forgets one of them",
                        operation);
    }
    if (std::find(kRules.begin(), kRules.end(), member.key) == kRules.end()) {
      return refuse_key(rules, member, "Cerberus 1.3 has no rule \"{}\"{}", member.key,
                        did_you_mean(member.key, kRules));
    }
    const bool is_about_fields = member.key == "dependencies" || member.key == "excludes";
    if (!around.is_field && is_about_fields) {
      return refuse_key(rules, member,
                        "the rule \"{}\" is about other fields: write it into the rules of a field",
                        member.key);
    }
    if (!around.is_field && member.key == "required") {
      note("required says nothing in the rules of an element or an alternative", around.pointer);
    }
  }
  TRY(const bool is_readonly, flag(rules, "readonly", false));
  if (is_readonly)
    return refuse(**rules.member("readonly"), "readonly refuses the field itself: leave the field out");
  return {};
}

/// Translates one set of rules. Cerberus looks at null first, then at the type, then at emptiness, and each
/// of the three ends the search; JSON Schema's keywords say nothing of other types, which comes to the same.
Result<Yaml> CerberusReader::rules(const DocumentNode& rules, const Around& around) {
  TRY_OK(check_rules(rules, around));
  Work work{rules, around, around.types, false, false, {}, {}};
  TRY(work.is_nullable, flag(rules, "nullable", false));
  if (rules.member("default") != nullptr) {
    // Cerberus puts the default in the place of null before it looks.
    if (!around.in_alternative) work.is_nullable = true;
    note(around.in_alternative
             ? "default has no effect in an alternative"
             : "default: Cerberus fills it in before it judges, so the field may be missing or "
               "null; give the column a default for the table to show it",
         around.pointer);
  }
  TRY_OK(type(work));
  TRY_OK(mapping(work));
  TRY_OK(sequence(work));
  TRY_OK(allowed(work));
  TRY_OK(forbidden(work));
  TRY_OK(bounds(work));
  TRY_OK(lengths(work));
  TRY_OK(text(work));
  excuse_empty(work);
  TRY_OK(alternatives(work));
  keep_nulls_out(work);
  if (const DocumentNode* meta = work.rule("meta")) {
    work.schema.set("$comment", Yaml::text(meta->is(Kind::String) ? meta->text : describe(*meta)));
    if (!meta->is(Kind::String))
      note("meta says something for people: look it up in the original", around.pointer);
  }
  return std::move(work.schema);
}

Status CerberusReader::type(Work& work) {
  const DocumentNode* type = work.rule("type");
  if (type == nullptr) return {};
  static const std::map<std::string, TypeMask> kTypes = {
      {"string", types::String},   {"integer", types::Integer},
      {"float", types::Number},    {"number", types::Number},
      {"boolean", types::Boolean}, {"dict", types::Object},
      {"list", types::Array},      {"container", types::Array | types::Object}};
  work.types = 0;
  for (const DocumentNode* name : one_or_many(*type)) {
    const auto known = kTypes.find(name->text);
    if (known == kTypes.end()) {
      std::vector<std::string> words;
      for (const auto& entry : kTypes) words.push_back(entry.first);
      return refuse(*name, "no value of JSON is of the type {}{}", describe(*name),
                    did_you_mean(name->text, words));
    }
    work.types = static_cast<TypeMask>(work.types | known->second);
    if (name->text == "integer") {
      note(
          "integer: Cerberus takes true and false and refuses 1.0 and 1e2; here a number without a fraction "
          "is an "
          "integer, and true and false are none",
          work.around.pointer);
    } else if (name->text == "float") {
      note("float: Cerberus takes true and false; here they are no numbers", work.around.pointer);
    }
  }
  if (work.types == 0) return refuse(*type, "type has to name a type");
  work.has_type = true;
  const bool is_said = work.around.nulls_are_out && work.types == work.around.types;
  if (!is_said) work.schema.set("type", type_yaml(work.is_nullable ? work.types | types::Null : work.types));
  return {};
}

Status CerberusReader::alternatives(Work& work) {
  for (const DocumentNode::Member& member : work.rules.members) {
    const std::string operation = operation_of(member.key);
    if (!operation.empty()) TRY_OK(alternative(work, member, operation));
  }
  return {};
}

Status CerberusReader::alternative(Work& work, const DocumentNode::Member& rule,
                                   const std::string& operation) {
  if (!rule.value->is(Kind::List) || rule.value->items.empty()) {
    return refuse(*rule.value, "{} has to be a list of rules, here stands {}", rule.key,
                  describe(*rule.value));
  }
  Around around = work.around;
  around.in_alternative = true;
  around.is_field = false;
  around.types = work.types;
  around.nulls_are_out = !work.is_nullable && work.types != 0 && (work.has_type || work.around.nulls_are_out);
  if (const DocumentNode* unknown = work.rule("allow_unknown")) around.unknown = unknown;
  Yaml branches = Yaml::list({});
  for (const Document& definition : rule.value->items) {
    DocumentNode written_out = *definition;
    if (rule.key != operation) {
      // anyof_schema: [a, b] is short for anyof: [{schema: a}, {schema: b}].
      written_out = *rule.value;
      written_out.kind = Kind::Map;
      written_out.items.clear();
      written_out.members = {
          {rule.key.substr(operation.size() + 1), definition->line, definition->column, definition}};
    }
    TRY(branches.items.emplace_back(), rules(written_out, around));
  }
  const std::string& name = kOperations.at(operation);
  const Yaml* there = work.schema.find(name);
  if (name == "allOf" && there != nullptr) {
    Yaml all = *there;
    for (Yaml& branch : branches.items) all.items.push_back(std::move(branch));
    work.schema.set(name, std::move(all));
    return {};
  }
  if (name == "not") branches = keyword("anyOf", std::move(branches));
  add_part(work.schema, keyword(name, std::move(branches)));
  return {};
}

}  // namespace headgate::author
