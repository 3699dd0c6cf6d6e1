// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answers/find/search.h"
#include "answers/report/footer_reader.h"
#include "answers/report/report.h"

namespace headgate::report {

/// Reports on what is live in a landing; with `run`, on what that run has committed of it. Configuration
/// where the landing knows no such run; Unbalanced where what is counted is not what the books say.
Result<Report> make_report(const find::Search& search, FooterReader& footers, const std::string& run = {});

}  // namespace headgate::report
