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
#include "answers/author/schema_view.h"
#include "answers/author/yaml/yaml_editor.h"
#include "judge/identify.h"

namespace headgate::author {

/// Something that data shows and that a merge leaves to a person.
struct Unmerged {
  int line = 0;  ///< In the merged text.
  std::string what;
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
  /// Lists what is left: fields without a place, and the rules that events still break, by line.
  [[nodiscard]] std::vector<Unmerged> unmerged(const Contradictions& left);

 private:
  /// Fields that go into one object.
  struct NewFields {
    YamlPath object;
    std::vector<std::pair<std::string, SchemaDraft*>> fields;  ///< By pointer.
  };
  /// A rule that events break, found in the text.
  struct Rule {
    const Contradiction& broken;
    YamlPath path;
    const inspect::PathStats* stats =
        nullptr;  ///< What the data has at its place; nullptr where that is not known.
  };
  /// A schema of `expect` beside what was drafted for the same values.
  struct Spot {
    const DocumentNode& schema;
    SchemaDraft& draft;
    YamlPath path;
    std::vector<Step> steps;
    std::string pointer;
  };
  struct Found {
    std::vector<NewFields> added;
    std::vector<Unmerged> left;
  };

  ContractMerge(YamlEditor editor, std::string file, SchemaTexts schemas,
                const inspect::Profile::Group& group, const Identification& identification,
                const inspect::Address& address);

  /// Carries out a change; where it fails, or its text does not compile, everything is as before.
  Status change(const std::function<Status()>& edit);

  Result<Found> find_fields();
  void visit(const SchemaView& view, const Spot& spot, Found& found) const;
  void visit_hidden(const SchemaView& view, const SchemaDraft& draft, const std::vector<Step>& steps,
                    const std::string& pointer, int line, Found& found) const;
  [[nodiscard]] std::vector<Unmerged> list_left(const Found& found) const;
  Status add_to_object(const NewFields& fields);
  Status add_expect();
  Status add_columns();
  void hide_values(SchemaDraft& draft, const std::string& pointer, bool always) const;
  [[nodiscard]] std::string name_column(const std::string& proposed, const std::string& from,
                                        std::set<std::string>& taken) const;

  Status widen_rule(const Rule& rule);
  Status widen_type(const Rule& rule);
  Status widen_values(const Rule& rule);
  Status widen_required(const Rule& rule);
  Status widen_bound(const Rule& rule);
  Status take_out(const Rule& rule);
  [[nodiscard]] Result<Rule> find_rule(const Contradiction& contradiction) const;

  YamlEditor editor_;
  std::string file_;
  SchemaTexts schemas_;
  const inspect::Profile::Group& group_;
  const Identification& identification_;
  SchemaDraft draft_;
  std::shared_ptr<const Plan> plan_;
  std::set<std::vector<std::string>> added_;    ///< Pointers of the fields that were added, as tokens.
  std::set<std::string> unread_before_;         ///< Places that the contract named and no column showed.
  std::map<std::string, std::string> refused_;  ///< By pointer or rule: why a change was not made.
};

}  // namespace headgate::author
