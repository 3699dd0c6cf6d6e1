// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "commit/snapshot.h"
#include "cut/wrapper.h"
#include "read/stored_lines.h"

namespace headgate {

/// Reads the wrappers of a live task beside its frames, front to back: in memory for those that lie in each
/// other. Corrupt where the landing is not as its index says.
class StoredWrappers {
 public:
  /// `snapshot` and `task` have to outlive it.
  StoredWrappers(const Snapshot& snapshot, const LiveTask& task) : snapshot_(&snapshot), task_(&task) {}

  /// Gives the wrapper that begins at `offset` of an object. Asked in the order of the frame index.
  Result<std::shared_ptr<const Wrapper>> find(ByteView object, std::uint64_t offset);

 private:
  Status open();
  /// Reads the next wrapper; false at the end.
  Result<bool> next();

  const Snapshot* snapshot_;
  const LiveTask* task_;
  std::string name_;
  std::unique_ptr<StoredLines> lines_;
  std::string object_;                                ///< Of the wrappers that are open.
  std::vector<std::shared_ptr<const Wrapper>> open_;  ///< Each lies in the one before.
};

}  // namespace headgate
