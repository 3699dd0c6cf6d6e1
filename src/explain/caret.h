// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "explain/explanation.h"

// Internal to the stage explain.
namespace headgate {

/// The columns of a line that a caret points at.
struct Columns {
  std::size_t first = 0, count = 1;
};

/// Appends a caret and its label: behind it where the screen has the room, else on a line of its own.
void append_caret(std::vector<ExplainedLine>& lines, const StoredViolation& violation,
                  const std::string& label, Columns under, std::size_t width);

}  // namespace headgate
