// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "answers/author/import/odcs_reader.h"

namespace headgate::author {

namespace {

using Kind = DocumentNode::Kind;

/// Parts of a data contract that are not about its rows' form.
const std::vector<std::string> kOtherParts = {
    "servers", "slaProperties", "slaDefaultElement", "price", "support", "team", "roles", "customProperties"};

Status check_version(const DocumentNode& contract) {
  const DocumentNode* const version = value_of(contract, "apiVersion");
  if (version == nullptr) return refuse(contract, "apiVersion is missing: v3.0 and v3.1 of ODCS are known");
  if (version->text.starts_with("v3.0.") || version->text.starts_with("v3.1.")) return {};
  return refuse(*version, "apiVersion \"{}\" is not known here: v3.0 and v3.1 of ODCS are", version->text);
}

/// Finds the object of that name; the only one where none is named.
Result<const DocumentNode*> find_object(const DocumentNode& contract, const std::string& name) {
  const DocumentNode* const objects = value_of(contract, "schema");
  const bool has_some = objects != nullptr && objects->is(Kind::List) && !objects->items.empty();
  if (!has_some) return refuse(contract, "the data contract describes nothing: it has no list schema");
  std::vector<std::string> names;
  for (const Document& object : objects->items) {
    if (!object->is(Kind::Map))
      return refuse(*object, "a schema object has to be a map, here stands {}", describe(*object));
    const DocumentNode* const own = value_of(*object, "name");
    if (own == nullptr || own->text.empty()) return refuse(*object, "a schema object has to have a name");
    names.push_back(own->text);
    if (names.back() == name) return object.get();
  }
  if (name.empty() && names.size() == 1) return objects->items.front().get();
  if (!name.empty())
    return refuse(*objects, "there is no schema object \"{}\": there are {}", name, fmt::join(names, ", "));
  return refuse(*objects, "there are {} schema objects, and a contract is for one: --object {}", names.size(),
                fmt::join(names, "|"));
}

/// Describes an event that holds at a place what `schema` describes.
Yaml hold_at(Yaml schema, const PointerTokens& at) {
  for (auto token = at.rbegin(); token != at.rend(); ++token) {
    schema = Yaml::map({{"type", Yaml::text("object")},
                        {"required", Yaml::texts({*token})},
                        {"properties", keyword(*token, std::move(schema))}});
  }
  return schema;
}

}  // namespace

bool is_odcs(const DocumentNode& document) {
  const DocumentNode* const kind = value_of(document, "kind");
  return kind != nullptr && kind->text == "DataContract" && value_of(document, "apiVersion") != nullptr;
}

Result<Imported> import_odcs(const Document& contract, const std::string& object, const PointerTokens& at) {
  if (!is_odcs(*contract))
    return refuse(*contract,
                  "this is no data contract of ODCS: kind: DataContract and apiVersion are missing");
  TRY_OK(check_version(*contract));
  TRY(const DocumentNode* const described, find_object(*contract, object));
  OdcsReader reader;
  Imported imported;
  TRY(Yaml schema, reader.object(*described, pointer_text(at)));
  imported.expect = hold_at(std::move(schema), at);
  imported.notes = reader.notes();
  std::vector<std::string> parts;
  for (const std::string& part : kOtherParts) {
    if (value_of(*contract, part) != nullptr) parts.push_back(part);
  }
  if (!parts.empty())
    imported.notes.push_back(fmt::format("not about the form of events: {}", fmt::join(parts, ", ")));
  if (at.empty()) {
    imported.notes.insert(imported.notes.begin(),
                          "a row of the data contract is the whole event; --at names another place");
  }
  const DocumentNode* const version = value_of(*contract, "version");
  if (version != nullptr && !version->text.empty()) imported.version = version->text;
  return imported;
}

}  // namespace headgate::author
