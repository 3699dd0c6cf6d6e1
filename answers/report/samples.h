// SPDX-License-Identifier: Apache-2.0
// Internal to report.
#pragma once

#include <vector>

#include "answers/find/search.h"
#include "answers/report/tally.h"

namespace headgate::report {

/// Lays out the event that stands for each reason, as `why` does without --unmask, until the page would
/// become too long; of a warning only the address is given.
Status lay_out_samples(const find::Search& search, std::vector<Tally::Kept>& reasons);

}  // namespace headgate::report
