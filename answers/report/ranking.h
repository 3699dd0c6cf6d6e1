// SPDX-License-Identifier: Apache-2.0
// Internal to report.
#pragma once

#include <vector>

#include "answers/report/tally.h"

namespace headgate::report {

/// What a tally makes of its groups and reasons for people to read.
struct Ranking {
  std::vector<Group> groups;
  std::vector<Tally::Kept> reasons;
  Width width;
};

/// Lists groups and reasons, the most frequent first; what there are too many of is summed up behind them,
/// for each group. Makes the stretches of time so wide that they fit a page.
Ranking rank(Tally tally);

}  // namespace headgate::report
