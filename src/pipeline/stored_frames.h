// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commit/snapshot.h"
#include "pipeline/stored_wrappers.h"
#include "read/stored_lines.h"
#include "route/dirty_record.h"
#include "sink/frame_index.h"

namespace headgate {

/// One frame or dropped range of a live task, as the landing holds it.
struct StoredFrame {
  FrameIndexRow row;  ///< Its texts are views of `texts`.
  std::string line;   ///< In clean_json or dirty_json, without the line feed; empty where it was not wanted.
  std::string bytes;  ///< Of the frame: the line of a clean event, what a dirty record gives back.
  std::vector<StoredViolation> violations;  ///< Of a dirty one.
  std::uint64_t violation_count = 0;
  std::shared_ptr<const Wrapper> wrapper;  ///< That it lies in, if that is known; where its line is wanted.

  explicit StoredFrame(const FrameIndexRow& read);
  StoredFrame(const StoredFrame&) = delete;
  StoredFrame& operator=(const StoredFrame&) = delete;
  StoredFrame(StoredFrame&&) = default;
  StoredFrame& operator=(StoredFrame&&) = default;

 private:
  std::unique_ptr<std::string> texts_;
};

/// Reads the frames of a live task in the order of its index, with the lines of those files that are wanted:
/// every file is read once, front to back. Corrupt where the landing is not as its index says.
class StoredFrames {
 public:
  /// Says whether a row's line is wanted: the same for all rows of one file.
  using Wants = std::function<bool(const FrameIndexRow& row)>;

  /// `snapshot` and `task` have to outlive what is opened.
  static Result<StoredFrames> open(const Snapshot& snapshot, const LiveTask& task, TableFormat& format,
                                   Wants wants);

  /// Gives the next frames, as many of one object as a window of so many bytes holds, and at least one; false
  /// at the end.
  Result<bool> next(std::vector<StoredFrame>& block, std::uint64_t window_bytes);

 private:
  StoredFrames(const Snapshot& snapshot, const LiveTask& task, std::unique_ptr<TableScan> index, Wants wants)
      : snapshot_(&snapshot),
        task_(&task),
        index_(std::move(index)),
        wants_(std::move(wants)),
        wrappers_(snapshot, task) {}

  Status read_line(StoredFrame& frame);

  const Snapshot* snapshot_;
  const LiveTask* task_;
  std::unique_ptr<TableScan> index_;
  Wants wants_;
  StoredWrappers wrappers_;
  std::deque<StoredFrame> ahead_;  ///< Of the index alone, without their lines.
  std::map<std::string, StoredLines, std::less<>> files_;
};

}  // namespace headgate
