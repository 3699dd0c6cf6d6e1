// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "apps/cli/worker_plan.h"

namespace headgate::cli {

/// What committing a chunk gave.
struct WorkerCommit {
  std::uint64_t commit = 0;  ///< 0 where every object of the chunk was skipped.
  bool was_there = false;    ///< An earlier call had committed it.
  std::vector<std::string>
      dropped;  ///< Tasks that the commit does not hold: another run took an object first.
  Books books;
  std::string pending_reason;  ///< Why it is not published yet; empty where it is.
};

/// Commits and publishes one chunk of a plan from the lines that its tasks gave. Each task of the chunk has
/// to have its line. Any number of other runs may be at work: tasks with objects that they took are dropped,
/// and what such a task alone held stays pending for the next plan. May be called again: a chunk is committed
/// once. The plan's last chunk comes last: it ends the lease of the run. Fenced where the run was taken for
/// dead.
Result<WorkerCommit> commit_lines(Engine& engine, const WorkerPlan& plan, std::size_t chunk,
                                  const std::vector<std::string>& lines);

std::string to_json(const WorkerCommit& commit);

}  // namespace headgate::cli
