// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "commit/committer.h"

namespace headgate {

/// Takes away what nobody needs, and sums up the log: rules R19 to R23 and R27 to R29 of
/// docs/decisions/0005-commit-protocol.md. Every reason to delete stays true, so that a delete may stall, be
/// repeated, or land late. The committer has to outlive it.
class Collector {
 public:
  explicit Collector(Committer& log) : log_(log), store_(log.store()) {}

  /// Deletes what dead runs have staged, old leases, files that were replaced long ago.
  Status collect(Micros now, Micros retention);

  /// Sums up the log in a checkpoint, where all of it is applied and there is something new.
  Status checkpoint();

 private:
  [[nodiscard]] Result<std::vector<std::string>> suspects(Micros now);
  Status sweep_staging();
  Status sweep_retired(Micros now, Micros retention);
  Result<Micros> switch_time(const Checkpoint::Rewrite& rewrite) const;
  Status sweep_checkpoints(std::uint64_t before);

  Committer& log_;
  ObjectStore& store_;
};

}  // namespace headgate
