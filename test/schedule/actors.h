// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/time.h"
#include "test/schedule/oracle.h"
#include "test/schedule/process.h"

namespace headgate::schedule {

/// An error whose message has this word was sent by a schedule: a process may end by it.
inline constexpr const char* kSent = "[sent]";

/// What may differ from one process to the next, and what all see.
struct Surroundings {
  World& landing;
  World& source;
  const Oracle& oracle;
  const Micros& now;
  const Micros& age;  ///< How far the clock has moved, either way, since the schedule began.
  std::string version = "a";
  std::size_t chunk_objects = 2, task_objects = 2;
};

// The lives of processes: each runs real code and gives how that ended: done, pending (committed, and not
// published), fenced, changed (a reprocess: another one was faster), unknown (its commit may land), failed,
// or nothing (a reprocess: there is no commit). Any other end is a complaint.

std::string live_run(Process& process, const Surroundings& around);
std::string live_reprocess(Process& process, const Surroundings& around);

/// Collects for ever.
std::string live_collector(Process& process, const Surroundings& around);

/// Reads all that is live by the log, a few times.
std::string live_reader(Process& process, const Surroundings& around);

/// Snapshots and leases of processes, on the clock of a schedule.
inline constexpr Micros kTick = 100'000;
inline constexpr std::uint64_t kLeaseMinutes = 5;
inline constexpr Micros kLease = static_cast<Micros>(kLeaseMinutes) * 60 * 1'000'000;
inline constexpr std::uint64_t kRetentionDays = 1;
inline constexpr Micros kRetention = static_cast<Micros>(kRetentionDays) * 24 * 3600 * 1'000'000;

}  // namespace headgate::schedule
