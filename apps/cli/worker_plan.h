// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "apps/cli/engine.h"

namespace headgate::cli {

/// What a driver plans and its workers carry out: the chunks of one run. A file of JSON between processes.
struct WorkerPlan {
  std::string run, source, landing, source_name;
  std::string data_version, plan_hash;
  Micros time = 0;         ///< When it was planned.
  std::uint64_t head = 0;  ///< The last commit that it knew: those of this run come behind it.
  bool is_whole_listing = true;
  std::vector<TaskObject> returned;  ///< Names that came back with other content.
  std::vector<std::string> others;   ///< Runs that were at work on the landing.
  std::vector<Chunk> chunks;
  std::vector<SkippedObject> skipped;

  /// Finds a task by its name.
  [[nodiscard]] const Task* find(const std::string& name) const;
  [[nodiscard]] std::string name_of(const Task& task) const {
    return task_name(task, source_name, plan_hash);
  }
};

std::string to_json(const WorkerPlan& plan);

/// Reads a plan back; Configuration where it is none, or was made under other contracts, settings or another
/// version than this engine works with.
Result<WorkerPlan> read_plan(const std::string& file, const Engine& engine);

}  // namespace headgate::cli
