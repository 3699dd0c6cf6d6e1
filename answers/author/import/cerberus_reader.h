// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "answers/author/import/import.h"
#include "answers/author/import/schema_parts.h"
#include "answers/author/schema_view.h"

// Internal to the stage: Cerberus' schemas, rule by rule. A map of fields stands in cerberus_fields.cc, the
// rules of one value in cerberus_rules.cc, those about the value itself in cerberus_values.cc.
namespace headgate::author {

/// Gives the values of a rule that takes one or a list of them.
std::vector<const DocumentNode*> one_or_many(const DocumentNode& rule);

/// Reads a rule that is true or false.
Result<bool> flag(const DocumentNode& rules, const char* rule, bool otherwise);

class CerberusReader {
 public:
  /// What the rules of a value inherit from around them.
  struct Around {
    std::string pointer;                    ///< Where in events the value stands, for the notes.
    const DocumentNode* unknown = nullptr;  ///< The allow_unknown that is in force; nullptr: allowed.
    bool is_closed = false;                 ///< Unknown members are refused, unless `unknown` says otherwise.
    bool require_all = false;
    bool is_field = false;  ///< The value is a field of a map, not an element or an alternative.
    bool in_alternative =
        false;           ///< Somewhere inside anyof, allof, noneof or oneof: defaults are not set there.
    TypeMask types = 0;  ///< Of an alternative: what the field's own `type` says; 0 where it has none.
    bool nulls_are_out = false;  ///< Of an alternative: the field refuses null, and has a type, already.

    /// Gives what holds for values that are no fields, one step down.
    [[nodiscard]] Around below(const char* step) const;
  };

  /// Translates a map from fields to their rules into the keywords of an object.
  Result<Yaml> fields(const DocumentNode& fields, const Around& around);

  /// Translates the rules of one value.
  Result<Yaml> rules(const DocumentNode& rules, const Around& around);

  /// Gives what has to be told about the translation, each sentence with the places that it is about.
  [[nodiscard]] std::vector<std::string> notes() const { return notes_.list(); }

  /// One set of rules while it is translated.
  struct Work {
    const DocumentNode& rules;
    Around around;
    TypeMask types = 0;     ///< What `type` says or what is inherited; 0 where nothing is said.
    bool has_type = false;  ///< `type` stands right here.
    bool is_nullable = false;
    Yaml schema;
    Yaml unless_empty;  ///< What an empty value is excused from where `empty: true` stands there.
    [[nodiscard]] TypeMask possible() const { return types == 0 ? types::All : types; }
    [[nodiscard]] const DocumentNode* rule(const char* name) const { return value_of(rules, name); }
  };

 private:
  Status check_rules(const DocumentNode& rules, const Around& around);
  Status type(Work& work);
  Status mapping(Work& work);
  Status sequence(Work& work);
  Status allowed(Work& work);
  Status forbidden(Work& work);
  Status bounds(Work& work);
  Status lengths(Work& work);
  Status text(Work& work);
  Status alternatives(Work& work);
  Status alternative(Work& work, const DocumentNode::Member& rule, const std::string& operation);
  void excuse_empty(Work& work);
  Result<Yaml> values(const Work& work, const DocumentNode& list, const char* rule);

  Status dependencies(const std::string& field, const DocumentNode& rule, const Around& around, Yaml& schema);
  Status unknown_members(const Around& around, Yaml& schema);
  void note(const std::string& sentence, const std::string& pointer) { notes_.add(sentence, pointer); }
  /// Notes where Cerberus takes a value for the same as another one.
  void note_equal(const char* rule, const DocumentNode& value, const std::string& pointer);

  Notes notes_;
};

}  // namespace headgate::author
