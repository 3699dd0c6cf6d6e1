// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "answers/author/candidates/unshown_values.h"
#include "answers/author/draft/draft.h"
#include "answers/inspect/paths.h"

namespace headgate::author {

/// A place in events that no column shows, or not as it is, and the column that would.
struct Candidate {
  std::string path;  ///< A JSON pointer with `*` for elements of lists and keys of maps.
  Unshown state = Unshown::Known;
  std::string column;                          ///< Of a recast one: the column that reads it.
  std::uint64_t count = 0, of = 0;             ///< Values that no column shows; objects around them.
  inspect::PathStats::ByType types{};          ///< Of these values.
  const inspect::PathStats* values = nullptr;  ///< What is known of them.
  bool masked = false;                         ///< The contract hides what stands there.
  std::optional<ColumnDraft> proposed;         ///< Reads the list or map around it where it stands in one.

  /// Gives the first of these values.
  [[nodiscard]] inspect::Place first() const;
  /// Gives scalars to show: these values, or the elements of a list; nullptr where there are none.
  [[nodiscard]] const inspect::Values* samples() const;
};

/// Lists what no column shows, settled, in the order of the events' text. A list or map of which nothing is
/// read is one place; of others, and of objects, each part is. The values live in `unshown`.
std::vector<Candidate> find_candidates(const UnshownValues& unshown, const Identification& identification);

/// Writes them as one JSON list.
std::string to_json(const std::vector<Candidate>& candidates, const inspect::Address& address);

}  // namespace headgate::author
