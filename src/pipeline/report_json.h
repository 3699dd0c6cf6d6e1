// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "commit/books.h"
#include "pipeline/backlog.h"
#include "pipeline/report.h"
#include "store/traffic.h"

// Parts of the answers for programs, as JSON text: docs/formats/json_output.md.
namespace headgate {

/// Writes the books with the sums that people ask for.
std::string books_json(const Books& books);

/// Writes what became of the events of each service and record type, with so many reasons of each at most.
std::string groups_json(const std::vector<GroupReport>& groups, std::size_t reasons_max);

std::string skipped_json(const std::vector<SkippedObject>& skipped);
/// Writes the names that came back with other content, each with its new generation.
std::string returned_json(const std::vector<TaskObject>& returned);

/// Writes what was asked of each store; null for one that is near.
std::string traffic_json(const RunTraffic& traffic);

/// Gives the word for what a run listed: whole, behind_watermarks.
std::string listing_word(bool is_whole);

}  // namespace headgate
