// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commit/commit_log.h"
#include "pipeline/settings.h"

namespace headgate {

struct TaskObject {
  ObjectInfo info;
  std::uint32_t generation = 1;   ///< 2 and up: the name was taken before, with other content.
  std::optional<Part> part = {};  ///< Of an object that grows: what is to be taken of it.
  std::string hash = {};          ///< Of such a one: of the bytes that were listed. They pin it.

  /// Says whether it goes on where an earlier part of the same generation ends.
  [[nodiscard]] bool goes_on() const { return part && part->begin != 0; }
};

/// A deterministic group of objects, whole or a part of each, neighbours in the listing: the unit of staging.
struct Task {
  std::vector<TaskObject> objects;
};

/// What one commit covers.
struct Chunk {
  std::vector<Task> tasks;
};

/// An object that a run leaves for a later one, and why.
struct SkippedObject {
  std::string object, reason;
};

/// What a run has to do.
struct Backlog {
  std::vector<TaskObject> pending;  ///< In the order of the listing.
  std::vector<SkippedObject> skipped;
  std::uint64_t objects = 0, bytes = 0;  ///< All that was listed.
  std::uint64_t done_objects = 0, pending_bytes = 0;
  /// Objects that grow and have changed since they were taken, and end with what is no whole value yet.
  std::uint64_t left_objects = 0, left_bytes = 0;
  bool is_whole = true;  ///< The whole source was listed, not only what stands behind watermarks.
};

/// Says whether an error is one of the object that was read, which is skipped then. Where a server is gone,
/// or somebody wants to stop, the others would fail as well, and the run does.
bool is_of_one_object(const Error& error);

/// Lists the source and takes off what the ledger holds. `now` says whether watermarks may be used or the
/// whole source is due.
Result<Backlog> list_backlog(ObjectStore& source, CommitLog& landing, const Settings& settings, Micros now);

/// Remembers that the whole source was listed, where the settings use watermarks.
Status remember_listing(ObjectStore& landing, bool is_whole, const Settings& settings, Micros now);

/// Looks again at an object that other commits may have taken since it was listed; nothing where it is done.
Result<std::optional<TaskObject>> still_pending(ObjectStore& source, CommitLog& landing,
                                                const Settings& settings, const TaskObject& object);

/// Cuts the next chunk from the front of what is pending: by listing order, bytes and number alone.
Chunk cut_chunk(const std::vector<TaskObject>& pending, std::size_t first, const Settings& settings);

/// Cuts all that is pending.
std::vector<Chunk> cut_chunks(const std::vector<TaskObject>& pending, const Settings& settings);

std::size_t object_count(const Chunk& chunk);

/// Names a task's files: a function of its objects and of `plan_hash`, never of a clock.
std::string task_name(const Task& task, const std::string& source_name, const std::string& plan_hash);

}  // namespace headgate
