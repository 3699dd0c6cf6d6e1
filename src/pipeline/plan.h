// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "commit/landing.h"
#include "pipeline/settings.h"

namespace headgate {

/// Names the version of everything in the engine that decides about bytes under data/. It is raised with each
/// change of them; the version of the table format is added to it.
constexpr const char* kDataVersion = "2";

struct TaskObject {
  ObjectInfo info;
  std::uint32_t generation = 1;
};

/// A deterministic group of whole objects, neighbours in the listing: the unit of staging.
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

/// What a run is going to do.
struct RunPlan {
  std::vector<Chunk> chunks;
  std::vector<SkippedObject> skipped;
  std::uint64_t objects = 0, bytes = 0;  ///< All that the source holds.
  std::uint64_t done_objects = 0, pending_objects = 0, pending_bytes = 0;

  [[nodiscard]] std::uint64_t tasks() const {
    std::uint64_t tasks = 0;
    for (const Chunk& chunk : chunks) tasks += chunk.tasks.size();
    return tasks;
  }
};

/// Lists the source, takes off what the ledger holds, and cuts the rest into chunks and tasks: by listing
/// order, bytes and number alone.
Result<RunPlan> plan_run(ObjectStore& source, const Landing& landing, const Settings& settings);

/// Gives the hash of all that decides about outputs besides the objects: contracts, settings, data_version.
std::string plan_hash(const Contracts& contracts, const Settings& settings, const std::string& data_version);

/// Names a task's files: a function of its objects and of the plan, never of a clock.
std::string task_name(const Task& task, const std::string& source_name, const std::string& plan_hash);

}  // namespace headgate
