// SPDX-License-Identifier: Apache-2.0
#include "answers/author/import/import_json_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "schema/keywords.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

constexpr int kDepthMax = 500;

/// Goes through a schema and says each keyword in the words of 2020-12.
class Modernizer {
 public:
  Result<Yaml> schema(const DocumentNode& node, int depth) {
    if (node.is(Kind::Boolean)) return Yaml::plain(node.text);
    if (!node.is(Kind::Map))
      return refuse(node, "a schema has to be a map, true or false, here stands {}", describe(node));
    if (depth > kDepthMax) return refuse(node, "schemas stand in each other more than {} deep", kDepthMax);
    if (depth == 0) TRY_OK(dialect(node));
    if (siblings_are_ignored_ && node.member("$ref") != nullptr) return lone_reference(node);
    Yaml out = Yaml::map();
    for (const DocumentNode::Member& member : node.members) TRY_OK(keyword(node, member, out, depth));
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
        TRY(Yaml schemas, map(*member.value, 1));
        out.set("$defs", std::move(schemas));
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

  Status keyword(const DocumentNode& node, const DocumentNode::Member& member, Yaml& out, int depth) {
    const auto known = rewrites().find(member.key);
    if (known != rewrites().end()) return (this->*known->second)(node, member, out, depth);
    const Keyword* const known_here = find_keyword(member.key);
    if (known_here == nullptr) {
      left_out_.insert(member.key);
      return {};
    }
    switch (known_here->holds) {
      case Holds::Nothing: out.set(member.key, Yaml::of(*member.value)); return {};
      case Holds::Schema: {
        TRY(Yaml below, schema(*member.value, depth + 1));
        out.set(member.key, std::move(below));
        return {};
      }
      case Holds::List: {
        TRY(Yaml below, list(*member.value, depth));
        out.set(member.key, std::move(below));
        return {};
      }
      case Holds::Map: {
        TRY(Yaml below, map(*member.value, depth));
        out.set(member.key, std::move(below));
        return {};
      }
    }
    return {};
  }

  Result<Yaml> list(const DocumentNode& node, int depth) {
    if (!node.is(Kind::List))
      return refuse(node, "here has to stand a list of schemas, not {}", describe(node));
    Yaml out = Yaml::list({});
    for (const Document& item : node.items) {
      TRY(Yaml below, schema(*item, depth + 1));
      out.items.push_back(std::move(below));
    }
    return out;
  }

  Result<Yaml> map(const DocumentNode& node, int depth) {
    if (!node.is(Kind::Map))
      return refuse(node, "here has to stand a map of schemas, not {}", describe(node));
    Yaml out = Yaml::map();
    for (const DocumentNode::Member& member : node.members) {
      TRY(Yaml below, schema(*member.value, depth + 1));
      out.set(member.key, std::move(below));
    }
    return out;
  }

  using Rewrite = Status (Modernizer::*)(const DocumentNode&, const DocumentNode::Member&, Yaml&, int);

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
        {"type", &Modernizer::type},
        {"required", &Modernizer::required},
        {"$recursiveRef", &Modernizer::recursion},
        {"$recursiveAnchor", &Modernizer::recursion},
        {"format", &Modernizer::format}};
    return kRewrites;
  }

  Status leave_out(const DocumentNode&, const DocumentNode::Member&, Yaml&, int) { return {}; }

  Status take_reference(const DocumentNode&, const DocumentNode::Member& member, Yaml& out, int) {
    out.set("$ref", Yaml::text(reference(member.value->text)));
    return {};
  }

  Status identify(const DocumentNode&, const DocumentNode::Member& member, Yaml& out, int) {
    const std::string& text = member.value->text;
    if (member.key == "id" && !siblings_are_ignored_) {
      left_out_.insert(member.key);
    } else if (text.starts_with('#')) {
      note("$id: '#name' of earlier drafts is $anchor: name");
      out.set("$anchor", Yaml::text(text.substr(1)));
    } else {
      out.set("$id", Yaml::text(text.ends_with('#') ? text.substr(0, text.size() - 1) : text));
    }
    return {};
  }

  Status definitions(const DocumentNode& node, const DocumentNode::Member& member, Yaml& out, int depth) {
    if (node.member("$defs") != nullptr)
      return refuse_key(node, member, "definitions stands beside $defs: join them");
    note("definitions is $defs");
    TRY(Yaml below, map(*member.value, depth));
    out.set("$defs", std::move(below));
    return {};
  }

  Status dependencies(const DocumentNode&, const DocumentNode::Member& member, Yaml& out, int depth) {
    if (!member.value->is(Kind::Map)) {
      return refuse(*member.value, "dependencies has to be a map, here stands {}", describe(*member.value));
    }
    note("dependencies is dependentRequired and dependentSchemas");
    Yaml names = Yaml::map(), schemas = Yaml::map();
    for (const DocumentNode::Member& entry : member.value->members) {
      if (entry.value->is(Kind::List)) {
        names.set(entry.key, Yaml::of(*entry.value));
      } else {
        TRY(Yaml below, schema(*entry.value, depth + 1));
        schemas.set(entry.key, std::move(below));
      }
    }
    if (!names.is_empty()) out.set("dependentRequired", std::move(names));
    if (!schemas.is_empty()) out.set("dependentSchemas", std::move(schemas));
    return {};
  }

  Status items(const DocumentNode&, const DocumentNode::Member& member, Yaml& out, int depth) {
    if (!member.value->is(Kind::List)) {
      TRY(Yaml below, schema(*member.value, depth + 1));
      out.set("items", std::move(below));
      return {};
    }
    note("a list under items is prefixItems, and additionalItems is items");
    if (member.value->items.empty()) return {};
    TRY(Yaml below, list(*member.value, depth));
    out.set("prefixItems", std::move(below));
    return {};
  }

  /// Says something only beside a list of items.
  Status additional_items(const DocumentNode& node, const DocumentNode::Member& member, Yaml& out,
                          int depth) {
    const Document* items = node.member("items");
    if (items == nullptr || !(*items)->is(Kind::List)) {
      note(fmt::format("line {}: additionalItems says nothing without a list under items: left out",
                       member.line));
      return {};
    }
    TRY(Yaml below, schema(*member.value, depth + 1));
    out.set("items", std::move(below));
    return {};
  }

  /// In draft 4 exclusiveMinimum is a flag beside minimum.
  Status exclusive(const DocumentNode& node, const DocumentNode::Member& member, Yaml& out, int) {
    if (!member.value->is(Kind::Boolean)) {
      out.set(member.key, Yaml::of(*member.value));
      return {};
    }
    const Document* bound = node.member(member.key == "exclusiveMinimum" ? "minimum" : "maximum");
    if (member.value->text != "true" || bound == nullptr) return {};
    note("exclusiveMinimum and exclusiveMaximum take the bound itself");
    out.set(member.key, Yaml::of(**bound));
    return {};
  }

  Status bound(const DocumentNode& node, const DocumentNode::Member& member, Yaml& out, int) {
    const Document* flag = node.member(member.key == "minimum" ? "exclusiveMinimum" : "exclusiveMaximum");
    const bool is_exclusive = flag != nullptr && (*flag)->is(Kind::Boolean) && (*flag)->text == "true";
    if (!is_exclusive) out.set(member.key, Yaml::of(*member.value));
    return {};
  }

  Status type(const DocumentNode& node, const DocumentNode::Member& member, Yaml& out, int) {
    const Document* nullable = node.member("nullable");
    Yaml type = Yaml::of(*member.value);
    if (nullable != nullptr && (*nullable)->text == "true") {
      if (type.kind == Yaml::Kind::Scalar) type = Yaml::list({type});
      type.items.push_back(Yaml::text("null"));
    }
    out.set("type", std::move(type));
    return {};
  }

  Status nullable(const DocumentNode& node, const DocumentNode::Member& member, Yaml&, int) {
    if (member.value->text != "true") return {};
    if (node.member("type") == nullptr || node.member("enum") != nullptr || node.member("const") != nullptr) {
      return refuse_key(node, member,
                        "nullable (of OpenAPI) is taken over beside a type and no enum: write null into "
                        "the values by hand");
    }
    note("nullable: true is null in the list of types");
    return {};
  }

  Status required(const DocumentNode& node, const DocumentNode::Member& member, Yaml& out, int) {
    if (!member.value->is(Kind::List)) {
      return refuse_key(node, member, "required has to be a list of members: the flag is of draft 3");
    }
    if (!member.value->items.empty()) out.set("required", Yaml::of(*member.value));
    return {};
  }

  Status recursion(const DocumentNode& node, const DocumentNode::Member& member, Yaml&, int) {
    return refuse_key(node, member, "{} of 2019-09 became $dynamicRef and $dynamicAnchor: rewrite it by hand",
                      member.key);
  }

  Status format(const DocumentNode&, const DocumentNode::Member& member, Yaml& out, int) {
    note(
        "format only tells people what is meant, as the standard has it; the key formats: assert makes it "
        "count");
    out.set("format", Yaml::of(*member.value));
    return {};
  }

  bool siblings_are_ignored_ = false;
  std::vector<std::string> notes_;
  std::set<std::string> left_out_;
};

}  // namespace

Result<Imported> import_json_schema(const Document& schema) {
  Modernizer modernizer;
  Imported imported;
  TRY(imported.expect, modernizer.schema(*schema, 0));
  imported.notes = modernizer.notes();
  return imported;
}

}  // namespace headgate::author
