// SPDX-License-Identifier: Apache-2.0
// Internal to report.
#pragma once

#include <vector>

#include "answers/find/search.h"
#include "answers/report/footer_reader.h"
#include "answers/report/kept_plans.h"
#include "answers/report/report.h"

namespace headgate::report {

/// Profiles the tables that live tasks have rows in, from the footers of their files.
Result<std::vector<TableProfile>> profile_tables(const find::Search& search, FooterReader& footers,
                                                 const std::vector<const LiveTask*>& tasks, KeptPlans& plans);

}  // namespace headgate::report
