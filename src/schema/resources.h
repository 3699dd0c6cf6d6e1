// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "schema/schema.h"

namespace headgate {

/// A schema with an identifier of its own (JSON Schema 2020-12, 8.2): what references are relative to.
struct Resource {
  std::string uri;
  Document root;
  std::map<std::string, Document> anchors;          ///< By `$anchor` and `$dynamicAnchor`.
  std::map<std::string, Document> dynamic_anchors;  ///< By `$dynamicAnchor`.
  bool validates = true;                            ///< Its dialect has the vocabulary of validation.
  bool asserts_formats = false;                     ///< Its dialect, or the contract, says so.
};

/// Says where a schema stands.
struct SchemaPlace {
  std::size_t resource = 0;
  std::string pointer;  ///< From the root of the document, for people.
};

/// Knows every schema of a set of documents by its URI, anchor or pointer.
class Resources {
 public:
  /// `options` has to outlive them.
  explicit Resources(const SchemaOptions& options) : options_(options) {}

  /// Registers a document and every schema with an identifier inside it.
  Status add(const Document& document, const std::string& uri, const std::string& prefix);

  /// Finds what a reference names, from the schema `from`, which has to be known.
  Result<Document> find(const DocumentNode& from, const DocumentNode& reference);
  /// Says whether a schema was registered or found.
  [[nodiscard]] bool knows(const DocumentNode& schema) const { return places_.contains(&schema); }

  /// Says where a schema stands that was registered or found.
  [[nodiscard]] const SchemaPlace& place_of(const Document& schema) const { return places_.at(schema.get()); }
  [[nodiscard]] const std::set<std::string>& used() const { return used_; }
  [[nodiscard]] const Resource& resource(std::size_t place) const { return resources_[place]; }

 private:
  Status walk(const Document& schema, std::size_t resource, const std::string& pointer, int depth);
  Status identify(const Document& schema, std::size_t& resource);
  Status anchor(const Document& schema, const char* keyword, Resource& resource, bool dynamic);
  Status take_dialect(const DocumentNode& keyword, Resource& resource);
  [[nodiscard]] SchemaDocuments::const_iterator given(const std::string& uri) const;
  Result<std::size_t> find_resource(const std::string& uri, const DocumentNode& reference);
  Result<Document> find_pointer(std::size_t resource, const std::string& fragment,
                                const DocumentNode& reference);

  const SchemaOptions& options_;
  std::deque<Resource> resources_;  ///< Where one stands it stays.
  std::map<std::string, std::size_t> by_uri_;
  std::set<std::string> used_;  ///< The files of the given documents that references led to.
  std::unordered_map<const DocumentNode*, SchemaPlace> places_;
  std::size_t pointer_bytes_ = 0;
};

}  // namespace headgate
