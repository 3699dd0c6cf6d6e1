// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "answers/inspect/paths.h"
#include "judge/identify.h"

// Internal to the stage.
namespace headgate::author {

/// What a drafted schema says about a value, with what that rests on.
struct SchemaDraft {
  /// What has to hold for objects whose member has this value.
  struct Branch {
    std::string value;
    std::vector<std::string> required;
    std::vector<std::pair<std::string, std::vector<std::string>>> inside;  ///< Required in a member.
    std::string comment;
  };

  TypeMask types = types::All;      ///< All: anything goes.
  std::vector<std::string> values;  ///< `enum`, or `const` where `is_const`; texts.
  bool is_const = false;
  inspect::TextFormat format = inspect::TextFormat::None;
  std::vector<std::string> required;
  std::vector<std::pair<std::string, SchemaDraft>> properties;
  std::unique_ptr<SchemaDraft> additional, items;
  std::string kind;  ///< The member that tells the branches apart.
  std::vector<Branch> branches;
  std::string comment;
  std::vector<std::string> notes;  ///< What is odd, a line each.

  [[nodiscard]] const SchemaDraft* property(const std::string& name) const;
};

/// Decides about one group.
class SchemaDrafter {
 public:
  /// `identifying` are the pointers whose values make an event one of this group.
  SchemaDrafter(const std::set<std::string>& identifying, const inspect::Address& address)
      : identifying_(identifying), address_(address) {}

  SchemaDraft draft(const inspect::PathStats& root) { return draft({"", "", 0, &root, root.count(), {}}); }

 private:
  SchemaDraft draft(const inspect::PathRow& row);
  void draft_values(const inspect::PathRow& row, SchemaDraft& schema) const;
  void draft_members(const inspect::PathRow& row, SchemaDraft& schema);
  void draft_branches(const inspect::Members& members, std::uint64_t objects, SchemaDraft& schema) const;
  [[nodiscard]] std::vector<std::string> notes_of(const inspect::PathRow& row) const;
  [[nodiscard]] SchemaDraft below(const inspect::PathRow& row, const std::string& name,
                                  const inspect::PathStats& stats, std::uint64_t parents,
                                  const inspect::Place& missing);

  const std::set<std::string>& identifying_;
  const inspect::Address& address_;
  std::size_t described_ = 0;
};

/// Gives the pointers whose values make an event one of its group.
std::set<std::string> identifying_pointers(const Identification& rules);

/// Says whether a member that stands in `count` of `parents` objects is required.
bool is_required(std::uint64_t count, std::uint64_t parents);

}  // namespace headgate::author
