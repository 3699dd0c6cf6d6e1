// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "apps/cli/answer_json.h"
#include "apps/cli/command.h"
#include "apps/cli/screen.h"
#include "commit/failure.h"
#include "pipeline/report.h"
#include "route/dirty_record.h"

namespace headgate::cli {

/// Gives the word for how a run ended: done, nothing_new, publish_pending.
std::string outcome_word(RunReport::Outcome outcome);

/// Gives the exit code for how a run or a reprocess ended.
template <class Outcome>
ExitCode exit_code_of(Outcome outcome) {
  return outcome == Outcome::PublishPending ? kPending : kDone;
}

/// Writes a report as one JSON object: what `run --json` answers.
Json to_json(const RunReport& report);
Json to_json(const std::vector<GroupReport>& groups);
Json to_json(const std::vector<SkippedObject>& skipped);
Json to_json(const StoredViolation& violation);
Json to_json(const RunTraffic& traffic);
/// `commit_since` says whether a commit came after it.
Json to_json(const Failure& failure, bool commit_since);

/// Writes the report of a run for people: tables with their reasons, the books, skipped objects, where the
/// outputs lie.
std::string report_text(const RunReport& report, const Screen& screen);

/// Writes a line about what was asked of buckets; nothing where neither is one.
std::string requests_text(const RunTraffic& traffic, const std::string& source, const std::string& landing);

/// Sums the counts of groups; the sum has neither a name nor reasons.
GroupReport total_of(const std::vector<GroupReport>& groups);

/// Writes what became of each service and type, with up to three reasons each.
std::string groups_text(const std::vector<GroupReport>& groups, const Screen& screen);

/// Names a service and type: by its table, or where it has none by what is known.
std::string group_text(const std::string& table, const std::string& service, const std::string& record_type);

/// Says how many clean events were found again after damage; nothing where none was.
std::string recovered_text(std::uint64_t recovered, ByteView note);

/// Says how to look at a table that a run filled.
std::string hint_text(const RunReport& report, const Screen& screen);

/// Writes commands that show a table, a line each.
std::string table_commands(const std::string& landing, const std::string& table);

/// Lists the first objects that were left out, a line each, and says how many more there are.
std::string skipped_lines(const std::vector<SkippedObject>& skipped);

/// Says how many objects a run left out, and lists the first ones.
std::string skipped_text(const std::vector<SkippedObject>& skipped, const Screen& screen);

}  // namespace headgate::cli
