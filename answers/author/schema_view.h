// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
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

  /// Gives what a reference in the schema `from` names; nullptr where that is nothing, or a schema of the
  /// standard, which nobody wrote here.
  [[nodiscard]] const DocumentNode* target(const DocumentNode& from, const DocumentNode& reference) const;

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

/// Calls `see` for each schema that says something of the same value as `schema`: through references, allOf,
/// anyOf, oneOf, if, then, else and dependentSchemas; `schema` itself first.
void each_in_place(const SchemaView& view, const DocumentNode& schema,
                   const std::function<void(const DocumentNode&)>& see);

/// Gives the types that the value of a keyword `type` names.
TypeMask named_types(const DocumentNode& type);

/// Gives the types that `type`, `enum` and `const` of this one schema let pass.
TypeMask own_types(const DocumentNode& schema);

/// Gives the type of a value in a document; a number without a fraction is an integer.
TypeMask type_of(const DocumentNode& value);

}  // namespace headgate::author
