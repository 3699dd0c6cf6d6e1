// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "author/cerberus_reader.h"

namespace headgate {

namespace {

using Kind = DocumentNode::Kind;

constexpr TypeMask kScalars = types::Boolean | types::Number | types::String;
constexpr TypeMask kNotNull = types::All & ~types::Null;

const std::vector<std::string> kOperations = {"anyof", "allof", "noneof", "oneof"};

/// What is understood; the alternatives come on top (`anyof`, `anyof_schema`).
const std::vector<std::string> kRules = {
    "type",      "required",  "nullable",    "allowed",     "forbidden",    "schema",   "min",
    "max",       "minlength", "maxlength",   "regex",       "empty",        "contains", "items",
    "keysrules", "keyschema", "valuesrules", "valueschema", "dependencies", "excludes", "allow_unknown",
    "require_all", "meta",    "default",     "readonly"};

const std::map<std::string, std::string> kRefused = {
    {"coerce", "it changes values, a contract only judges them; casts stand in table.columns"},
    {"rename", "it changes events, a contract only judges them; a column may have any name"},
    {"rename_handler", "it changes events, a contract only judges them"},
    {"purge_unknown", "it changes events, a contract only judges them"},
    {"default_setter", "it runs Python; a column takes a fixed default"},
    {"check_with", "it runs Python: say what it looks for in keywords"},
    {"validator", "it runs Python: say what it looks for in keywords"}};

std::string operation_of(const std::string& rule) {
  for (const std::string& operation : kOperations) {
    if (rule == operation || rule.starts_with(operation + "_")) return operation;
  }
  return {};
}

Yaml keyword(const std::string& name, Yaml value) { return Yaml::map({{name, std::move(value)}}); }

bool holds_null(const Yaml& list) {
  return std::any_of(list.items.begin(), list.items.end(), [](const Yaml& item) { return item.scalar == "null"; });
}

}  // namespace

void add_part(Yaml& schema, Yaml part) {
  const auto has = [&](const char* key) { return schema.find(key) != nullptr; };
  // `items` means the elements behind prefixItems, additionalProperties the members beside properties.
  const bool is_taken = std::any_of(part.members.begin(), part.members.end(), [&](const auto& member) {
    return has(member.first.c_str()) || (member.first == "items" && has("prefixItems")) ||
           (member.first == "prefixItems" && has("items")) ||
           (member.first == "additionalProperties" && has("properties"));
  });
  if (!is_taken) {
    for (auto& [key, value] : part.members) schema.set(key, std::move(value));
    return;
  }
  const Yaml* all = schema.find("allOf");
  Yaml branches = all == nullptr ? Yaml::list({}) : *all;
  branches.items.push_back(std::move(part));
  schema.set("allOf", std::move(branches));
}

Yaml type_yaml(TypeMask mask) {
  static const std::vector<std::pair<TypeMask, std::string>> kNames = {
      {types::Object, "object"}, {types::Array, "array"},     {types::String, "string"},
      {types::Number, "number"}, {types::Integer, "integer"}, {types::Boolean, "boolean"},
      {types::Null, "null"}};
  std::vector<std::string> names;
  for (const auto& [bit, name] : kNames) {
    if ((mask & bit) != bit || (bit == types::Integer && (mask & types::Fraction) != 0)) continue;
    names.push_back(name);
  }
  return names.size() == 1 ? Yaml::text(names.front()) : Yaml::texts(names);
}

const DocumentNode* CerberusReader::Work::rule(const char* name) const {
  const Document* value = rules.member(name);
  return value == nullptr ? nullptr : value->get();
}

Result<bool> CerberusReader::flag(const DocumentNode& rules, const char* rule, bool otherwise) {
  const Document* value = rules.member(rule);
  if (value == nullptr) return otherwise;
  return as_boolean(**value, rule);
}

Status CerberusReader::check_rules(const DocumentNode& rules, const Around& around) {
  if (rules.is(Kind::String)) {
    return refuse(rules, "\"{}\" names a set of rules that Python code registers: write the rules out", rules.text);
  }
  if (!rules.is(Kind::Map)) return refuse(rules, "the rules of a field have to be a map, here stands {}", describe(rules));
  std::set<std::string> operations;
  for (const DocumentNode::Member& member : rules.members) {
    if (const auto refused = kRefused.find(member.key); refused != kRefused.end()) {
      return refuse_key(rules, member, "the rule \"{}\" cannot be taken over: {}", member.key, refused->second);
    }
    if (const std::string operation = operation_of(member.key); !operation.empty()) {
      if (operations.insert(operation).second) continue;
      return refuse_key(rules, member, "\"{}\" stands here twice, and Cerberus forgets one of them", operation);
    }
    if (std::find(kRules.begin(), kRules.end(), member.key) == kRules.end()) {
      return refuse_key(rules, member, "Cerberus 1.3 has no rule \"{}\"{}", member.key,
                        did_you_mean(member.key, kRules));
    }
    const bool is_about_fields = member.key == "dependencies" || member.key == "excludes";
    if (!around.is_field && is_about_fields) {
      return refuse_key(rules, member, "the rule \"{}\" is about other fields: write it into the rules of a field",
                        member.key);
    }
    if (!around.is_field && member.key == "required") {
      note("required says nothing in the rules of an element or an alternative", around.pointer);
    }
  }
  TRY(const bool is_readonly, flag(rules, "readonly", false));
  if (is_readonly) return refuse(**rules.member("readonly"), "readonly refuses the field itself: leave the field out");
  return {};
}

/// Translates one set of rules. Cerberus looks at null first, then at the type, then at emptiness, and each of the
/// three ends the search; JSON Schema's keywords say nothing of other types, which comes to the same.
Result<Yaml> CerberusReader::rules(const DocumentNode& rules, const Around& around) {
  TRY_OK(check_rules(rules, around));
  Work work{rules, around, around.types, false, false, {}, {}};
  TRY(work.is_nullable, flag(rules, "nullable", false));
  if (rules.member("default") != nullptr) {
    // Cerberus puts the default in the place of null before it looks.
    if (!around.in_alternative) work.is_nullable = true;
    note(around.in_alternative ? "default has no effect in an alternative"
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
    if (!meta->is(Kind::String)) note("meta says something for people: look it up in the original", around.pointer);
  }
  return std::move(work.schema);
}

Status CerberusReader::type(Work& work) {
  const DocumentNode* type = work.rule("type");
  if (type == nullptr) return {};
  std::vector<const DocumentNode*> names;
  if (type->is(Kind::List)) {
    for (const Document& item : type->items) names.push_back(item.get());
  } else {
    names.push_back(type);
  }
  work.types = 0;
  for (const DocumentNode* name : names) {
    static const std::map<std::string, TypeMask> kTypes = {
        {"string", types::String},   {"integer", types::Integer}, {"float", types::Number},
        {"number", types::Number},   {"boolean", types::Boolean}, {"dict", types::Object},
        {"list", types::Array},      {"container", types::Array | types::Object}};
    const auto known = kTypes.find(name->text);
    if (known == kTypes.end()) {
      std::vector<std::string> words;
      for (const auto& entry : kTypes) words.push_back(entry.first);
      return refuse(*name, "no value of JSON is of the type {}{}", describe(*name), did_you_mean(name->text, words));
    }
    work.types = static_cast<TypeMask>(work.types | known->second);
    if (name->text == "integer") {
      note("integer: Cerberus takes true and false and refuses 1.0 and 1e2; here a number without a fraction is an "
           "integer, and true and false are none", work.around.pointer);
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

/// Refuses null where the field does and nothing else says so yet.
void CerberusReader::keep_nulls_out(Work& work) {
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
  Yaml schema = Yaml::map({{"type", type_yaml(kNotNull)}});
  for (auto& [key, value] : work.schema.members) schema.set(key, std::move(value));
  work.schema = std::move(schema);
}

Result<Yaml> CerberusReader::values(const DocumentNode& list, bool with_null, const Work& work, const char* rule) {
  if (!list.is(Kind::List)) return refuse(list, "{} has to be a list, here stands {}", rule, describe(list));
  Yaml out = Yaml::list({});
  bool tells_booleans = false;
  for (const Document& item : list.items) {
    if (item->is(Kind::Null)) continue;
    tells_booleans |= item->is(Kind::Boolean) || item->text == "1" || item->text == "0";
    out.items.push_back(Yaml::of(*item));
  }
  const bool is_mixed = (work.possible() & types::Boolean) != 0 && (work.possible() & types::Number) != 0;
  if (tells_booleans && is_mixed) {
    note(std::string(rule) + ": for Cerberus true is 1 and false is 0; here they are different values",
         work.around.pointer);
  }
  if (with_null) out.items.push_back(Yaml::plain("null"));
  return out;
}

/// `allowed` is about a scalar itself, about each element of a list and each key of a map.
Status CerberusReader::allowed(Work& work) {
  const DocumentNode* rule = work.rule("allowed");
  if (rule == nullptr) return {};
  TRY(const Yaml plain, values(*rule, false, work, "allowed"));
  TRY(const Yaml with_null, values(*rule, work.is_nullable, work, "allowed"));
  if (plain.items.empty() && !work.is_nullable) return refuse(*rule, "allowed names no value: nothing would be clean");
  const TypeMask possible = work.possible();
  if ((possible & (types::Array | types::Object)) == 0) {
    TypeMask of_values = 0;
    for (const Document& item : rule->items) of_values = static_cast<TypeMask>(of_values | type_of(*item));
    // The values say the type themselves.
    const bool is_implied = (of_values & ~work.types & ~types::Null) == 0 && work.has_type;
    if (is_implied) std::erase_if(work.schema.members, [](const auto& member) { return member.first == "type"; });
    const bool is_one = with_null.items.size() == 1;
    add_part(work.unless_empty, is_one ? keyword("const", with_null.items.front()) : keyword("enum", with_null));
    return {};
  }
  const Yaml elements = keyword("items", keyword("enum", plain));
  const Yaml names = keyword("propertyNames", keyword("enum", plain));
  if ((possible & ~types::Array) == 0) {
    add_part(work.unless_empty, elements);
  } else if ((possible & ~types::Object) == 0) {
    add_part(work.unless_empty, names);
  } else {
    // Each keyword but enum passes what is of another type.
    Yaml scalars = keyword("enum", with_null), containers = keyword("type", type_yaml(types::Array | types::Object));
    add_part(work.unless_empty, keyword("anyOf", Yaml::list({std::move(scalars), std::move(containers)})));
    add_part(work.unless_empty, elements);
    add_part(work.unless_empty, names);
  }
  return {};
}

Status CerberusReader::forbidden(Work& work) {
  const DocumentNode* rule = work.rule("forbidden");
  if (rule == nullptr) return {};
  TRY(const Yaml list, values(*rule, false, work, "forbidden"));
  if (list.items.empty()) return {};
  const Yaml none = keyword("not", keyword("enum", list));
  if ((work.possible() & kScalars) != 0) add_part(work.unless_empty, none);
  if ((work.possible() & types::Array) != 0) add_part(work.unless_empty, keyword("items", none));
  return {};
}

Status CerberusReader::bounds(Work& work) {
  for (const auto& [rule, name] : {std::pair{"min", "minimum"}, std::pair{"max", "maximum"}}) {
    const DocumentNode* bound = work.rule(rule);
    if (bound == nullptr) continue;
    if (!bound->is(Kind::Number)) {
      return refuse(*bound, "{} compares with {}: a contract compares numbers only", rule, describe(*bound));
    }
    if ((work.types & types::Boolean) != 0) {
      note("min and max: Cerberus takes true for 1 and false for 0; here they are no numbers", work.around.pointer);
    }
    add_part(work.schema, keyword(name, Yaml::plain(bound->text)));
  }
  return {};
}

/// `minlength` and `maxlength` count characters, elements or members; `empty: false` asks for one at least.
Status CerberusReader::lengths(Work& work) {
  TRY(const bool may_be_empty, flag(work.rules, "empty", true));
  const std::vector<std::pair<TypeMask, std::string>> counted = {
      {types::String, "Length"}, {types::Array, "Items"}, {types::Object, "Properties"}};
  for (const char* side : {"min", "max"}) {
    const DocumentNode* rule = work.rule(side == std::string("min") ? "minlength" : "maxlength");
    if (rule != nullptr && !(rule->is(Kind::Number) && is_integral(rule->text))) {
      return refuse(*rule, "{}length has to be an integer, here stands {}", side, describe(*rule));
    }
    const bool is_asked = side == std::string("min") && !may_be_empty;
    std::string bound = rule == nullptr ? "" : rule->text;
    if (is_asked && (bound.empty() || bound == "0" || bound.starts_with('-'))) bound = "1";
    if (bound.empty()) continue;
    if (bound.starts_with('-')) {
      if (side == std::string("min")) continue;
      return refuse(*rule, "maxlength is below 0: nothing would be clean");
    }
    for (const auto& [type, noun] : counted) {
      if ((work.possible() & type) == 0) continue;
      add_part(is_asked ? work.schema : work.unless_empty, keyword(side + noun, Yaml::plain(bound)));
    }
  }
  return {};
}

/// Lets empty values pass what Cerberus does not ask of them where `empty` stands in the rules.
void CerberusReader::excuse_empty(Work& work) {
  if (work.unless_empty.is_empty()) return;
  if (work.rule("empty") == nullptr || work.rule("empty")->text == "false") {
    add_part(work.schema, std::move(work.unless_empty));
    return;
  }
  Yaml empty = Yaml::list({});
  if (work.possible() & types::String) empty.items.push_back(Yaml::plain("\"\""));
  if (work.possible() & types::Array) empty.items.push_back(Yaml::list({}));
  if (work.possible() & types::Object) empty.items.push_back(Yaml::map());
  add_part(work.schema,
           keyword("anyOf", Yaml::list({keyword("enum", std::move(empty)), std::move(work.unless_empty)})));
}

Status CerberusReader::alternatives(Work& work) {
  for (const DocumentNode::Member& member : work.rules.members) {
    const std::string operation = operation_of(member.key);
    if (operation.empty()) continue;
    if (!member.value->is(Kind::List) || member.value->items.empty()) {
      return refuse(*member.value, "{} has to be a list of rules, here stands {}", member.key, describe(*member.value));
    }
    std::vector<Document> definitions = member.value->items;
    if (member.key != operation) {
      // anyof_schema: [a, b] is short for anyof: [{schema: a}, {schema: b}].
      for (Document& definition : definitions) {
        auto rules = std::make_shared<DocumentNode>(*member.value);
        rules->kind = Kind::Map;
        rules->items.clear();
        rules->members = {{member.key.substr(operation.size() + 1), definition->line, definition->column, definition}};
        definition = std::move(rules);
      }
    }
    TRY_OK(alternative(work, operation, definitions));
  }
  return {};
}

Status CerberusReader::alternative(Work& work, const std::string& operation,
                                   const std::vector<Document>& definitions) {
  Around around = work.around;
  around.in_alternative = true;
  around.is_field = false;
  around.types = work.types;
  around.nulls_are_out =
      !work.is_nullable && work.types != 0 && (work.has_type || work.around.nulls_are_out);
  if (const DocumentNode* unknown = work.rule("allow_unknown")) around.unknown = unknown;
  Yaml branches = Yaml::list({});
  for (const Document& definition : definitions) {
    TRY(Yaml branch, rules(*definition, around));
    branches.items.push_back(std::move(branch));
  }
  if (operation == "noneof") {
    add_part(work.schema, keyword("not", keyword("anyOf", std::move(branches))));
    return {};
  }
  static const std::map<std::string, std::string> kKeywords = {
      {"anyof", "anyOf"}, {"allof", "allOf"}, {"oneof", "oneOf"}};
  const std::string& name = kKeywords.at(operation);
  const Yaml* there = work.schema.find(name);
  if (name == "allOf" && there != nullptr) {
    Yaml all = *there;
    for (Yaml& branch : branches.items) all.items.push_back(std::move(branch));
    work.schema.set(name, std::move(all));
    return {};
  }
  add_part(work.schema, keyword(name, std::move(branches)));
  return {};
}

}  // namespace headgate
