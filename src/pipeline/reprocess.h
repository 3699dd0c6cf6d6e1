// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/rewrite_task.h"
#include "pipeline/task.h"

namespace headgate {

/// What a reprocess did, or with a dry run what it would do.
struct ReprocessReport {
  enum class Outcome { Done, UpToDate, PublishPending };

  std::string run, landing;
  bool is_dry_run = false;
  Outcome outcome = Outcome::UpToDate;
  std::vector<std::uint64_t> commits, rolled_forward;
  std::vector<std::string> others;    ///< Runs that were at work on the landing when it began.
  std::uint64_t tasks = 0;            ///< That are live,
  std::uint64_t tasks_judged = 0;     ///< of these: that the change touches, and were judged again,
  std::uint64_t tasks_rewritten = 0;  ///< and of these: with files that were written anew.
  /// Of those that were judged again: made with other settings or by another version, so that every event is
  /// judged, of whatever service.
  std::uint64_t tasks_of_other_settings = 0;
  std::uint64_t files_written = 0, files_retired = 0;
  GroupChanges changes;
  double seconds = 0;
  RunTraffic traffic;
  std::string pending_reason;
};

/// Judges again, under today's contracts, identification and data_version, what the landing holds, from its
/// own bytes. Everything is staged, then one commit switches all of it; goes on until no live task stands by
/// another version. A dry run writes nothing. DirtyMax, and nothing is changed: more events of these tasks
/// would be dirty than the settings allow.
Result<ReprocessReport> reprocess(const Workplace& workplace, bool is_dry_run);

}  // namespace headgate
