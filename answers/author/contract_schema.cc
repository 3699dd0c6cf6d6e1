// SPDX-License-Identifier: Apache-2.0
#include "answers/author/contract_schema.h"

#include <nlohmann/json.hpp>

namespace headgate::author {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kPointer = "^/";
constexpr const char* kColumnName = "^[A-Za-z0-9][A-Za-z0-9_]{0,127}$";
/// Editors cannot see how deep brackets go; the loader reads a type exactly.
constexpr const char* kColumnType =
    "^\\s*(string|int64|double|boolean|timestamp|date|json|decimal\\s*\\(\\s*[0-9]+\\s*,\\s*[0-9]+\\s*\\)|"
    "list\\s*<.*>|struct\\s*<.*>|map\\s*<\\s*string\\s*,.*>)\\s*$";

Json said(Json schema, const char* description) {
  schema["description"] = description;
  return schema;
}

Json text(const char* description) { return said({{"type", "string"}}, description); }

/// Takes a text that YAML may read as something else: `version: 1.0`.
Json loose_text(const char* description) {
  return said({{"type", {"string", "number", "boolean"}}}, description);
}

Json schema_ref(const char* description) { return said({{"$ref", "#/$defs/schema"}}, description); }

Json schemas(const char* description) {
  return said({{"type", "array"}, {"minItems", 1}, {"items", {{"$ref", "#/$defs/schema"}}}}, description);
}

Json named_schemas(const char* description) {
  return said({{"type", "object"}, {"additionalProperties", {{"$ref", "#/$defs/schema"}}}}, description);
}

Json number(const char* description) { return said({{"type", "number"}}, description); }

Json count(const char* description) { return said({{"type", "integer"}, {"minimum", 0}}, description); }

Json texts(const char* description) {
  return said({{"type", "array"}, {"items", {{"type", "string"}}}, {"uniqueItems", true}}, description);
}

Json flag(const char* description) { return said({{"type", "boolean"}}, description); }

Json type_names() {
  const Json names = {
      {"enum", {"null", "boolean", "integer", "number", "string", "array", "object", nullptr}}};
  return {{"description",
           "What kind of value this has to be. integer is a number without a fraction: 1.0 is one."},
          {"anyOf", {names, {{"type", "array"}, {"items", names}, {"minItems", 1}, {"uniqueItems", true}}}}};
}

/// Keywords about one value by itself.
Json value_keywords() {
  Json all;
  all["type"] = type_names();
  all["enum"] = said({{"type", "array"}, {"minItems", 1}},
                     "The values that are allowed. 1 is also 1.0; \"1\" is a text.");
  all["const"] = said(Json::object(), "The one value that is allowed.");
  all["multipleOf"] =
      said({{"type", "number"}, {"exclusiveMinimum", 0}}, "A number has to be a multiple of this.");
  all["minimum"] = number("A number has to be this at least.");
  all["maximum"] = number("A number has to be this at most.");
  all["exclusiveMinimum"] = number("A number has to be more than this.");
  all["exclusiveMaximum"] = number("A number has to be less than this.");
  all["minLength"] = count("A string has so many characters at least.");
  all["maxLength"] = count("A string has so many characters at most.");
  all["pattern"] =
      text("A regular expression (ECMA-262) that is found somewhere in a string; anchor it with ^ and $.");
  all["format"] =
      text("What a string is written as, such as date-time. Wrong ones are dirty only with formats: assert.");
  all["contentEncoding"] = text("How a string carries bytes; judges nothing.");
  all["contentMediaType"] = text("What a string carries; judges nothing.");
  all["contentSchema"] = schema_ref("What the carried document is; judges nothing.");
  return all;
}

/// Keywords about members and elements.
Json child_keywords() {
  Json all;
  all["properties"] =
      named_schemas("The members of an object by name. A name here does not require the member.");
  all["required"] = texts("The members that have to be there; their value may still be null.");
  all["additionalProperties"] = schema_ref("The members that properties does not name; false refuses them.");
  all["patternProperties"] = named_schemas("The members whose names match a regular expression.");
  all["propertyNames"] = schema_ref("What the names of members have to be.");
  all["minProperties"] = count("An object has so many members at least.");
  all["maxProperties"] = count("An object has so many members at most.");
  all["dependentRequired"] = said(
      {{"type", "object"}, {"additionalProperties", {{"type", "array"}, {"items", {{"type", "string"}}}}}},
      "Which members have to be there beside a member.");
  all["dependentSchemas"] = named_schemas("What an object has to be where it has a member.");
  all["unevaluatedProperties"] =
      schema_ref("The members that nothing has described, also not under allOf or anyOf.");
  all["items"] = schema_ref("Every element of an array, behind those of prefixItems.");
  all["prefixItems"] = schemas("The first elements of an array, one by one.");
  all["contains"] = schema_ref("What one element at least has to be.");
  all["minContains"] = count("How many elements have to be as contains says.");
  all["maxContains"] = count("How many elements may be as contains says.");
  all["minItems"] = count("An array has so many elements at least.");
  all["maxItems"] = count("An array has so many elements at most.");
  all["uniqueItems"] = flag("No element may stand in an array twice.");
  all["unevaluatedItems"] = schema_ref("The elements that nothing has described.");
  return all;
}

/// Keywords that combine schemas, refer to them, or speak to people.
Json other_keywords() {
  Json all;
  all["allOf"] = schemas("All of these have to hold.");
  all["anyOf"] = schemas("At least one of these has to hold.");
  all["oneOf"] = schemas("Exactly one of these has to hold.");
  all["not"] = schema_ref("This must not hold.");
  all["if"] = schema_ref("Where this holds then has to hold, else else.");
  all["then"] = schema_ref("Has to hold where if does.");
  all["else"] = schema_ref("Has to hold where if does not.");
  all["$ref"] =
      text("A schema that stands elsewhere: #/$defs/name, #anchor, or file.yaml#/$defs/name in schemas/.");
  all["$dynamicRef"] = text("A schema by its $dynamicAnchor, the outermost of that name.");
  all["$defs"] = named_schemas("Schemas to refer to.");
  all["$schema"] = text("The dialect: JSON Schema 2020-12.");
  all["$id"] = text("The URI of this schema: references in it are relative to that.");
  all["$anchor"] = text("A name for this schema, for $ref: #name.");
  all["$dynamicAnchor"] = text("A name for this schema, for $dynamicRef.");
  all["$vocabulary"] = said({{"type", "object"}}, "The vocabularies of a dialect.");
  all["title"] = text("The rule in few words: messages about a violation show it.");
  all["description"] = text("The rule in more words.");
  all["$comment"] = text("A note for whoever edits the contract.");
  all["default"] = said(Json::object(), "For people; judges nothing and fills nothing in.");
  all["examples"] = said({{"type", "array"}}, "For people.");
  all["deprecated"] = flag("For people.");
  all["readOnly"] = flag("For people.");
  all["writeOnly"] = flag("For people.");
  return all;
}

Json column() {
  Json column = {{"type", "object"}, {"additionalProperties", false}, {"required", {"from", "type"}}};
  column["properties"]["from"] =
      said({{"type", "string"}, {"pattern", kPointer}},
           "Where the value stands: a JSON pointer from the event down, through objects.");
  column["properties"]["type"] =
      said({{"type", "string"},
            {"pattern", kColumnType},
            {"examples",
             {"string", "int64", "double", "boolean", "timestamp", "date", "decimal(12, 2)", "json",
              "list<string>", "struct<name: string, score: double>", "map<string, int64>"}}},
           "The type of the column. A value that does not fit becomes null and stands in _rescued.");
  column["properties"]["wrap_scalar"] = flag("For a list: a lone scalar is taken as a list of one.");
  column["properties"]["null_values"] =
      said({{"type", "array"}, {"items", {{"type", {"string", "number", "boolean"}}}}},
           "Texts that mean \"nothing here\".");
  column["properties"]["default"] =
      said({{"type", {"string", "number", "boolean"}}}, "The value for events where nothing stands at from.");
  column["properties"]["timestamp"] = said({{"enum", {"iso", "epoch_s", "epoch_ms", "epoch_us"}}},
                                           "What a timestamp is written as in the event.");
  return column;
}

Json table() {
  Json table = {{"type", "object"}, {"additionalProperties", false}, {"required", {"columns"}}};
  table["description"] = "The table that clean events make.";
  table["properties"]["columns"] =
      said({{"type", "object"},
            {"propertyNames",
             {{"pattern", kColumnName}, {"not", {{"enum", {"event_id", "year", "month", "day", "hour"}}}}}},
            {"additionalProperties", {{"$ref", "#/$defs/column"}}}},
           "From the name of a column to what fills it.");
  table["properties"]["rescue"] =
      said({{"enum", {"_rescued", false}}},
           "false: the table has no column _rescued for what no other column shows.");
  return table;
}

}  // namespace

std::string contract_schema() {
  Json schema = {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"$id", "urn:headgate:contract"},
      {"title", "A contract of Headgate"},
      {"description", "What the events of one service and record type have to be, and the table they make."},
      {"type", "object"},
      {"additionalProperties", false},
      {"required", {"contract", "version", "service", "record_type", "table"}}};
  Json& keys = schema["properties"];
  keys["contract"] = loose_text("The contract's name: it stands in commits, logs and files.");
  keys["version"] = loose_text("Its version, any text.");
  keys["service"] =
      said({{"type", {"string", "number", "boolean"}}, {"pattern", "^[A-Za-z0-9-][A-Za-z0-9_.-]{0,63}$"}},
           "The service whose events these are.");
  keys["record_type"] = said({{"enum", {"prediction", "event"}}}, "Which of its records.");
  keys["formats"] =
      said({{"enum", {"assert", "annotate"}}},
           "assert: a string that is not of its format is dirty. annotate (the default): it is not.");
  keys["expect"] =
      schema_ref("What an event has to be, in JSON Schema 2020-12. An event that is not is dirty.");
  keys["warn"] = schema_ref("What is only noted: an event that is not so stays clean and has warnings.");
  keys["mask"] = said({{"type", "array"}, {"items", {{"type", "string"}, {"pattern", kPointer}}}},
                      "JSON pointers to what logs and screens hide; * stands for any member or element.");
  keys["table"] = table();
  Json properties = value_keywords();
  properties.update(child_keywords());
  properties.update(other_keywords());
  schema["$defs"]["column"] = column();
  schema["$defs"]["schema"] = {
      {"description", "A schema: a map of keywords, true (anything) or false (nothing)."},
      {"type", {"object", "boolean"}},
      {"additionalProperties", false},
      {"properties", std::move(properties)}};
  return schema.dump(2) + "\n";
}

}  // namespace headgate::author
