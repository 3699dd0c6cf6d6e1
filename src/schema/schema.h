// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "schema/bounds.h"
#include "schema/document.h"
#include "schema/format.h"
#include "schema/key_table.h"
#include "schema/number.h"
#include "schema/pattern.h"

namespace headgate {

/// One bit for each kind of JSON value. A number is Integer when it has no fraction: 1.0 and 1e2 are
/// integers.
using TypeMask = std::uint8_t;
namespace types {
constexpr TypeMask Null = 1, Boolean = 2, Integer = 4, Fraction = 8, String = 16, Array = 32, Object = 64;
constexpr TypeMask Number = Integer | Fraction;
constexpr TypeMask Scalar = Boolean | Number | String;
constexpr TypeMask All = 127;
constexpr TypeMask NotNull = All & ~Null;
}  // namespace types

/// Lists type names for people: `string or null`.
std::string type_names(TypeMask mask);

/// A value that a schema names in `enum` or `const`. Numbers are equal when their values are: 1 and 1.0.
struct Literal {
  TypeMask type = types::Null;
  std::string text;  ///< A string's characters; a number, an array or an object in canonical form; or empty.
  bool truth = false;   ///< The value of a boolean.
  std::string written;  ///< As JSON, for messages.
};

/// Spans consecutive entries of one of the schema's arrays.
struct Range {
  std::uint32_t first = 0, count = 0;
};

/// Means "there is none" wherever the place of something is kept.
constexpr std::int32_t kNone = -1;

/// One (sub)schema, compiled: places in the arrays of its Schema, nothing to look up by name. What most
/// schemas lack stands aside, in the rules.
struct Check {
  TypeMask type = types::All;
  bool never = false;               ///< The schema `false`.
  bool plain = true;                ///< Only `type` says anything.
  bool is_const = false;            ///< The one literal is that of `const`, not of `enum`.
  std::int32_t keys = kNone;        ///< In `key_tables`: the named properties and the required ones.
  Range properties;                 ///< In `properties`, one for each key of the table.
  std::int32_t additional = kNone;  ///< In `checks`: what the other properties have to be.
  std::uint64_t required = 0;       ///< One bit for each of the first 64 keys that has to be there.
  std::int32_t items = kNone;       ///< In `checks`: the elements behind those of `prefixItems`.
  Range literals;                   ///< In `literals`: `enum`, or the one of `const`.
  std::int32_t literal_keys =
      kNone;                    ///< In `key_tables`: the strings among the literals, where these are many.
  Range applicators;            ///< In `applicators`.
  Range bounds;                 ///< In `bounds`: of any measure.
  std::int32_t string = kNone;  ///< In `string_rules`.
  std::int32_t array = kNone;   ///< In `array_rules`.
  std::int32_t object = kNone;  ///< In `object_rules`.
};

struct Property {
  std::int32_t check = kNone;  ///< In `checks`; kNone where the property is only required.
  bool required = false;
};

/// Ways to combine schemas over the same value.
enum class Combine : std::uint8_t {
  AnyOf,
  AllOf,
  OneOf,
  Not,  ///< One branch.
  If,   ///< Three branches: if, then, else; then and else may be kNone.
  Ref,  ///< One branch: $ref and $dynamicRef, resolved when the schema was compiled.
};

struct Applicator {
  Combine combine;
  Range branches;                     ///< In `branches`, which hold places in `checks`.
  std::int32_t switch_place = kNone;  ///< In `switches`: which branch alone can hold, told by one value.
};

/// Tells the one branch of an anyOf or oneOf that can hold for an object by a member that all of them require
/// and each of them gives other values.
struct Switch {
  std::vector<std::string> path;         ///< From the value down, through objects.
  KeyTable values;                       ///< Strings.
  std::vector<std::uint32_t> branch_of;  ///< For each value: which of the applicator's branches.
};

struct StringRule {
  std::int32_t pattern = kNone;  ///< In `patterns`.
  Format format = Format::None;  ///< Asserted.
};

struct ArrayRule {
  bool unique = false;
  Range prefix;                   ///< In `branches`: `prefixItems`.
  std::int32_t contains = kNone;  ///< In `checks`.
  std::int64_t contains_min = 1, contains_max = kNone;
  std::int32_t unevaluated = kNone;  ///< In `checks`.
};

/// What the presence of one member asks for: `dependentRequired`, `dependentSchemas`.
struct Dependent {
  std::string key;
  std::vector<std::string> required;
  std::int32_t check = kNone;
};

struct PatternProperty {
  std::int32_t pattern;  ///< In `patterns`.
  std::int32_t check;
};

struct ObjectRule {
  std::int32_t names = kNone;        ///< In `checks`: `propertyNames`.
  Range patterns;                    ///< In `pattern_properties`.
  Range dependents;                  ///< In `dependents`.
  std::int32_t unevaluated = kNone;  ///< In `checks`.
};

/// Says where a check was written, and what: read only to explain.
struct Written {
  struct Keyword {
    std::string name;  ///< `required`
    std::string text;  ///< `required: [id, time]`, cut to about 120 bytes.
    int line = 0;
  };
  std::string pointer;  ///< From the root of its document; `file#/pointer` in another document.
  int line = 0;         ///< Its first line there.
  int column = 0;
  std::string title;  ///< `title`, else `description`, cut to a line: the rule in its author's words.
  std::vector<Keyword> keywords;
};

/// Schemas, compiled into flat arrays: judging interprets nothing. Immutable once compiled, shared by
/// threads.
struct Schema {
  std::vector<Check> checks;
  std::vector<Written> written;  ///< One for each check.
  std::vector<KeyTable> key_tables;
  std::vector<Property> properties;
  std::vector<Literal> literals;
  std::vector<Applicator> applicators;
  std::vector<std::int32_t> branches;
  std::vector<Switch> switches;
  std::vector<Bound> bounds;
  std::vector<StringRule> string_rules;
  std::vector<ArrayRule> array_rules;
  std::vector<ObjectRule> object_rules;
  std::vector<PatternProperty> pattern_properties;
  std::vector<Dependent> dependents;
  std::vector<Pattern> patterns;
  std::vector<std::string> pattern_texts;  ///< As written, one for each pattern.
  std::set<std::string> documents;         ///< The files of the given documents that references led to.
};

/// Documents that references may name, by URI. Nothing is ever fetched.
using SchemaDocuments = std::map<std::string, Document>;

struct SchemaOptions {
  bool unknown_keywords = false;  ///< Pass over keywords that no vocabulary has, as the standard allows.
  bool assert_formats = false;    ///< `format` rejects; otherwise it only says something to people.
  std::string base = "headgate:/contract";  ///< The URI that references are relative to.
  SchemaDocuments documents = {};
};

/// Compiles one JSON Schema 2020-12 document into the end of `schema` and gives the place of its root check.
/// A keyword that cannot be honoured exactly, a reference to nowhere or round in a circle is Configuration.
Result<std::int32_t> compile_schema(const Document& document, const SchemaOptions& options, Schema& schema);

/// Names every keyword of the standard.
const std::vector<std::string>& schema_keywords();

}  // namespace headgate
