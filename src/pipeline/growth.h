// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "commit/ledger_node.h"
#include "cut/cutter.h"
#include "pipeline/backlog.h"

namespace headgate {

/// What of an object no commit holds.
struct Growth {
  std::optional<TaskObject> pending = {};
  bool is_unfinished = false;    ///< It grows, and nobody can tell yet what its last bytes are.
  std::uint64_t left_bytes = 0;  ///< How many those are.
};

/// Reads an object that grows, as far as it was listed, and cuts it. Where its first bytes are those that the
/// last generation has, what stands behind them is the next part of it; else it is another content, whole,
/// and where `known` has that nothing is pending. What is no whole value yet is no part of either.
Result<Growth> measure_growth(ObjectStore& source, const ObjectInfo& info,
                              const std::optional<LedgerEntry>& known, const Cutter::Options& cutting);

}  // namespace headgate
