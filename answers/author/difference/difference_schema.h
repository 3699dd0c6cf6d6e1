// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "answers/author/difference/difference.h"
#include "answers/author/schema_view.h"

// Internal to the stage: how one schema became another. Members and elements stand in difference_schema.cc,
// single keywords in difference_keyword.cc.
namespace headgate::author {

class SchemaComparison {
 public:
  /// `asserts_formats`: formats reject, before and after.
  SchemaComparison(const SchemaView& before, const SchemaView& after, bool asserts_formats,
                   std::vector<Change>& changes)
      : before_(before), after_(after), asserts_formats_(asserts_formats), changes_(changes) {}

  /// Compares what is said of the values at `where`.
  void compare(const DocumentNode& before, const DocumentNode& after, const std::string& where);

 private:
  /// One keyword on both sides; nullptr where one side lacks it.
  struct Pair {
    const std::string& keyword;
    const DocumentNode* before;
    const DocumentNode* after;
    const DocumentNode& before_schema;
    const DocumentNode& after_schema;
    const std::string& where;
  };
  using Compare = void (SchemaComparison::*)(const Pair&);
  static Compare comparison_of(const std::string& keyword);

  void keyword(const Pair& pair);
  void properties(const Pair& pair);
  void additional(const Pair& pair);
  void child(const Pair& pair);
  void children_by_name(const Pair& pair);
  void prefix(const Pair& pair);
  void branches(const Pair& pair);
  void contains(const Pair& pair);
  void cannot_tell(const Pair& pair);
  void words(const Pair& pair);
  void nothing(const Pair& /*pair*/) {}

  void type(const Pair& pair);
  void literals(const Pair& pair);
  void required(const Pair& pair);
  void least(const Pair& pair);
  void most(const Pair& pair);
  void multiple(const Pair& pair);
  void unique(const Pair& pair);
  void exact_text(const Pair& pair);
  void format(const Pair& pair);
  void dependent_required(const Pair& pair);

  void added_property(const Pair& pair, const DocumentNode::Member& member, const std::string& where);
  void gone_property(const Pair& pair, const DocumentNode::Member& member, const std::string& where);
  bool appeared_or_went(const Pair& pair, const std::string& appeared, const std::string& went);
  void bound(const Pair& pair, bool is_least);
  void report(ChangeKind kind, const Pair& pair, std::string what);
  void report(ChangeKind kind, const std::string& where, std::string what, const DocumentNode* before,
              const DocumentNode* after);
  const DocumentNode& resolved(const SchemaView& view, const DocumentNode& schema) const;

  const SchemaView& before_;
  const SchemaView& after_;
  const bool asserts_formats_;
  std::vector<Change>& changes_;
  std::set<std::pair<const DocumentNode*, const DocumentNode*>> compared_;
};

}  // namespace headgate::author
