// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/report.h"

namespace headgate::cli {

using Json = nlohmann::ordered_json;

/// Writes a report as one JSON object: what `run --json` answers.
Json to_json(const RunReport& report);

Json to_json(const std::vector<GroupReport>& groups);
Json to_json(const std::vector<SkippedObject>& skipped);

/// Gives JSON as one line. Bytes of a name that are no UTF-8 become U+FFFD.
std::string line_of(const Json& json);

/// Gives the word for how a run ended: done, nothing_new, publish_pending.
std::string outcome_word(RunReport::Outcome outcome);

}  // namespace headgate::cli
