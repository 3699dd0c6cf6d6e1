// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commit/records.h"
#include "observe/observer.h"
#include "pipeline/backlog.h"
#include "pipeline/report.h"
#include "pipeline/rewrite_task.h"
#include "sink/table_format.h"

namespace headgate {

/// What staging a task gave. Without a manifest nothing was staged: every object of it was skipped.
struct StagedTask {
  std::optional<Manifest> manifest;
  GroupReports groups;
  std::vector<SkippedObject> skipped;
};

/// Everything that a task needs and does not own. The stores, the format and the observer take calls from any
/// thread.
struct Workplace {
  ObjectStore& source;
  ObjectStore& landing;
  TableFormat& format;
  const Contracts& contracts;
  const Settings& settings;
  Observer& observer;
  std::string data_version, plan_hash;
  /// Makes the scanner of one thread.
  std::function<std::unique_ptr<Scanner>()> make_scanner;
  /// Says that the run has to stop: asked for between windows.
  const std::atomic<bool>* stop = nullptr;
  /// Begins the names under which this process stages. Processes that share a run need one of their own each:
  /// a staged name is used once (R11), or who stages a task again overwrites what is committed by now.
  std::string attempts = "";
  /// Decides about leases and retention alone, never about what is safe.
  std::function<Micros()> clock = now;
  /// Stages one task: stage_task, where it is empty.
  std::function<Result<StagedTask>(const Task& task, const std::string& run, unsigned threads)> stage = {};
  /// Rewrites one task: rewrite_task, where it is empty.
  std::function<Result<RewrittenTask>(const Snapshot& snapshot, const LiveTask& task, const Due& due,
                                      const std::string& run, bool is_dry_run)>
      rewrite = {};
};

/// Reads, judges and stages the objects of a task, with `threads` threads that share its windows. The files
/// and their bytes do not depend on the threads. An object that cannot be read, or changes while it is, is
/// skipped; when some of it was already staged the task begins anew without it.
Result<StagedTask> stage_task(const Workplace& workplace, const Task& task, const std::string& run,
                              unsigned threads);

/// Stages a task as the workplace says, with as many threads as the settings say.
Result<StagedTask> stage_at(const Workplace& workplace, const Task& task, const std::string& run);

}  // namespace headgate
