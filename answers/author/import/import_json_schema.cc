// SPDX-License-Identifier: Apache-2.0
#include "answers/author/import/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "schema/keywords.h"
#include "schema/pattern.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

constexpr int kImportDepthMax = 500;

/// Goes through a schema and says each keyword in the words of 2020-12.
class Modernizer {
 public:
  Result<Yaml> schema(const DocumentNode& node, int depth) {
    if (node.is(Kind::Boolean)) return Yaml::plain(node.text);
    if (!node.is(Kind::Map))
      return refuse(node, "a schema has to be a map, true or false, here stands {}", describe(node));
    if (depth > kImportDepthMax)
      return refuse(node, "schemas stand in each other more than {} deep", kImportDepthMax);
    if (depth == 0) TRY_OK(dialect(node));
    if (siblings_are_ignored_ && node.member("$ref") != nullptr) return lone_reference(node);
    Yaml out = Yaml::map();
    for (const DocumentNode::Member& member : node.members) {
      TRY_OK(keyword({node, member, member.key, *member.value, out, depth}));
    }
    return out;
  }

  [[nodiscard]] std::vector<std::string> notes() const {
    std::vector<std::string> all = notes_;
    if (!left_out_.empty()) {
      all.push_back(fmt::format("left out, since no vocabulary has them: {}", fmt::join(left_out_, ", ")));
    }
    return all;
  }

 private:
  /// One keyword of a schema, and the schema that is written in its place.
  struct Work {
    const DocumentNode& node;
    const DocumentNode::Member& member;
    const std::string& key;
    const DocumentNode& value;
    Yaml& out;
    int depth;
  };

  void note(const std::string& sentence) {
    if (std::find(notes_.begin(), notes_.end(), sentence) == notes_.end()) notes_.push_back(sentence);
  }

  Status dialect(const DocumentNode& root) {
    const Document* uri = root.member("$schema");
    if (uri == nullptr) return {};
    const std::string& text = (*uri)->text;
    for (const char* draft : {"draft-03", "draft-04", "draft-06", "draft-07"}) {
      if (text.find(std::string("json-schema.org/") + draft) == std::string::npos) continue;
      if (draft == std::string("draft-03")) {
        return refuse(
            **uri, "draft 3 means other things by required and extends: bring the schema to a later draft");
      }
      siblings_are_ignored_ = true;
      note(fmt::format("written for {}; rewritten for 2020-12", draft));
      return {};
    }
    for (const char* draft : {"draft/2019-09", "draft/2020-12"}) {
      if (text.find(std::string("json-schema.org/") + draft) != std::string::npos) return {};
    }
    return refuse(
        **uri, "\"{}\" is no dialect that is known here: JSON Schema drafts 4, 6, 7, 2019-09 and 2020-12 are",
        text);
  }

  /// Up to draft 7 everything beside $ref is ignored; from 2019-09 on it counts.
  Result<Yaml> lone_reference(const DocumentNode& node) {
    Yaml out = Yaml::map();
    for (const DocumentNode::Member& member : node.members) {
      if (member.key == "$ref") {
        out.set("$ref", Yaml::text(reference(member.value->text)));
      } else if (member.key == "title" || member.key == "description" || member.key == "$comment") {
        out.set(member.key, Yaml::of(*member.value));
      } else if (member.key == "definitions") {
        TRY_OK(put(out, "$defs", map(*member.value, 1)));
      } else if (member.key != "$schema") {
        note(fmt::format("line {}: {} stood beside $ref, where its draft ignores it: left out", member.line,
                         member.key));
      }
    }
    return out;
  }

  static std::string reference(std::string text) {
    for (const char* before : {"#/definitions/", "/definitions/"}) {
      const std::size_t at = text.find(before);
      if (at != std::string::npos) text.replace(text.find("definitions", at), 11, "$defs");
    }
    return text;
  }

  /// Puts what a keyword became into the schema that is written.
  static Status put(Yaml& out, const std::string& key, Result<Yaml> value) {
    if (!value) return forward(value.error());
    out.set(key, std::move(*value));
    return {};
  }

  Status keyword(const Work& work) {
    const auto rewrite = rewrites().find(work.key);
    if (rewrite != rewrites().end()) return (this->*rewrite->second)(work);
    if (find_keyword(work.key) == nullptr) {
      left_out_.insert(work.key);
      return {};
    }
    return put(work.out, work.key, held(work.value, holds_schemas(work.key), work.depth));
  }

  /// Says the value of a keyword, by what it holds.
  Result<Yaml> held(const DocumentNode& value, Holds holds, int depth) {
    switch (holds) {
      case Holds::Nothing: break;
      case Holds::Schema: return schema(value, depth + 1);
      case Holds::List: return list(value, depth);
      case Holds::Map: return map(value, depth);
    }
    return Yaml::of(value);
  }

  Result<Yaml> list(const DocumentNode& node, int depth) {
    if (!node.is(Kind::List))
      return refuse(node, "here has to stand a list of schemas, not {}", describe(node));
    Yaml out = Yaml::list({});
    for (const Document& item : node.items) {
      TRY(out.items.emplace_back(), schema(*item, depth + 1));
    }
    return out;
  }

  Result<Yaml> map(const DocumentNode& node, int depth) {
    if (!node.is(Kind::Map))
      return refuse(node, "here has to stand a map of schemas, not {}", describe(node));
    Yaml out = Yaml::map();
    for (const DocumentNode::Member& member : node.members) {
      TRY_OK(put(out, member.key, schema(*member.value, depth + 1)));
    }
    return out;
  }

  using Rewrite = Status (Modernizer::*)(const Work&);

  static const std::map<std::string, Rewrite>& rewrites() {
    static const std::map<std::string, Rewrite> kRewrites = {
        {"$schema", &Modernizer::leave_out},
        {"$ref", &Modernizer::take_reference},
        {"id", &Modernizer::identify},
        {"$id", &Modernizer::identify},
        {"definitions", &Modernizer::definitions},
        {"dependencies", &Modernizer::dependencies},
        {"items", &Modernizer::items},
        {"additionalItems", &Modernizer::additional_items},
        {"exclusiveMinimum", &Modernizer::exclusive},
        {"exclusiveMaximum", &Modernizer::exclusive},
        {"minimum", &Modernizer::bound},
        {"maximum", &Modernizer::bound},
        {"nullable", &Modernizer::nullable},
        {"pattern", &Modernizer::pattern},
        {"patternProperties", &Modernizer::pattern_properties},
        {"type", &Modernizer::type},
        {"required", &Modernizer::required},
        {"$recursiveRef", &Modernizer::recursion},
        {"$recursiveAnchor", &Modernizer::recursion},
        {"format", &Modernizer::format}};
    return kRewrites;
  }

  Status leave_out(const Work&) { return {}; }

  Status take_reference(const Work& work) {
    return put(work.out, "$ref", Yaml::text(reference(work.value.text)));
  }

  Status identify(const Work& work) {
    const std::string& text = work.value.text;
    if (work.key == "id" && !siblings_are_ignored_) {
      left_out_.insert(work.key);
      return {};
    }
    if (!text.starts_with('#')) {
      return put(work.out, "$id", Yaml::text(text.ends_with('#') ? text.substr(0, text.size() - 1) : text));
    }
    note("$id: '#name' of earlier drafts is $anchor: name");
    return put(work.out, "$anchor", Yaml::text(text.substr(1)));
  }

  Status definitions(const Work& work) {
    if (work.node.member("$defs") != nullptr)
      return refuse_key(work.node, work.member, "definitions stands beside $defs: join them");
    note("definitions is $defs");
    return put(work.out, "$defs", map(work.value, work.depth));
  }

  Status dependencies(const Work& work) {
    if (!work.value.is(Kind::Map)) {
      return refuse(work.value, "dependencies has to be a map, here stands {}", describe(work.value));
    }
    note("dependencies is dependentRequired and dependentSchemas");
    Yaml names = Yaml::map(), schemas = Yaml::map();
    for (const DocumentNode::Member& entry : work.value.members) {
      if (entry.value->is(Kind::List)) {
        names.set(entry.key, Yaml::of(*entry.value));
      } else {
        TRY_OK(put(schemas, entry.key, schema(*entry.value, work.depth + 1)));
      }
    }
    if (!names.is_empty()) work.out.set("dependentRequired", std::move(names));
    if (!schemas.is_empty()) work.out.set("dependentSchemas", std::move(schemas));
    return {};
  }

  Status items(const Work& work) {
    if (!work.value.is(Kind::List)) return put(work.out, "items", schema(work.value, work.depth + 1));
    note("a list under items is prefixItems, and additionalItems is items");
    if (work.value.items.empty()) return {};
    return put(work.out, "prefixItems", list(work.value, work.depth));
  }

  /// Says something only beside a list of items.
  Status additional_items(const Work& work) {
    const Document* items = work.node.member("items");
    if (items != nullptr && (*items)->is(Kind::List)) {
      return put(work.out, "items", schema(work.value, work.depth + 1));
    }
    note(fmt::format("line {}: additionalItems says nothing without a list under items: left out",
                     work.member.line));
    return {};
  }

  /// In draft 4 exclusiveMinimum is a flag beside minimum.
  Status exclusive(const Work& work) {
    if (!work.value.is(Kind::Boolean)) return put(work.out, work.key, Yaml::of(work.value));
    const Document* bound = work.node.member(work.key == "exclusiveMinimum" ? "minimum" : "maximum");
    if (work.value.text != "true" || bound == nullptr) return {};
    note("exclusiveMinimum and exclusiveMaximum take the bound itself");
    return put(work.out, work.key, Yaml::of(**bound));
  }

  Status bound(const Work& work) {
    const Document* flag = work.node.member(work.key == "minimum" ? "exclusiveMinimum" : "exclusiveMaximum");
    const bool is_exclusive = flag != nullptr && (*flag)->is(Kind::Boolean) && (*flag)->text == "true";
    if (!is_exclusive) work.out.set(work.key, Yaml::of(work.value));
    return {};
  }

  Status type(const Work& work) {
    const Document* nullable = work.node.member("nullable");
    Yaml type = Yaml::of(work.value);
    if (nullable != nullptr && (*nullable)->text == "true") {
      if (type.kind == Yaml::Kind::Scalar) type = Yaml::list({type});
      type.items.push_back(Yaml::text("null"));
    }
    return put(work.out, "type", std::move(type));
  }

  Status nullable(const Work& work) {
    if (work.value.text != "true") return {};
    const auto has = [&](const char* key) { return work.node.member(key) != nullptr; };
    if (!has("type") || has("enum") || has("const")) {
      return refuse_key(work.node, work.member,
                        "nullable (of OpenAPI) is taken over beside a type and no enum: write null into "
                        "the values by hand");
    }
    note("nullable: true is null in the list of types");
    return {};
  }

  Status required(const Work& work) {
    if (!work.value.is(Kind::List)) {
      return refuse_key(work.node, work.member,
                        "required has to be a list of members: the flag is of draft 3");
    }
    if (!work.value.items.empty()) work.out.set("required", Yaml::of(work.value));
    return {};
  }

  Status recursion(const Work& work) {
    return refuse_key(work.node, work.member,
                      "{} of 2019-09 became $dynamicRef and $dynamicAnchor: rewrite it by hand", work.key);
  }

  Status format(const Work& work) {
    note(
        "format only tells people what is meant, as the standard has it; the key formats: assert makes it "
        "count");
    return put(work.out, "format", Yaml::of(work.value));
  }

  /// What cannot be honoured is refused here: of the contract that comes out nobody sees the lines.
  Status pattern(const Work& work) {
    if (const auto made = Pattern::make(work.value.text); work.value.is(Kind::String) && !made) {
      return refuse(work.value, "the pattern \"{}\" cannot be taken over: {}", work.value.text,
                    made.error().message);
    }
    return put(work.out, work.key, Yaml::of(work.value));
  }

  Status pattern_properties(const Work& work) {
    for (const DocumentNode::Member& member : work.value.members) {
      const auto made = Pattern::make(member.key);
      if (made) continue;
      return refuse_key(work.value, member, "the pattern \"{}\" cannot be taken over: {}", member.key,
                        made.error().message);
    }
    return put(work.out, work.key, map(work.value, work.depth));
  }

  bool siblings_are_ignored_ = false;
  std::vector<std::string> notes_;
  std::set<std::string> left_out_;
};

/// Says whether a keyword tells that something is a schema. Those that only describe stand in other files,
/// too.
bool tells_a_schema(const std::string& key) {
  static const std::set<std::string> kOfOthers = {"$comment", "title",      "description", "default",
                                                  "examples", "deprecated", "readOnly",    "writeOnly",
                                                  "required", "type"};
  static const std::set<std::string> kOfDrafts = {"$schema",         "definitions", "dependencies",
                                                  "additionalItems", "nullable",    "$recursiveRef",
                                                  "$recursiveAnchor"};
  return kOfDrafts.contains(key) || (!kOfOthers.contains(key) && find_keyword(key) != nullptr);
}

/// Refuses what is no schema: as one it would say yes to every event.
Status check_is_schema(const DocumentNode& root) {
  if (!root.is(Kind::Map) || root.members.empty()) return {};
  const auto has = [&](const char* key) { return root.member(key) != nullptr; };
  if (std::ranges::any_of(root.members, [](const auto& member) { return tells_a_schema(member.key); }))
    return {};
  const Document* const type = root.member("type");
  const bool has_type = type != nullptr && ((*type)->is(Kind::List) || type_mask((*type)->text) != 0);
  const Document* const required = root.member("required");
  // The flag is one of draft 3, and refused as that.
  const bool has_required =
      required != nullptr && ((*required)->is(Kind::List) || (*required)->is(Kind::Boolean));
  if (has_type || has_required) return {};
  if (has("apiVersion") && has("kind"))
    return refuse(root, "this is a data contract (apiVersion, kind) and no schema: --from odcs imports it");
  std::vector<std::string> keys;
  for (const DocumentNode::Member& member : root.members) keys.push_back(member.key);
  if (keys.size() > 5) keys.resize(5);
  return refuse(root, "this is no JSON Schema: none of its keys is a keyword ({}{})", fmt::join(keys, ", "),
                keys.size() < root.members.size() ? ", ..." : "");
}

}  // namespace

Result<Imported> import_json_schema(const Document& schema) {
  TRY_OK(check_is_schema(*schema));
  Modernizer modernizer;
  Imported imported;
  TRY(imported.expect, modernizer.schema(*schema, 0));
  imported.notes = modernizer.notes();
  return imported;
}

}  // namespace headgate::author
