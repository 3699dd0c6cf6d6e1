// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "answers/explain/explanation.h"

// Internal to the stage explain.
namespace headgate::explain {

/// The columns of a line that a caret points at.
struct Columns {
  std::size_t first = 0, count = 1;
};

/// Appends a caret and its label: behind it where the screen has the room, else on a line of its own.
void append_caret(std::vector<ExplainedLine>& lines, const StoredViolation& violation,
                  const std::string& label, Columns under, std::size_t width);

/// Gives the byte at which a dropped range or a frame broke, in the words of the scanner: `... at byte 12 of
/// the event`, `... broken at byte 12 of them`; 0 where the message names none.
std::size_t named_offset(const StoredViolation& violation);

}  // namespace headgate::explain
