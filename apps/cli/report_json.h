// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "apps/cli/answer_json.h"
#include "pipeline/report.h"

namespace headgate::cli {

/// Writes a report as one JSON object: what `run --json` answers.
Json to_json(const RunReport& report);

Json to_json(const std::vector<GroupReport>& groups);
Json to_json(const std::vector<SkippedObject>& skipped);

/// Gives the word for how a run ended: done, nothing_new, publish_pending.
std::string outcome_word(RunReport::Outcome outcome);

}  // namespace headgate::cli
