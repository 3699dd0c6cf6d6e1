// SPDX-License-Identifier: Apache-2.0
#include "schema/resources.h"

#include <algorithm>

#include "base/bytes.h"
#include "schema/keywords.h"
#include "schema/metaschema.h"
#include "schema/uri.h"

namespace headgate {

namespace {

constexpr int kDepthMax = 500;
/// All pointers together: in long names far down each schema would have one as long as a file.
constexpr std::size_t kPointerBytesMax = 64 * MiB;
constexpr const char* kStandard = "https://json-schema.org/draft/2020-12/";
const std::string kVocabularies = std::string(kStandard) + "vocab/";

/// Gives the file of the metaschema behind a URI of the standard, or nothing.
std::string metaschema_file(const std::string& uri) {
  if (!uri.starts_with(kStandard)) return {};
  const std::string name = uri.substr(std::string(kStandard).size());
  if (name == "schema") return "schema.json";
  return name.starts_with("meta/") ? name.substr(5) + ".json" : "";
}

bool is_anchor(ByteView name) {
  return !name.empty() && (isalpha(static_cast<unsigned char>(name[0])) || name[0] == '_') &&
         std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return isalnum(c) || c == '-' || c == '_' || c == '.'; });
}

}  // namespace

Status Resources::add(const Document& document, const std::string& uri, const std::string& prefix) {
  const std::size_t place = resources_.size();
  Resource root{uri, document, {}, {}, true, options_.assert_formats};
  resources_.push_back(std::move(root));
  by_uri_.emplace(uri, place);
  return walk(document, place, prefix, 0);
}

/// Goes through a document by the keywords that hold schemas, and by no others: what looks like an
/// identifier elsewhere is none.
Status Resources::walk(const Document& schema, std::size_t resource, const std::string& pointer, int depth) {
  if (depth > kDepthMax) return refuse(*schema, "a schema may be nested {} deep at most", kDepthMax);
  if (const auto known = places_.find(schema.get()); known != places_.end()) {
    const std::size_t other = known->second.resource;
    if (other == resource || resources_[other].root == schema) return {};
    return refuse(*schema, "an alias brings this schema into one with another $id: write $ref instead");
  }
  pointer_bytes_ += pointer.size();
  if (pointer_bytes_ > kPointerBytesMax) {
    return refuse(*schema, "the pointers to all schemas take more than {} MiB: shorten the names",
                  kPointerBytesMax / MiB);
  }
  places_.emplace(schema.get(), SchemaPlace{resource, pointer});
  if (!schema->is(DocumentNode::Kind::Map)) return {};
  TRY_OK(identify(schema, resource));
  places_[schema.get()].resource = resource;
  for (const InnerSchema& inner : inner_schemas(*schema)) {
    TRY_OK(walk(inner.schema, resource, pointer + inner.step, depth + 1));
  }
  return {};
}

/// Takes `$id`, `$schema` and the anchors of one schema; `resource` becomes the one that `$id` opens.
Status Resources::identify(const Document& schema, std::size_t& resource) {
  if (const Document* id = schema->member("$id")) {
    TRY(const std::string text, as_text(**id, "$id"));
    const auto [uri, fragment] = split_fragment(resolve_uri(resources_[resource].uri, text));
    if (!fragment.empty()) return refuse(**id, "$id takes no fragment: name a place with $anchor");
    if (resources_[resource].root == schema) {
      resources_[resource].uri = uri;
    } else {
      Resource inner = {
          uri, schema, {}, {}, resources_[resource].validates, resources_[resource].asserts_formats};
      resource = resources_.size();
      resources_.push_back(std::move(inner));
    }
    if (by_uri_.emplace(uri, resource).first->second != resource) {
      return refuse(**id, "a second schema with the $id \"{}\"", uri);
    }
  }
  if (const Document* dialect = schema->member("$schema")) {
    TRY_OK(take_dialect(**dialect, resources_[resource]));
  }
  TRY_OK(anchor(schema, "$anchor", resources_[resource], false));
  return anchor(schema, "$dynamicAnchor", resources_[resource], true);
}

Status Resources::anchor(const Document& schema, const char* keyword, Resource& resource, bool dynamic) {
  const Document* name = schema->member(keyword);
  if (name == nullptr) return {};
  const auto text = as_text(**name, keyword);
  if (!text) return forward(text.error());
  if (!is_anchor(*text)) {
    return refuse(**name, "\"{}\" is no anchor: letters, digits, - _ . and no digit in front", *text);
  }
  if (!resource.anchors.emplace(*text, schema).second) {
    return refuse(**name, "a second anchor \"{}\" in one schema", *text);
  }
  if (dynamic) resource.dynamic_anchors.emplace(*text, schema);
  return {};
}

/// Honours `$schema`: the standard's own dialect, or one whose metaschema is among the documents and asks for
/// no vocabulary that is not known.
Status Resources::take_dialect(const DocumentNode& keyword, Resource& resource) {
  TRY(std::string uri, as_text(keyword, "$schema"));
  if (uri.ends_with('#')) uri.pop_back();
  if (uri == std::string(kStandard) + "schema") return {};
  const auto known = given(uri);
  if (known == options_.documents.end()) {
    return refuse(keyword, "$schema names the dialect \"{}\"; schemas here are JSON Schema 2020-12: {}schema",
                  uri, kStandard);
  }
  used_.insert(*known->second->file);
  const Document* vocabularies = known->second->member("$vocabulary");
  if (vocabularies == nullptr) return {};
  resource.validates = false;
  for (const DocumentNode::Member& vocabulary : (*vocabularies)->members) {
    const std::string name =
        vocabulary.key.starts_with(kVocabularies) ? vocabulary.key.substr(kVocabularies.size()) : "";
    resource.validates |= name == "validation";
    resource.asserts_formats |= name == "format-assertion";
    if (name.empty() && vocabulary.value->text == "true") {
      return refuse(keyword, "the dialect \"{}\" needs the vocabulary \"{}\", which is not known here", uri,
                    vocabulary.key);
    }
  }
  return {};
}

/// Finds a given document by its URI, or by its $id, which counts from there.
SchemaDocuments::const_iterator Resources::given(const std::string& uri) const {
  const SchemaDocuments& all = options_.documents;
  if (const auto known = all.find(uri); known != all.end()) return known;
  return std::find_if(all.begin(), all.end(), [&](const auto& entry) {
    const Document* id = entry.second->member("$id");
    return id != nullptr && split_fragment(resolve_uri(entry.first, (*id)->text)).first == uri;
  });
}

Result<std::size_t> Resources::find_resource(const std::string& uri, const DocumentNode& reference) {
  if (const auto known = by_uri_.find(uri); known != by_uri_.end()) return known->second;
  if (const auto found = given(uri); found != options_.documents.end()) {
    const std::string& file = *found->second->file;
    used_.insert(file);
    TRY_OK(add(found->second, found->first, file + "#"));
    return by_uri_.at(uri);
  }
  const std::string file = metaschema_file(uri);
  const auto standard = metaschema_texts().find(file);
  if (standard != metaschema_texts().end()) {
    TRY(const Document document, read_json(standard->second, uri));
    TRY_OK(add(document, uri, uri + "#"));
    return by_uri_.at(uri);
  }
  std::vector<std::string> names;
  for (const auto& [name, document] : options_.documents) {
    names.push_back(name.starts_with("headgate:/") ? name.substr(10) : name);
  }
  if (reference.text.starts_with('/')) {
    return refuse(reference, "a reference to a place in its own document begins with #: \"#{}\"",
                  reference.text);
  }
  std::string meant = reference.text.substr(0, reference.text.find('#'));
  meant.erase(0, meant.rfind('/') + 1);
  return refuse(
      reference,
      "\"{}\" names no document that was given{}; references are local, or into the folder schemas/ "
      "beside the contracts, never to the network",
      reference.text, did_you_mean(meant, names));
}

Result<Document> Resources::find(const DocumentNode& from, const DocumentNode& reference) {
  if (reference.is(DocumentNode::Kind::Null)) {
    return refuse(reference, "a reference has to stand in quotes: from # on the line is a comment");
  }
  TRY(const std::string text, as_text(reference, "a reference"));
  const std::size_t here = places_.at(&from).resource;
  const auto [uri, fragment] = split_fragment(resolve_uri(resources_[here].uri, text));
  TRY(const std::size_t target, find_resource(uri, reference));
  if (fragment.empty()) return resources_[target].root;
  if (fragment[0] == '/') return find_pointer(target, fragment, reference);
  const auto& anchors = resources_[target].anchors;
  if (const auto known = anchors.find(fragment); known != anchors.end()) return known->second;
  std::vector<std::string> names;
  for (const auto& [name, schema] : anchors) names.push_back(name);
  return refuse(reference, "there is no anchor \"{}\" in {}{}", fragment, uri, did_you_mean(fragment, names));
}

Result<Document> Resources::find_pointer(std::size_t resource, const std::string& fragment,
                                         const DocumentNode& reference) {
  const auto tokens = split_json_pointer(fragment);
  if (!tokens) return refuse(reference, "\"{}\" is no JSON pointer", fragment);
  Document at = resources_[resource].root;
  std::string pointer = place_of(at).pointer;
  for (const std::string& token : *tokens) {
    if (const auto place = places_.find(at.get()); place != places_.end()) resource = place->second.resource;
    Document next;
    if (const Document* member = at->member(token)) {
      next = *member;
    } else if (const auto element = element_place(token, at->items.size())) {
      next = at->items[*element];
    }
    if (next == nullptr) {
      std::vector<std::string> names;
      for (const DocumentNode::Member& member : at->members) names.push_back(member.key);
      return refuse(reference, "\"{}\" leads to nothing: there is no \"{}\"{}", reference.text, token,
                    did_you_mean(token, names));
    }
    at = next;
    pointer += pointer_step(token);
  }
  // A place under a keyword that holds no schemas becomes one by being referred to.
  if (!places_.contains(at.get())) TRY_OK(walk(at, resource, pointer, 0));
  return at;
}

}  // namespace headgate
