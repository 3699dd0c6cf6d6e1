// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "pipeline/task.h"

// A run that many processes share: one lists what there is to do, any of them stage tasks, any of them commit
// a chunk when all its tasks are staged. What passes between them is JSON: docs/formats/json_output.md. The
// command line calls it a plan.
namespace headgate {

/// What a run has to do that many processes share.
struct SharedRun {
  std::string run, source, landing, source_name;
  std::string data_version, plan_hash;
  Micros time = 0;         ///< When it was begun.
  std::uint64_t head = 0;  ///< The last commit that it knew: those of this run come behind it.
  bool is_whole_listing = true;
  std::vector<TaskObject> returned;  ///< Names that came back with other content.
  std::vector<std::string> others;   ///< Runs that were at work on the landing.
  std::vector<Chunk> chunks;
  std::vector<SkippedObject> skipped;
  std::uint64_t objects = 0, done_objects = 0;     ///< Listed; done before.
  std::uint64_t left_objects = 0, left_bytes = 0;  ///< As of a Backlog.
  std::vector<std::uint64_t> rolled_forward;       ///< Commits of earlier runs that beginning it published.
  RunTraffic traffic;                              ///< Of beginning it.

  /// Finds a task by its name; null where there is none.
  [[nodiscard]] const Task* find(const std::string& name) const;
  [[nodiscard]] std::string name_of(const Task& task) const {
    return task_name(task, source_name, plan_hash);
  }
};

/// What committing a chunk gave.
struct SharedCommit {
  std::uint64_t commit = 0;  ///< 0 where every object of the chunk was skipped.
  bool was_there = false;    ///< An earlier call had committed it.
  /// Tasks that the commit does not hold: another run took an object of them first.
  std::vector<std::string> dropped;
  Books books;
  RunTraffic traffic;          ///< Of this call.
  std::string pending_reason;  ///< Why it is not published yet; empty where it is.
};

/// What giving up a run left.
struct SharedEnd {
  std::string run;
  bool was_at_work = false;              ///< Its lease stood.
  std::vector<std::uint64_t> published;  ///< Commits, of any run, that were not published before.
};

/// Begins a run: cuts what is new into chunks and tasks, and keeps what will be staged from being swept, for
/// `lease_length` from now on.
Result<SharedRun> begin_shared_run(const Workplace& workplace, Micros lease_length);

/// Stages one task with all threads. May be called again for the same task, by any process.
Result<StagedTask> stage_shared_task(const Workplace& workplace, const SharedRun& shared, const Task& task);

/// Commits and publishes one chunk from the lines that its tasks gave. REQUIRES that there is such a chunk.
/// Each task of the chunk has to have its line. Any number of other runs may be at work: tasks with objects
/// that they took are dropped, and what such a task alone held stays pending for the next run. May be called
/// again: a chunk is committed once. The last chunk comes last: it ends the lease of the run. Fenced where
/// the run was taken for dead.
Result<SharedCommit> commit_shared_chunk(const Workplace& workplace, const SharedRun& shared,
                                         std::size_t chunk, const std::vector<std::string>& lines);

/// Gives up a run: ends its lease, publishes what is committed, and takes away what its processes staged.
/// Chunks that it committed stay; what they do not hold stays pending. Its processes have to be dead: what
/// one stages that lives on, the next run takes away. May be called again, and of a run that has ended. `why`
/// is kept for `headgate status`; empty for nothing. Configuration where the run is of one process.
Result<SharedEnd> abandon_shared_run(const Workplace& workplace, const std::string& run,
                                     const std::string& why);

/// Writes a line of JSON.
std::string to_json(const SharedRun& shared);
std::string to_json(const SharedCommit& commit);
std::string to_json(const SharedEnd& end);
/// Writes what staging a task gave: a line for commit_shared_chunk(). `traffic` is that of the process so
/// far.
std::string staged_line(const std::string& task, const StagedTask& staged, const RunTraffic& traffic);

/// Reads a shared run back; `place` names the text in messages. Configuration where it is none, or was begun
/// under other contracts, settings or another version than `workplace` has.
Result<SharedRun> read_shared_run(const std::string& text, const std::string& place,
                                  const Workplace& workplace);

/// What one line tells of a task: no manifest where all its objects were skipped.
struct StagedLine {
  std::string task;
  std::optional<Manifest> manifest;
};

/// Reads what staged_line() wrote; `place` names the line in messages. Configuration where it is something
/// else.
Result<StagedLine> read_staged_line(const std::string& line, const std::string& place);

}  // namespace headgate
