// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "answers/inspect/paths.h"
#include "judge/identify.h"

namespace headgate::author {

/// A contract that was drafted from data, as the text of its file.
struct ContractDraft {
  std::string service, record_type;
  std::string file_name;  ///< `microone_event.yaml`
  std::string text;
  std::uint64_t events = 0;
  std::size_t columns = 0;  ///< Of its table.
};

/// Events that no contract can be drafted for, and why.
struct Undrafted {
  std::string service, record_type, reason;
  std::uint64_t events = 0;
};

struct Drafts {
  std::vector<ContractDraft> drafts;
  std::vector<Undrafted> undrafted;
};

/// Drafts one contract for each service and record type of a settled profile: everything that the profile was
/// made of is clean under it, and each decision says what it rests on.
Drafts draft_contracts(const inspect::Profile& profile, const Identification& identification,
                       const inspect::Address& address);

// What a draft is made of: for this room and for those that merge drafts into contracts.

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

/// Decides what a schema of a group's events is to say. Where values make an event one of the group, it asks
/// for those.
SchemaDraft draft_schema(const inspect::Profile::Group& group, const Identification& rules,
                         const inspect::Address& address);

/// Says whether a member that stands in `count` of `parents` objects is required.
bool is_required(std::uint64_t count, std::uint64_t parents);

/// One column that is proposed.
struct ColumnDraft {
  std::string name, from, type;
  bool wrap_scalar = false;
  std::vector<std::string> null_values;
  std::string timestamp, format, zone, default_value;  ///< As YAML has them; empty where it has none.
  bool parse = false;
  std::string comment;
};

struct ColumnDrafts {
  std::vector<ColumnDraft> columns;
  std::vector<std::string> left_out;  ///< Lines: what no column can show, and why.
};

/// A value that columns are to show, with all that it holds: the tokens of its pointer, and what is known of
/// it.
struct ColumnSource {
  std::vector<std::string> from;
  const inspect::PathStats* stats;
};

/// Proposes columns for what stands in these values outside of lists, in the order of the events' text.
/// `event_id` is the pointer of the id, which has its own column.
ColumnDrafts draft_columns(const std::vector<ColumnSource>& sources, const std::string& event_id);

/// Proposes columns for what stands in the wrappers of events, each with a name that is not `taken`.
ColumnDrafts draft_wrapper_columns(const inspect::Profile& profile, std::set<std::string> taken);

/// Proposes a column for one such value as a whole, named by the last part of its path.
ColumnDraft draft_column(const ColumnSource& source);

/// Finds a name that no column has yet: with the names around the value in front, else with a number behind.
/// `taken` holds names in lower case, and gains this one.
std::string free_name(const std::string& proposed, const std::string& from, std::set<std::string>& taken);

/// Turns a member's name into a column's: `partitionKey` gives `partition_key`.
std::string snake_case(ByteView name);

/// Writes a schema with its key in front and its notes above, in lines that are indented by `indent`, or in
/// one where it is short; without comments where it `is_bare`.
std::string field_text(const std::string& name, const SchemaDraft& schema, std::size_t indent,
                       bool is_bare = false);

/// Writes the map `columns` with its key, as it stands in `table`.
std::string columns_text(const ColumnDrafts& drafts);

/// Writes one column with its name in the same way.
std::string column_text(const ColumnDraft& column, std::size_t indent, bool is_bare = false);
/// Writes it on one line, however long that is, without its comment.
std::string column_line(const ColumnDraft& column);

}  // namespace headgate::author
