// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commit/snapshot.h"

namespace headgate {

struct Settings;
struct Workplace;

/// What becomes of the events of one service and record type when they are judged again.
struct GroupChange {
  std::string table;  ///< Of the contract in force; empty where none claims them.
  std::uint64_t became_clean = 0, became_dirty = 0;
  std::uint64_t changed = 0;    ///< Clean before and after with another row, or dirty with other violations.
  std::uint64_t unchanged = 0;  ///< Judged again, with the same outcome.
  /// The first addresses of each.
  std::vector<std::string> clean_addresses, dirty_addresses, changed_addresses;

  void add(const GroupChange& other);
};

/// By service and record type, `_unknown` where one is not known.
using GroupChanges = std::map<std::pair<std::string, std::string>, GroupChange>;

/// What rewriting a task gave.
struct RewrittenTask {
  Manifest manifest;  ///< Its files lie staged. Without outputs: the same files stand by today's version.
  GroupChanges changes;
};

/// Which groups of a live task are to be judged again: those whose contract has changed, or all.
struct Due {
  bool all = false;
  std::vector<std::pair<std::string, std::string>> groups;  ///< Service and record type.
  [[nodiscard]] bool any() const { return all || !groups.empty(); }
};

/// Says how many threads share a task: all of them where it is large; a small one has one thread, beside
/// others.
unsigned threads_of(const LiveTask& task, const Settings& settings);

/// Judges the due groups of a live task again and stages what changes, under a name that carries the commit
/// that it replaces. A dry run stages nothing in the landing; its manifest is the same but for where its
/// files are staged.
Result<RewrittenTask> rewrite_task(const Workplace& workplace, const Snapshot& snapshot, const LiveTask& task,
                                   const Due& due, const std::string& run, bool is_dry_run);

/// Names the task that takes the place of another.
std::string rewritten_name(const LiveTask& task, const std::string& plan_hash);

}  // namespace headgate
