// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "answers/find/find_event.h"
#include "route/dirty_record.h"

namespace headgate::find {

/// The events of a landing that fail as one event does: of the same service and record type, with the same
/// code and rule, at the same pointer but for places in lists.
struct Siblings {
  std::string code, rule, pointer;  ///< The pointer with `*` for each place in a list.
  std::uint64_t others = 0;         ///< Besides the event itself.
  std::uint64_t events = 0;         ///< Of that service and record type, clean ones and itself included.
  std::optional<Micros> first_event_time;      ///< The smallest, itself included.
  const CommitRecord* first_commit = nullptr;  ///< The oldest that holds one, itself included.
  std::vector<std::string> addresses;          ///< Of the first few others.
};

/// Counts the siblings of a dirty event for each of its violations: reads the records of dirty_json of its
/// service and record type, and the times of those that fail alike.
Result<std::vector<Siblings>> find_siblings(const Search& search, const FoundFrame& frame,
                                            const std::vector<StoredViolation>& violations);

}  // namespace headgate::find
