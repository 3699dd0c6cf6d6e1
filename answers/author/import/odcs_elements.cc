// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "answers/author/import/odcs_reader.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

constexpr int kElementsDepthMax = 100;

/// What the values of a logical type are in JSON, and how they are written.
struct LogicalType {
  TypeMask types;
  const char* format;  ///< nullptr where it has none of its own.
};

const std::map<std::string, LogicalType>& logical_types() {
  static const std::map<std::string, LogicalType> kTypes = {
      {"string", {types::String, nullptr}},        {"date", {types::String, "date"}},
      {"timestamp", {types::String, "date-time"}}, {"time", {types::String, "time"}},
      {"number", {types::Number, nullptr}},        {"integer", {types::Integer, nullptr}},
      {"object", {types::Object, nullptr}},        {"array", {types::Array, nullptr}},
      {"boolean", {types::Boolean, nullptr}}};
  return kTypes;
}

/// Options that are keywords of the same name and meaning, by the values that they are about.
const std::map<std::string, TypeMask> kSameOptions = {
    {"minLength", types::String},  {"maxLength", types::String},     {"pattern", types::String},
    {"multipleOf", types::Number}, {"minItems", types::Array},       {"maxItems", types::Array},
    {"uniqueItems", types::Array}, {"minProperties", types::Object}, {"maxProperties", types::Object}};

/// The bounds of integers of so many bits.
const std::map<std::string, std::pair<const char*, const char*>> kWidths = {
    {"i8", {"-128", "127"}},
    {"i16", {"-32768", "32767"}},
    {"i32", {"-2147483648", "2147483647"}},
    {"i64", {"-9223372036854775808", "9223372036854775807"}},
    {"i128", {"-170141183460469231731687303715884105728", "170141183460469231731687303715884105727"}},
    {"u8", {"0", "255"}},
    {"u16", {"0", "65535"}},
    {"u32", {"0", "4294967295"}},
    {"u64", {"0", "18446744073709551615"}},
    {"u128", {"0", "340282366920938463463374607431768211455"}}};

/// Keys that are translated, or that stand for the element itself.
const std::set<std::string> kRead = {
    "id",         "name",  "physicalName", "logicalType", "logicalTypeOptions", "required",
    "properties", "items", "quality",      "description", "businessName",       "examples"};

Status check_kind(const DocumentNode& node, Kind kind, const char* key, const char* wanted) {
  if (node.is(kind)) return {};
  return refuse(node, "{} has to be {}, here stands {}", key, wanted, describe(node));
}

Result<bool> is_true_at(const DocumentNode& node, const char* key) {
  const DocumentNode* const value = value_of(node, key);
  if (value == nullptr || value->is(Kind::Null)) return false;
  TRY_OK(check_kind(*value, Kind::Boolean, key, "true or false"));
  return value->text == "true";
}

void require(Yaml& schema, const std::string& name) {
  const Yaml* const there = schema.find("required");
  Yaml names = there == nullptr ? Yaml::list({}) : *there;
  const Yaml text = Yaml::text(name);
  if (std::find(names.items.begin(), names.items.end(), text) == names.items.end())
    names.items.push_back(text);
  schema.set("required", std::move(names));
}

}  // namespace

std::string odcs_member_name(const DocumentNode& property) {
  for (const char* key : {"physicalName", "name"}) {
    const DocumentNode* const name = value_of(property, key);
    if (name != nullptr && name->is(Kind::String) && !name->text.empty()) return name->text;
  }
  return "";
}

Result<Yaml> OdcsReader::object(const DocumentNode& object, const std::string& pointer) {
  const DocumentNode* const type = value_of(object, "logicalType");
  if (type != nullptr && type->text != "object") {
    return refuse(*type, "the logicalType of a schema object is object, here stands {}", describe(*type));
  }
  Yaml schema = Yaml::map({{"type", Yaml::text("object")}});
  TRY_OK(members(object, pointer, 0, schema));
  const Work work{object, pointer, 0, types::Object, true, {}, {}};
  if (const DocumentNode* const rules = value_of(object, "quality")) {
    TRY_OK(check_kind(*rules, Kind::List, "quality", "a list"));
    Work of_rows = work;
    TRY_OK(quality(of_rows));
  }
  words(object, schema);
  leave_out(object, pointer);
  return schema;
}

Status OdcsReader::members(const DocumentNode& object, const std::string& pointer, int depth, Yaml& schema) {
  const DocumentNode* const properties = value_of(object, "properties");
  if (properties == nullptr || properties->is(Kind::Null)) return {};
  TRY_OK(check_kind(*properties, Kind::List, "properties", "a list"));
  Yaml described = Yaml::map();
  for (const Document& property : properties->items) {
    TRY_OK(check_kind(*property, Kind::Map, "a property", "a map"));
    const std::string name = odcs_member_name(*property);
    if (name.empty()) return refuse(*property, "a property has to have a name");
    if (described.find(name) != nullptr) return refuse(*property, "there are two properties \"{}\"", name);
    bool is_required = false;
    TRY(Yaml value, element(*property, pointer + pointer_step(name), depth + 1, is_required));
    described.set(name, value.is_empty() ? Yaml::plain("true") : std::move(value));
    if (is_required) require(schema, name);
  }
  // required stands in front of what it asks for.
  if (!described.is_empty()) schema.set("properties", std::move(described));
  return {};
}

/// Translates a property, or what stands in a list.
Result<Yaml> OdcsReader::element(const DocumentNode& node, const std::string& pointer, int depth,
                                 bool& is_required) {
  if (depth > kElementsDepthMax)
    return refuse(node, "properties stand in each other more than {} deep", kElementsDepthMax);
  Work work{node, pointer, depth, 0, false, Yaml::map(), Yaml::map()};
  TRY(work.is_required, is_true_at(node, "required"));
  TRY_OK(type(work));
  TRY_OK(members(node, pointer, depth, work.schema));
  TRY_OK(elements(work));
  TRY_OK(options(work));
  TRY_OK(custom(work));
  TRY_OK(quality(work));
  Yaml schema = Yaml::map();
  const TypeMask null = work.is_required ? TypeMask{0} : types::Null;
  if (work.types != 0) {
    schema.set("type", type_yaml(static_cast<TypeMask>(work.types | null)));
  } else if (work.is_required) {
    schema.set("type", type_yaml(types::NotNull));
  }
  if (work.values.kind == Yaml::Kind::List) {
    if (!work.is_required) work.values.items.push_back(Yaml::plain("null"));
    schema.set("enum", std::move(work.values));
  }
  for (auto& [key, value] : work.schema.members) schema.set(key, std::move(value));
  words(node, schema);
  leave_out(node, pointer);
  is_required = work.is_required;
  return schema;
}

Status OdcsReader::type(Work& work) {
  const DocumentNode* const type = value_of(work.node, "logicalType");
  if (type == nullptr || type->is(Kind::Null)) {
    if (value_of(work.node, "physicalType") != nullptr)
      note("without logicalType anything goes: what physicalType says is a matter of each system",
           work.pointer);
    return {};
  }
  const auto known = logical_types().find(type->text);
  if (known == logical_types().end()) {
    std::vector<std::string> names;
    for (const auto& [name, each] : logical_types()) names.push_back(name);
    return refuse(*type, "there is no logicalType \"{}\"{}", type->text, did_you_mean(type->text, names));
  }
  work.types = known->second.types;
  const DocumentNode* const options = value_of(work.node, "logicalTypeOptions");
  const bool has_own_form = options != nullptr && value_of(*options, "format") != nullptr;
  if (known->second.format == nullptr || has_own_form) return {};
  work.schema.set("format", Yaml::text(known->second.format));
  note("format only tells people what is meant; the key formats: assert makes it count", work.pointer);
  return {};
}

Status OdcsReader::elements(Work& work) {
  const DocumentNode* const items = value_of(work.node, "items");
  if (items == nullptr || items->is(Kind::Null)) return {};
  TRY_OK(check_kind(*items, Kind::Map, "items", "a map"));
  bool is_required = false;
  TRY(Yaml value, element(*items, work.pointer + "/*", work.depth + 1, is_required));
  if (!value.is_empty()) work.schema.set("items", std::move(value));
  return {};
}

Status OdcsReader::options(Work& work) {
  const DocumentNode* const options = value_of(work.node, "logicalTypeOptions");
  if (options == nullptr || options->is(Kind::Null)) return {};
  TRY_OK(check_kind(*options, Kind::Map, "logicalTypeOptions", "a map"));
  for (const DocumentNode::Member& member : options->members) TRY_OK(option(work, *options, member));
  return {};
}

Status OdcsReader::option(Work& work, const DocumentNode& options, const DocumentNode::Member& member) {
  const std::string& key = member.key;
  const DocumentNode& value = *member.value;
  const DocumentNode* const type = value_of(work.node, "logicalType");
  const std::string name = type == nullptr ? "" : type->text;
  // Without a type each keyword looks at the values of its kind.
  const bool is_open = work.types == 0;
  const bool is_text = is_open || name == "string", is_number = is_open || (work.types & types::Number) != 0;
  const auto same = kSameOptions.find(key);
  if (same != kSameOptions.end() && (is_open || (work.types & same->second) != 0) &&
      (is_text || same->second != types::String)) {
    const Kind wanted = key == "pattern" ? Kind::String : key == "uniqueItems" ? Kind::Boolean : Kind::Number;
    if (!value.is(wanted)) return refuse(value, "{} cannot be {}", key, describe(value));
    add_part(work.schema, keyword(key, Yaml::of(value)));
    return {};
  }
  static const std::set<std::string> kBounds = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"};
  if (is_number && kBounds.contains(key)) return bound(work, options, member);
  if (name == "integer" && key == "format") return width(work, value);
  if (is_text && key == "format") {
    work.schema.set("format", Yaml::of(value));
    note("format only tells people what is meant; the key formats: assert makes it count", work.pointer);
    return {};
  }
  if (work.types == types::Object && key == "required") {
    TRY_OK(check_kind(value, Kind::List, "required", "a list of names"));
    for (const Document& each : value.items) require(work.schema, each->text);
    return {};
  }
  if (key == "enum") return listed(work, value);
  note(fmt::format("not taken over: {} of {}{}", key, name.empty() ? "no logicalType" : name,
                   name == "date" || name == "time" || name == "timestamp"
                       ? ", which no keyword about texts can say"
                       : ""),
       work.pointer);
  return {};
}

/// In v3.0 exclusiveMinimum is a flag beside minimum.
Status OdcsReader::bound(Work& work, const DocumentNode& options, const DocumentNode::Member& member) {
  const bool is_lower = member.key == "minimum" || member.key == "exclusiveMinimum";
  const char* const exclusive = is_lower ? "exclusiveMinimum" : "exclusiveMaximum";
  if (member.key == exclusive && member.value->is(Kind::Boolean)) return {};
  if (!member.value->is(Kind::Number))
    return refuse(*member.value, "{} has to be a number, here stands {}", member.key,
                  describe(*member.value));
  const DocumentNode* const flag = value_of(options, exclusive);
  const bool is_exclusive = flag != nullptr && flag->is(Kind::Boolean) && flag->text == "true";
  add_part(work.schema, keyword(is_exclusive ? exclusive : member.key, Yaml::of(*member.value)));
  return {};
}

/// `u8` and its like bound an integer.
Status OdcsReader::width(Work& work, const DocumentNode& format) {
  const auto width = kWidths.find(format.text);
  if (width == kWidths.end())
    return refuse(format, "the format of an integer is i8 to i128 or u8 to u128, here stands {}",
                  describe(format));
  add_part(work.schema, Yaml::map({{"minimum", Yaml::plain(width->second.first)},
                                   {"maximum", Yaml::plain(width->second.second)}}));
  return {};
}

/// Takes a list of allowed values. Null is none of them: `required` alone says whether it may stand there.
Status OdcsReader::listed(Work& work, const DocumentNode& list) {
  TRY_OK(check_kind(list, Kind::List, "a list of values", "a list"));
  Yaml values = Yaml::list({});
  for (const Document& value : list.items) {
    Yaml each = Yaml::of(*value);
    const bool is_new = std::find(values.items.begin(), values.items.end(), each) == values.items.end();
    if (!value->is(Kind::Null) && is_new) values.items.push_back(std::move(each));
  }
  if (values.items.empty()) return refuse(list, "no value is allowed here");
  if (work.values.kind != Yaml::Kind::List) {
    work.values = std::move(values);
  } else {
    if (!work.is_required) values.items.push_back(Yaml::plain("null"));
    add_part(work.schema, keyword("allOf", Yaml::list({keyword("enum", std::move(values))})));
  }
  return {};
}

/// The one property of its own that is widely read as a list of allowed values.
Status OdcsReader::custom(Work& work) {
  const DocumentNode* const custom = value_of(work.node, "customProperties");
  if (custom == nullptr) return {};
  for (const Document& each : custom->items) {
    const DocumentNode* const name = value_of(*each, "property");
    const DocumentNode* const value = value_of(*each, "value");
    if (name == nullptr || value == nullptr || name->text != "enum") continue;
    if (value->is(Kind::List)) return listed(work, *value);
    const auto read = read_json(value->text, *value->file);
    if (read && (*read)->is(Kind::List)) return listed(work, **read);
  }
  return {};
}

/// Takes over what is said for people.
void OdcsReader::words(const DocumentNode& node, Yaml& schema) const {
  for (const auto& [key, word] : {std::pair{"businessName", "title"}, {"description", "description"}}) {
    const DocumentNode* const value = value_of(node, key);
    if (value != nullptr && value->is(Kind::String) && !value->text.empty())
      schema.set(word, Yaml::of(*value));
  }
  const DocumentNode* const name = value_of(node, "name");
  const std::string there = odcs_member_name(node);
  if (name != nullptr && name->text != there)
    schema.set("$comment", Yaml::text("the contract calls it " + name->text));
  const DocumentNode* const examples = value_of(node, "examples");
  if (examples != nullptr && examples->is(Kind::List) && !examples->items.empty())
    schema.set("examples", Yaml::of(*examples));
}

/// Tells of keys without an equal.
void OdcsReader::leave_out(const DocumentNode& node, const std::string& pointer) {
  for (const DocumentNode::Member& member : node.members) {
    if (kRead.contains(member.key) || member.value->is(Kind::Null)) continue;
    const bool is_set = !member.value->is(Kind::Boolean) || member.value->text == "true";
    if (member.key == "unique" || member.key == "primaryKey") {
      if (is_set) note(member.key + " is about all rows, and an event is judged alone", pointer);
    } else if (member.key == "classification" || member.key == "encryptedName") {
      note(member.key + " hides nothing here: mask lists what logs and screens are not to show", pointer);
    } else if (is_set) {
      left_out_.insert(member.key);
    }
  }
}

std::vector<std::string> OdcsReader::notes() const {
  std::vector<std::string> all = notes_.list();
  if (!left_out_.empty())
    all.push_back(fmt::format("left out, since it asks nothing of an event: {}", fmt::join(left_out_, ", ")));
  return all;
}

}  // namespace headgate::author
