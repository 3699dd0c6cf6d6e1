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

/// Gives the byte at which a dropped range broke, or a frame that cannot be read by itself: as its record
/// says, else as the bytes do when they are cut again, else the first.
std::size_t broken_at(ByteView bytes, const StoredViolation& violation);

}  // namespace headgate::explain
