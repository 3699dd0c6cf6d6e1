// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "answers/inspect/paths.h"

// Internal to the stage.
namespace headgate::author {

/// One column that is proposed.
struct ColumnDraft {
  std::string name, from, type;
  bool wrap_scalar = false, null_word = false;
  std::string comment;
};

struct ColumnDrafts {
  std::vector<ColumnDraft> columns;
  std::vector<std::string> left_out;  ///< Lines: what no column can show, and why.
};

/// Proposes columns for everything that stands outside lists, in the order of the events' text. `event_id` is
/// the pointer of the id, which has its own column.
ColumnDrafts draft_columns(const inspect::Profile::Group& group, const std::string& event_id);

/// A value that columns are to show, with all that it holds: the tokens of its pointer, and what is known of
/// it.
struct ColumnSource {
  std::vector<std::string> from;
  const inspect::PathStats* stats;
};

/// Proposes columns for these values alone.
ColumnDrafts draft_columns(const std::vector<ColumnSource>& sources, const std::string& event_id);

/// Turns a member's name into a column's: `partitionKey` gives `partition_key`.
std::string snake_case(ByteView name);

}  // namespace headgate::author
