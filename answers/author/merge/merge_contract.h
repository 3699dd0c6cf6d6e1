// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "answers/author/contract_source.h"
#include "answers/author/draft/draft.h"
#include "answers/author/merge/contradictions.h"
#include "answers/author/merge/nulled_values.h"
#include "answers/author/yaml/yaml_editor.h"
#include "judge/identify.h"

namespace headgate::author {

/// Something that data shows and that a merge leaves to a person.
struct Unmerged {
  int line = 0;  ///< In the merged text.
  std::string what;
};

/// Fields that go into one object.
struct NewFields {
  YamlPath object;
  std::vector<std::pair<std::string, SchemaDraft*>> fields;  ///< By pointer.
};
/// What the data has and `expect` does not name: what has a place there, and what has none.
struct FoundFields {
  std::vector<NewFields> added;
  std::vector<Unmerged> left;
};

/// Merges what event files hold into a contract that somebody wrote: adds the fields that it does not name,
/// widens what the events break, and changes nothing else of its text.
///
/// It never asks for more than before: fields become optional, types and lists of values grow, bounds move
/// out. After each step the contract compiles.
class ContractMerge {
 public:
  /// Begins with a contract as it stands in its file. `group` is what the profile of the data knows of its
  /// events, settled; it has to outlive the merge.
  static Result<ContractMerge> begin(const std::string& text, const std::string& file,
                                     const SchemaTexts& schemas, const inspect::Profile::Group& group,
                                     const Identification& identification, const inspect::Address& address);

  /// Names the fields that the data has and `expect` does not, each with a column.
  Status add_fields();
  /// Widens the rules that events break. False where nothing could be widened; otherwise judge again.
  Result<bool> widen(const Contradictions& contradictions);

  [[nodiscard]] const std::string& text() const { return editor_.source().text(); }
  [[nodiscard]] const std::shared_ptr<const Plan>& plan() const { return plan_; }
  /// Lists what is left, by line: fields without a place, the rules that events still break, and the columns
  /// that make values null.
  [[nodiscard]] std::vector<Unmerged> unmerged(const Contradictions& left, const NulledValues& nulled);

 private:
  ContractMerge(YamlEditor editor, std::string file, SchemaTexts schemas,
                const inspect::Profile::Group& group, const Identification& identification,
                const inspect::Address& address);

  /// Carries out a change; where it fails, or its text does not compile, everything is as before.
  Status change(const std::function<Status()>& edit);

  Result<FoundFields> find_fields();
  [[nodiscard]] std::vector<Unmerged> list_left(const FoundFields& found) const;
  [[nodiscard]] std::vector<Unmerged> list_nulled(const NulledValues& nulled) const;
  Status add_to_object(const NewFields& fields);
  Status add_expect();
  Status add_columns();
  void hide_values(SchemaDraft& draft, const std::string& pointer, bool always) const;
  Status widen_rule(const Contradiction& broken);

  YamlEditor editor_;
  std::string file_;
  SchemaTexts schemas_;
  const inspect::Profile::Group& group_;
  const Identification& identification_;
  inspect::Address address_;
  SchemaDraft draft_;
  std::shared_ptr<const Plan> plan_;
  std::set<std::vector<std::string>> added_;    ///< Pointers of the fields that were added, as tokens.
  std::set<std::string> unread_before_;         ///< Places that the contract named and no column showed.
  std::map<std::string, std::string> refused_;  ///< By pointer or rule: why a change was not made.
};

}  // namespace headgate::author
