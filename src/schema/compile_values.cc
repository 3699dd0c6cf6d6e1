// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/json.h"
#include "schema/canonical.h"
#include "schema/keywords.h"
#include "schema/schema_compiler.h"

namespace headgate {

namespace {

const std::map<std::string, TypeMask> kTypes = {{"null", types::Null},       {"boolean", types::Boolean},
                                                {"integer", types::Integer}, {"number", types::Number},
                                                {"string", types::String},   {"array", types::Array},
                                                {"object", types::Object}};

/// So many strings among the literals are found through a table, fewer one by one.
constexpr std::size_t kTableMin = 4;

std::string type_hint(const std::string& word) {
  static const std::map<std::string, std::string> foreign = {
      {"int", "integer"},   {"long", "integer"},   {"int64", "integer"}, {"float", "number"},
      {"double", "number"}, {"decimal", "number"}, {"bool", "boolean"},  {"str", "string"},
      {"text", "string"},   {"list", "array"},     {"dict", "object"},   {"map", "object"},
      {"struct", "object"}, {"none", "null"},      {"nil", "null"}};
  if (const auto known = foreign.find(word); known != foreign.end()) {
    return fmt::format(", did you mean \"{}\"?", known->second);
  }
  std::vector<std::string> words;
  for (const auto& entry : kTypes) words.push_back(entry.first);
  const std::string meant = did_you_mean(word, words);
  return meant.empty() ? fmt::format("; there are {}", fmt::join(words, ", ")) : meant;
}

/// Says whether other readers of YAML take a plain text for something else: yes, True, 0x1F, .5, 1_000.
bool is_ambiguous(const DocumentNode& node) {
  if (!node.is(DocumentNode::Kind::String) || node.quoted) return false;
  std::string lower = node.text;
  for (char& c : lower) c = static_cast<char>(tolower(static_cast<unsigned char>(c)));
  static const std::vector<std::string> words = {"true", "false", "yes", "no", "on", "off", "y", "n", "null"};
  if (std::find(words.begin(), words.end(), lower) != words.end()) return true;
  static const Pattern number = *Pattern::make(
      "^[-+]?(\\.?[0-9][0-9_]*(\\.[0-9_]*)?([eE][-+]?[0-9]+)?|0x[0-9a-fA-F_]+|"
      "0o[0-7_]+|\\.inf|\\.Inf|\\.INF|\\.nan|\\.NaN|\\.NAN)$");
  return number.is_found_in(node.text);
}

/// Looks whether values can be compared with the number of a `multipleOf`.
Status check_divisor(const DocumentNode& node) {
  constexpr std::size_t kDigitsMax = 18;
  const Decimal value = take_apart(node.text);
  if (value.negative || value.digits.empty()) {
    return refuse(node, "multipleOf has to be more than 0, here stands {}", describe(node));
  }
  if (value.digits.size() > kDigitsMax) {
    return refuse(node, "multipleOf takes {} digits at most, here are {}", kDigitsMax, value.digits.size());
  }
  return {};
}

}  // namespace

TypeMask type_mask(const std::string& word) {
  const auto known = kTypes.find(word);
  return known == kTypes.end() ? TypeMask{0} : known->second;
}

std::string type_names(TypeMask mask) {
  std::vector<std::string> names;
  if (mask & types::String) names.emplace_back("string");
  if ((mask & types::Number) == types::Number) {
    names.emplace_back("number");
  } else if (mask & types::Integer) {
    names.emplace_back("integer");
  } else if (mask & types::Fraction) {
    names.emplace_back("number with a fraction");
  }
  if (mask & types::Boolean) names.emplace_back("boolean");
  if (mask & types::Array) names.emplace_back("array");
  if (mask & types::Object) names.emplace_back("object");
  if (mask & types::Null) names.emplace_back("null");
  return fmt::format("{}", fmt::join(names, " or "));
}

Status SchemaCompiler::type(Work& work) {
  const Document* keyword = work.node->member("type");
  if (keyword == nullptr) return {};
  const bool several = (*keyword)->is(DocumentNode::Kind::List);
  const std::vector<Document> names = several ? (*keyword)->items : std::vector<Document>{*keyword};
  TypeMask mask = 0;
  for (const Document& item : names) {
    // A bare `null` in YAML is the null itself, and everybody writes it in a type list.
    const std::string word = item->is(DocumentNode::Kind::Null) ? "null" : item->text;
    const TypeMask named = type_mask(word);
    if (named == 0) {
      return refuse(*item, "type has to name JSON types, here stands {}{}", describe(*item), type_hint(word));
    }
    mask |= named;
  }
  if (mask == 0) return refuse(**keyword, "type has to name at least one JSON type");
  work.check.type = mask;
  return {};
}

Result<Literal> SchemaCompiler::literal(const DocumentNode& node) {
  using Kind = DocumentNode::Kind;
  if (!options_.unknown_keywords && is_ambiguous(node)) {
    return refuse(node,
                  "{} is a text here and something else to other readers of YAML: put it in quotes, or "
                  "write the JSON value that is meant",
                  node.text);
  }
  std::string written = canonical_json(node);
  switch (node.kind) {
    case Kind::Null: return Literal{types::Null, "", false, "null"};
    case Kind::Boolean: return Literal{types::Boolean, "", node.text == "true", node.text};
    case Kind::Number: return Literal{types::Number, canonical_number(node.text), false, node.text};
    case Kind::String: return Literal{types::String, node.text, false, std::move(written)};
    case Kind::List: return Literal{types::Array, written, false, written};
    case Kind::Map: break;
  }
  return Literal{types::Object, written, false, written};
}

Status SchemaCompiler::literals(Work& work) {
  const Document* values = work.node->member("enum");
  const Document* value = work.node->member("const");
  if (values == nullptr && value == nullptr) return {};
  std::vector<Literal> found;
  if (value != nullptr) {
    work.check.is_const = true;
    TRY(found.emplace_back(), literal(**value));
    const auto is_value = [&](const Document& item) {
      return canonical_json(*item) == canonical_json(**value);
    };
    if (values != nullptr && std::none_of((*values)->items.begin(), (*values)->items.end(), is_value)) {
      return refuse(**value, "const is none of the values of enum beside it: nothing could hold");
    }
  } else {
    const bool is_list = (*values)->is(DocumentNode::Kind::List);
    if (is_list && (*values)->items.empty() && options_.unknown_keywords) {
      work.check.never = true;  // The standard allows it, and nothing holds.
      return {};
    }
    if (!is_list || (*values)->items.empty()) {
      return refuse(**values, "enum has to be a list of at least one value, here stands {}",
                    describe(**values));
    }
    for (const Document& item : (*values)->items) {
      TRY(found.emplace_back(), literal(*item));
    }
  }
  std::set<std::string> strings;
  for (const Literal& item : found) {
    if (item.type == types::String) strings.insert(item.text);
  }
  if (strings.size() >= kTableMin) {
    work.check.literal_keys = static_cast<std::int32_t>(schema_.key_tables.size());
    schema_.key_tables.emplace_back(std::vector<std::string>(strings.begin(), strings.end()));
  }
  work.check.literals = {static_cast<std::uint32_t>(schema_.literals.size()),
                         static_cast<std::uint32_t>(found.size())};
  schema_.literals.insert(schema_.literals.end(), found.begin(), found.end());
  return {};
}

/// Gathers the bounds of one measure.
Status SchemaCompiler::bounds(Work& work, Measure measure) {
  if (!work.resource->validates) return {};
  for (const BoundRule& rule : bound_rules()) {
    const Document* value = rule.measure == measure ? work.node->member(rule.keyword) : nullptr;
    if (value == nullptr) continue;
    Bound bound{&rule};
    if (measure != Measure::Value) {
      TRY(bound.count, count(work, rule.keyword, kNone));
    } else if (!(*value)->is(DocumentNode::Kind::Number)) {
      return refuse(**value, "{} has to be a number, here stands {}", rule.keyword, describe(**value));
    } else {
      bound.number = Comparand((*value)->text);
      if (rule.side == Side::Multiple) TRY_OK(check_divisor(**value));
    }
    work.bounds.push_back(std::move(bound));
  }
  return {};
}

/// Reads a count that a keyword gives; `missing` where the keyword is not there.
Result<std::int64_t> SchemaCompiler::count(Work& work, const std::string& keyword, std::int64_t missing) {
  const Document* value = work.resource->validates ? work.node->member(keyword) : nullptr;
  if (value == nullptr) return missing;
  std::optional<std::int64_t> number;
  if ((*value)->is(DocumentNode::Kind::Number)) number = exact_int64((*value)->text);
  if (!number || *number < 0) {
    return refuse(**value, "{} has to be a whole number, 0 or more, here stands {}", keyword,
                  describe(**value));
  }
  return *number;
}

/// Gives the place of a pattern; an error has no place yet.
Result<std::int32_t> SchemaCompiler::pattern(const std::string& expression) {
  const auto [known, is_new] =
      patterns_.try_emplace(expression, static_cast<std::int32_t>(schema_.patterns.size()));
  if (!is_new) return known->second;
  TRY(Pattern compiled, Pattern::make(expression));
  schema_.patterns.push_back(std::move(compiled));
  schema_.pattern_texts.push_back(expression);
  return known->second;
}

Status SchemaCompiler::strings(Work& work) {
  TRY_OK(bounds(work, Measure::Characters));
  StringRule rule;
  const Document* keyword = work.resource->validates ? work.node->member("pattern") : nullptr;
  if (keyword != nullptr) {
    if (!(*keyword)->is(DocumentNode::Kind::String)) {
      return refuse(**keyword, "pattern has to be a text, here stands {}", describe(**keyword));
    }
    const auto found = pattern((*keyword)->text);
    if (!found) return refuse(**keyword, "{}", found.error().message);
    rule.pattern = *found;
  }
  const Document* format = work.node->member("format");
  if (format != nullptr && work.resource->asserts_formats) {
    TRY(const std::string word, as_text(**format, "format"));
    rule.format = format_of(word);
    if (rule.format == Format::None && !options_.unknown_keywords) {
      const std::string meant = did_you_mean(word, format_names());
      return refuse(**format, "the format \"{}\" cannot be asserted{}", word,
                    meant.empty() ? fmt::format("; there are {}", fmt::join(format_names(), ", ")) : meant);
    }
  }
  if (rule.pattern == kNone && rule.format == Format::None) return {};
  work.check.string = static_cast<std::int32_t>(schema_.string_rules.size());
  schema_.string_rules.push_back(rule);
  return {};
}

}  // namespace headgate
