// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "schema/resources.h"
#include "schema/schema.h"

// Internal to the stage: one walk over the documents fills the flat arrays. What a keyword needs stands in
// compile_values.cc (what a value has to be by itself), compile_children.cc (members and elements) and
// compile_combinations.cc (other schemas over the same value).
namespace headgate {

class SchemaCompiler {
 public:
  SchemaCompiler(const SchemaOptions& options, Schema& schema)
      : options_(options), schema_(schema), resources_(options) {}

  Result<std::int32_t> compile(const Document& root);

 private:
  /// What each `$dynamicAnchor` means so far: the outermost schema resource that was entered decides
  /// (2020-12, 8.2.3.2). A schema is compiled once for each such scope that it is reached in.
  using Scope = std::map<std::string, Document>;

  /// One keyword of a schema that is being compiled.
  struct Work {
    const Document& node;
    Check check;
    std::size_t scope;
    const Resource* resource;
    std::vector<Bound> bounds = {};
  };

  Result<std::int32_t> schema(const Document& node, std::size_t scope);
  Status map(Work& work);
  std::size_t enter(std::size_t scope, const Resource& resource);
  Status known_keywords(const DocumentNode& node);
  Written written(const Document& node) const;

  Status type(Work& work);
  Status literals(Work& work);
  Result<Literal> literal(const DocumentNode& node);
  Status strings(Work& work);
  Result<std::int32_t> pattern(const std::string& expression);
  Status bounds(Work& work, Measure measure);
  Result<std::int64_t> count(Work& work, const std::string& keyword, std::int64_t missing);

  Status properties(Work& work);
  Status object_rule(Work& work);
  Result<Range> pattern_properties(Work& work);
  Result<Range> dependents(Work& work);
  Status array_rule(Work& work);
  Result<std::int32_t> child(Work& work, const char* keyword);
  Result<Range> children(Work& work, const char* keyword);

  Status combinations(Work& work);
  Result<std::int32_t> reference(Work& work, const Document& reference, bool dynamic);

  const SchemaOptions& options_;
  Schema& schema_;
  Resources resources_;
  std::vector<Scope> scopes_ = {{}};
  std::map<Scope, std::size_t> scope_places_ = {{{}, 0}};
  std::map<std::pair<std::size_t, const Resource*>, std::size_t> doors_;  ///< What enter() found.
  std::map<std::pair<const DocumentNode*, std::size_t>, std::int32_t> compiled_;
  std::map<std::string, std::int32_t> patterns_;
  int depth_ = 0;
};

/// Refuses schemas that come back to themselves over the same value, from check `first` on: judging would
/// never end. `file` is named in the message.
Status refuse_reference_cycles(const Schema& schema, std::int32_t first, const std::string& file);

/// Finds, for each anyOf and oneOf from check `first` on, the member that tells its branches apart.
void find_switches(Schema& schema, std::int32_t first);

}  // namespace headgate
