// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "contract/compile.h"

namespace headgate {

namespace {

const std::vector<std::string> kKeywords = {
    "type",  "required", "properties", "additionalProperties", "items",   "enum", "const", "anyOf",
    "allOf", "oneOf",    "title",      "description",          "$comment"};

const std::map<std::string, TypeMask> kTypes = {{"null", types::Null},       {"boolean", types::Boolean},
                                                {"integer", types::Integer}, {"number", types::Number},
                                                {"string", types::String},   {"array", types::Array},
                                                {"object", types::Object}};

/// A schema nested deeper than this is refused: no event could need it, and the judge walks by recursion.
constexpr int kSchemaDepthMax = 64;
/// More schemas than this come from aliases inside aliases, which a short file can multiply without end.
constexpr std::size_t kSchemasMax = 100'000;

std::string escaped(std::string token) {
  std::string out;
  for (const char c : token) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

class ExpectCompiler {
 public:
  explicit ExpectCompiler(Plan& plan) : plan_(plan) {}

  /// Compiles one schema and gives its place in the plan. Children are compiled before their ranges are
  /// stored, since compiling them grows the same arrays.
  Result<std::int32_t> schema(const YAML::Node& node, const std::string& rule, int depth) {
    if (depth > kSchemaDepthMax) {
      return yaml::refuse(plan_.file, node, "a schema may be nested {} deep at most", kSchemaDepthMax);
    }
    if (plan_.checks.size() == kSchemasMax) {
      return yaml::refuse(plan_.file, node, "a contract may hold {} schemas at most", kSchemasMax);
    }
    const auto place = static_cast<std::int32_t>(plan_.checks.size());
    Check check;
    check.rule = rule;
    check.line = node.Mark().line + 1;
    plan_.checks.push_back(check);
    if (node.IsScalar() && (node.Scalar() == "true" || node.Scalar() == "false")) {
      plan_.checks[place].never = node.Scalar() == "false";
      return place;
    }
    TRY_OK(yaml::check_keys(node, plan_.file, "a schema", kKeywords));
    if (node["type"]) {
      TRY(check.type, type(node["type"]));
    }
    TRY_OK(object(node, check, rule, depth));
    if (node["items"]) {
      TRY(check.items, schema(node["items"], rule + "/items", depth + 1));
    }
    TRY_OK(literals(node, check));
    TRY_OK(applicators(node, check, rule, depth));
    plan_.checks[place] = check;
    return place;
  }

 private:
  Result<TypeMask> type(const YAML::Node& node) {
    std::vector<YAML::Node> names;
    if (node.IsSequence()) {
      for (const auto& item : node) names.push_back(item);
    } else {
      names.push_back(node);
    }
    TypeMask mask = 0;
    for (const YAML::Node& item : names) {
      // A bare `null` in YAML is the null itself, and everybody writes it in a type list.
      const std::string word = item.IsNull() ? "null" : item.IsScalar() ? item.Scalar() : "";
      const auto known = kTypes.find(word);
      if (known == kTypes.end()) {
        std::vector<std::string> words;
        for (const auto& entry : kTypes) words.push_back(entry.first);
        const std::string meant = yaml::nearest(word, words);
        return yaml::refuse(plan_.file, item, "type has to name JSON types, here stands {}{}; there are {}",
                            yaml::describe(item),
                            meant.empty() ? "" : fmt::format(", did you mean \"{}\"?", meant),
                            fmt::join(words, ", "));
      }
      mask |= known->second;
    }
    if (mask == 0) return yaml::refuse(plan_.file, node, "type has to name at least one JSON type");
    return mask;
  }

  Status object(const YAML::Node& node, Check& check, const std::string& rule, int depth) {
    std::vector<std::string> keys;
    std::vector<Property> found;
    std::map<std::string, std::size_t> places;
    if (const YAML::Node properties = node["properties"]) {
      TRY_OK(yaml::check_keys(properties, plan_.file, "properties", {}));
      for (const auto& entry : properties) {
        const std::string key = entry.first.Scalar();
        Property property;
        TRY(property.check, schema(entry.second, rule + "/properties/" + escaped(key), depth + 1));
        places.emplace(key, keys.size());
        keys.push_back(key);
        found.push_back(property);
      }
    }
    if (const YAML::Node required = node["required"]) {
      TRY(const auto names, yaml::texts(required, plan_.file, "required"));
      for (const std::string& name : names) {
        const auto [place, is_new] = places.emplace(name, keys.size());
        if (is_new) {
          keys.push_back(name);
          found.emplace_back();
        }
        Property& property = found[place->second];
        if (property.required) {
          return yaml::refuse(plan_.file, required, "required names \"{}\" twice", name);
        }
        property.required = true;
      }
    }
    if (node["additionalProperties"]) {
      TRY(check.additional, schema(node["additionalProperties"], rule + "/additionalProperties", depth + 1));
    }
    if (keys.empty()) return {};
    check.properties = {static_cast<std::uint32_t>(plan_.properties.size()),
                        static_cast<std::uint32_t>(found.size())};
    plan_.properties.insert(plan_.properties.end(), found.begin(), found.end());
    check.keys = static_cast<std::int32_t>(plan_.key_tables.size());
    plan_.key_tables.emplace_back(std::move(keys));
    return {};
  }

  Result<Literal> literal(const YAML::Node& node) {
    if (node.IsNull()) return Literal{types::Null, "", false};
    if (!node.IsScalar()) {
      return yaml::refuse(plan_.file, node, "enum and const take scalars only, here stands {}",
                          yaml::describe(node));
    }
    const std::string& text = node.Scalar();
    if (node.Tag() == "!") return Literal{types::String, text, false};
    if (text == "true" || text == "false") return Literal{types::Boolean, "", text == "true"};
    if (is_number(text)) return Literal{types::Number, canonical_number(text), false};
    return Literal{types::String, text, false};
  }

  static bool is_number(const std::string& text) {
    std::size_t at = text.starts_with('-');
    const auto digits = [&] {
      const std::size_t first = at;
      while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
      return at > first;
    };
    if (!digits()) return false;
    if (at < text.size() && text[at] == '.' && (++at, !digits())) return false;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
      ++at;
      if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
      if (!digits()) return false;
    }
    return at == text.size();
  }

  Status literals(const YAML::Node& node, Check& check) {
    if (node["enum"] && node["const"]) {
      return yaml::refuse(plan_.file, node["const"], "a schema takes enum or const, not both");
    }
    const YAML::Node values = node["enum"];
    const YAML::Node value = node["const"];
    if (!values.IsDefined() && !value.IsDefined()) return {};
    check.literals.first = static_cast<std::uint32_t>(plan_.literals.size());
    if (value.IsDefined()) {
      check.is_const = true;
      TRY(plan_.literals.emplace_back(), literal(value));
    } else {
      if (!values.IsSequence() || values.size() == 0) {
        return yaml::refuse(plan_.file, values, "enum has to be a list of at least one value, here stands {}",
                            yaml::describe(values));
      }
      for (const auto& item : values) {
        TRY(plan_.literals.emplace_back(), literal(item));
      }
    }
    check.literals.count = static_cast<std::uint32_t>(plan_.literals.size()) - check.literals.first;
    return {};
  }

  Status applicators(const YAML::Node& node, Check& check, const std::string& rule, int depth) {
    std::vector<Applicator> found;
    for (const auto& [word, combine] : {std::pair<const char*, Combine>{"anyOf", Combine::AnyOf},
                                        {"allOf", Combine::AllOf},
                                        {"oneOf", Combine::OneOf}}) {
      const YAML::Node list = node[word];
      if (!list.IsDefined()) continue;
      if (!list.IsSequence() || list.size() == 0) {
        return yaml::refuse(plan_.file, list, "{} has to be a list of at least one schema, here stands {}",
                            word, yaml::describe(list));
      }
      std::vector<std::uint32_t> branches;
      for (std::size_t i = 0; i < list.size(); ++i) {
        TRY(const std::int32_t branch, schema(list[i], fmt::format("{}/{}/{}", rule, word, i), depth + 1));
        branches.push_back(static_cast<std::uint32_t>(branch));
      }
      found.push_back(
          {combine,
           {static_cast<std::uint32_t>(plan_.branches.size()), static_cast<std::uint32_t>(branches.size())}});
      plan_.branches.insert(plan_.branches.end(), branches.begin(), branches.end());
    }
    check.applicators = {static_cast<std::uint32_t>(plan_.applicators.size()),
                         static_cast<std::uint32_t>(found.size())};
    plan_.applicators.insert(plan_.applicators.end(), found.begin(), found.end());
    return {};
  }

  Plan& plan_;
};

}  // namespace

Status compile_expect(const YAML::Node& expect, Plan& plan) {
  if (!expect.IsDefined()) {
    plan.checks.emplace_back();
    return {};
  }
  TRY([[maybe_unused]] const std::int32_t root, ExpectCompiler(plan).schema(expect, "", 0));
  return {};
}

}  // namespace headgate
