// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "answers/inspect/path_stats.h"

namespace headgate::cli {

// What is known of the values at a path of events, for people: texts of one line each.

/// Writes a share; nothing that is there is 0 %, nothing that is missing is 100 %.
std::string percent_text(std::uint64_t part, std::uint64_t whole);

/// Names types with how many of each: `string`, `number 40, null 3`; behind them the format of all texts.
std::string types_text(const inspect::PathStats::ByType& counts, const inspect::PathStats& stats);

/// Shows values by how often they come: counts where all of them are known, shares of a draw elsewhere.
std::string values_text(const inspect::Values& values);

/// Says which values there are: the most frequent, a range, an example.
std::string content_text(const inspect::PathStats& stats);

}  // namespace headgate::cli
