// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "answers/author/contract_source.h"
#include "schema/schema.h"

namespace headgate::author {

/// One step down from a value of an event.
struct Step {
  enum class To : std::uint8_t { Member, AnyMember, Element };
  To to = To::Member;
  std::string name;  ///< Of the member.
};

/// Reads a schema as somebody wrote it, for verbs that explain, compare or warn: follows references, as
/// compile_schema() does, and says what may stand where in events. Where it cannot tell it takes it that
/// anything may stand there. `documents` are by their path in schemas/.
class SchemaView {
 public:
  SchemaView(Document root, const SchemaDocuments& documents);

  [[nodiscard]] const DocumentNode& root() const { return *root_; }

  /// Lists what the references of a schema name; what they name nothing by, and the schemas of the standard,
  /// which nobody wrote here, are not in it.
  [[nodiscard]] std::vector<const DocumentNode*> targets(const DocumentNode& schema) const;

  /// Lists the schemas that say something of the same value as `schema`: through references, allOf, anyOf,
  /// oneOf, if, then, else and dependentSchemas; `schema` itself first.
  [[nodiscard]] std::vector<const DocumentNode*> in_place(const DocumentNode& schema) const;

  /// Says which types of values a schema lets pass, never too few.
  [[nodiscard]] TypeMask types(const DocumentNode& schema) const { return types_at(schema, {}); }
  /// Says which types of values it lets stand some steps below; 0 where nothing can stand there.
  [[nodiscard]] TypeMask types_at(const DocumentNode& schema, const std::vector<Step>& steps) const;

  /// Names the members that a schema describes some steps below, through everything that is said of that
  /// value.
  [[nodiscard]] std::vector<std::string> members_at(const DocumentNode& schema,
                                                    const std::vector<Step>& steps) const;

  /// Lists the schemas that say something of the value some steps below a schema.
  [[nodiscard]] std::vector<const DocumentNode*> schemas_at(const DocumentNode& schema,
                                                            const std::vector<Step>& steps) const;

  /// Lists every place that the root describes, the event first: tokens, `*` for any element or member.
  [[nodiscard]] std::vector<std::vector<std::string>> named_places() const;

 private:
  [[nodiscard]] TypeMask types_at(const DocumentNode& schema, const std::vector<Step>& steps, std::size_t at,
                                  int& visits) const;

  struct References;

  Document root_;
  std::shared_ptr<References> references_;
};

/// Gives the schema `{}`, which an absent keyword stands for.
const Document& anything();

/// Says whether a schema lets nothing pass, or everything.
bool is_false(const DocumentNode& schema);
bool is_true(const DocumentNode& schema);

/// Gives the value of a keyword, nullptr where a schema has none.
const DocumentNode* value_of(const DocumentNode& schema, const std::string& keyword);

/// Lists the schemas that stand under some keywords of a schema, keyword by keyword.
std::vector<const DocumentNode*> schemas_under(const DocumentNode& schema,
                                               std::initializer_list<const char*> keywords);

/// Gives the types that the value of a keyword `type` names.
TypeMask named_types(const DocumentNode& type);

/// Gives the types that `type`, `enum` and `const` of this one schema let pass.
TypeMask own_types(const DocumentNode& schema);

/// Gives the type of a value in a document; a number without a fraction is an integer.
TypeMask type_of(const DocumentNode& value);

}  // namespace headgate::author
