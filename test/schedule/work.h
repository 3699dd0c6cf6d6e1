// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "pipeline/task.h"

namespace headgate::schedule {

// The cheap stand-in for scanning. An object's content is a word, and its events are `word#0` and `word#1`. A
// task stages a clean and a dirty file with an event on each line; a version of the data judges each event,
// and writes into each dirty line why.

/// Gives the events of an object of that content.
std::vector<std::string> events_of(const std::string& content);

/// Gives the events that a staged file holds.
std::vector<std::string> events_in(const std::string& file);

/// Versions of the data: `b` judges each event the other way round than `a`, `c` differs from `a` by the
/// dirty lines alone, `d` from `c` by its name alone.
inline constexpr const char* kVersions[] = {"a", "b", "c", "d"};

/// Reads, judges and stages the objects of a task; what changes meanwhile is skipped. As stage_task does it.
Result<StagedTask> stage(const Workplace& workplace, const Task& task, const std::string& run);

/// Reads a file of a live task, which others may move meanwhile: from staging to its place, and away from
/// there.
Result<std::string> read_live(const Snapshot& snapshot, const LiveTask& task, const StagedFile& file);

/// Judges the events of a live task again and stages the files that change. As rewrite_task does it.
Result<RewrittenTask> rewrite(const Workplace& workplace, const Snapshot& snapshot, const LiveTask& task,
                              const std::string& run);

}  // namespace headgate::schedule
