// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>

#include "answers/author/difference/difference.h"
#include "answers/author/schema_view.h"

// Internal to the stage: how one schema became another. What stands inside of a schema is compared in
// difference_schema.cc, what a single keyword says of the value itself in difference_keyword.cc.
namespace headgate::author {

/// One keyword on both sides; nullptr where one side lacks it.
struct KeywordPair {
  const std::string& keyword;
  const DocumentNode* before;
  const DocumentNode* after;
  const DocumentNode& before_schema;
  const DocumentNode& after_schema;
  const std::string& where;

  [[nodiscard]] bool is_equal() const;
};

class SchemaComparison {
 public:
  /// `formats_reject`: before and after.
  SchemaComparison(const SchemaView& before, const SchemaView& after, bool formats_reject,
                   std::vector<Change>& changes)
      : asserts_formats(formats_reject), before_(before), after_(after), changes_(changes) {}

  /// Compares what is said of the values at `where`.
  void compare(const DocumentNode& before, const DocumentNode& after, const std::string& where);

  void report(ChangeKind kind, const KeywordPair& pair, std::string what);
  void report(ChangeKind kind, const std::string& where, std::string what, const DocumentNode* before,
              const DocumentNode* after);
  /// Reports a keyword that stands on one side only; says whether it does.
  bool appeared_or_went(const KeywordPair& pair, const std::string& appeared, const std::string& went);
  void cannot_tell(const KeywordPair& pair);

  const bool asserts_formats;

 private:
  void compare_keywords(const DocumentNode& before, const DocumentNode& after, const std::string& where);
  void properties(const KeywordPair& pair);
  void additional(const KeywordPair& pair);
  void child(const KeywordPair& pair);
  void children_by_name(const KeywordPair& pair);
  void prefix(const KeywordPair& pair);
  void branches(const KeywordPair& pair);
  void contains(const KeywordPair& pair);
  void property_on_one_side(const KeywordPair& pair, const DocumentNode::Member& member, bool is_new);

  const SchemaView& before_;
  const SchemaView& after_;
  std::vector<Change>& changes_;
  std::set<std::pair<const DocumentNode*, const DocumentNode*>> compared_;
};

/// Compares a keyword that holds no schemas, or none that judges; false where it is no such keyword.
bool compare_keyword(SchemaComparison& diff, const KeywordPair& pair);

}  // namespace headgate::author
