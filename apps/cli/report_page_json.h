// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answers/report/report.h"
#include "apps/cli/answer_json.h"

namespace headgate::cli {

/// Writes a report as the page holds it and `report --json` answers: docs/formats/json_output.md.
Json to_json(const report::Report& report);

}  // namespace headgate::cli
