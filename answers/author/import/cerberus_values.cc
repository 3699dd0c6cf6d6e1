// SPDX-License-Identifier: Apache-2.0

#include "answers/author/import/cerberus_reader.h"
#include "schema/pattern.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

constexpr TypeMask kScalars = types::Boolean | types::Number | types::String;

/// Anchors a regular expression the way Cerberus does: Python's match() with a $ behind it where none stands.
std::string anchored(std::string expression) {
  if (!expression.ends_with('$')) expression += '$';
  for (const auto& [python, ours] : {std::pair{"\\A", "^"}, {"\\Z", "$"}, {"(?P<", "(?<"}}) {
    for (std::size_t at = 0; (at = expression.find(python, at)) != std::string::npos; ++at) {
      const bool is_escaped = at != 0 && expression[at - 1] == '\\';
      if (!is_escaped) expression.replace(at, std::string(python).size(), ours);
    }
  }
  if (expression.find('|') == std::string::npos) return (expression[0] == '^' ? "" : "^") + expression;
  return "^(?:" + expression + ")";
}

}  // namespace

Result<Yaml> CerberusReader::values(const Work& work, const DocumentNode& list, const char* rule) {
  if (!list.is(Kind::List)) return refuse(list, "{} has to be a list, here stands {}", rule, describe(list));
  const bool is_mixed = (work.possible() & types::Boolean) != 0 && (work.possible() & types::Number) != 0;
  Yaml out = Yaml::list({});
  for (const Document& item : list.items) {
    if (item->is(Kind::Null)) continue;
    if (is_mixed) note_equal(rule, *item, work.around.pointer);
    out.items.push_back(Yaml::of(*item));
  }
  return out;
}

/// `allowed` is about a scalar itself, about each element of a list and each key of a map.
Status CerberusReader::allowed(Work& work) {
  const DocumentNode* rule = work.rule("allowed");
  if (rule == nullptr) return {};
  TRY(const Yaml plain, values(work, *rule, "allowed"));
  Yaml with_null = plain;
  if (work.is_nullable) with_null.items.push_back(Yaml::plain("null"));
  if (with_null.items.empty()) return refuse(*rule, "allowed names no value: nothing would be clean");
  const TypeMask possible = work.possible();
  if ((possible & (types::Array | types::Object)) == 0) {
    TypeMask of_values = 0;
    for (const Document& item : rule->items) of_values = static_cast<TypeMask>(of_values | type_of(*item));
    // The values say the type themselves.
    const bool is_implied = (of_values & ~work.types & ~types::Null) == 0 && work.has_type;
    if (is_implied)
      std::erase_if(work.schema.members, [](const auto& member) { return member.first == "type"; });
    const bool is_one = with_null.items.size() == 1;
    add_part(work.unless_empty,
             is_one ? keyword("const", with_null.items.front()) : keyword("enum", with_null));
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
    Yaml scalars = keyword("enum", with_null),
         containers = keyword("type", type_yaml(types::Array | types::Object));
    add_part(work.unless_empty, keyword("anyOf", Yaml::list({std::move(scalars), std::move(containers)})));
    add_part(work.unless_empty, elements);
    add_part(work.unless_empty, names);
  }
  return {};
}

Status CerberusReader::forbidden(Work& work) {
  const DocumentNode* rule = work.rule("forbidden");
  if (rule == nullptr) return {};
  TRY(const Yaml list, values(work, *rule, "forbidden"));
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
      note("min and max: Cerberus takes true for 1 and false for 0; here they are no numbers",
           work.around.pointer);
    }
    add_part(work.schema, keyword(name, Yaml::plain(bound->text)));
  }
  return {};
}

/// `minlength` and `maxlength` count characters, elements or members; `empty: false` asks for one at least.
Status CerberusReader::lengths(Work& work) {
  TRY(const bool may_be_empty, flag(work.rules, "empty", true));
  for (const std::string side : {"min", "max"}) {
    const DocumentNode* rule = work.rule((side + "length").c_str());
    if (rule != nullptr && !(rule->is(Kind::Number) && is_integral(rule->text))) {
      return refuse(*rule, "{}length has to be an integer, here stands {}", side, describe(*rule));
    }
    const bool is_asked = side == "min" && !may_be_empty;
    std::string bound = rule == nullptr ? "" : rule->text;
    if (is_asked && (bound.empty() || bound == "0" || bound.starts_with('-'))) bound = "1";
    if (bound.empty()) continue;
    if (bound.starts_with('-')) {
      if (side == "min") continue;
      return refuse(*rule, "maxlength is below 0: nothing would be clean");
    }
    for (const auto& [type, noun] :
         {std::pair{types::String, "Length"}, {types::Array, "Items"}, {types::Object, "Properties"}}) {
      if ((work.possible() & type) == 0) continue;
      add_part(is_asked ? work.schema : work.unless_empty, keyword(side + noun, Yaml::plain(bound)));
    }
  }
  return {};
}

Status CerberusReader::text(Work& work) {
  const DocumentNode* regex = work.rule("regex");
  if (regex == nullptr) return {};
  TRY(const std::string expression, as_text(*regex, "regex"));
  const std::string ours = anchored(expression);
  if (const auto pattern = Pattern::make(ours); !pattern) {
    return refuse(*regex, "the regular expression \"{}\" cannot be taken over: {}", expression,
                  pattern.error().message);
  }
  note(
      "regex: Python's $ also holds in front of a last line break, and its \\d, \\w, \\s and \\b mean the "
      "letters and "
      "digits of every script; here they are those of JSON Schema (ECMA-262)",
      work.around.pointer);
  add_part(work.unless_empty, keyword("pattern", Yaml::text(ours)));
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

}  // namespace headgate::author
