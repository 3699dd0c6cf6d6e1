// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "route/router.h"
#include "sink/raw_sink.h"
#include "sink/staging.h"
#include "sink/table_format.h"

namespace headgate {

/// Writes the frame index of a task: one row for each frame and dropped range, in order, with where it came
/// from, its outcome, and where it went. Gaps between rows of an object are separators. The columns are
/// docs/formats/frame_index.md.
class FrameIndex {
 public:
  FrameIndex(Staging& staging, TableFormat& format, const std::string& task, std::string data_version);

  /// Appends the rows of a batch. `chunk_begins` says where each of `routed.chunks` begins in its file.
  Status append(const Batch& batch, const Routed& routed, const ObjectLabel& object, const RawSink& raw,
                const std::vector<std::uint64_t>& chunk_begins);

  /// Finishes the file and describes it with the rows that its footer tells.
  Status finish();

  /// Sums the lengths of its rows: the index's side of the books.
  [[nodiscard]] std::uint64_t frame_bytes() const { return frame_bytes_; }
  [[nodiscard]] std::uint64_t dropped_bytes() const { return dropped_bytes_; }
  [[nodiscard]] std::uint64_t rows_written() const { return rows_written_; }

  static const std::vector<Column>& columns();

 private:
  Status write();

  Staging& staging_;
  TableFormat& format_;
  std::string file_name_, data_version_;
  std::unique_ptr<TableFile> file_;
  std::unique_ptr<RowBuffer> rows_;
  std::uint64_t frame_bytes_ = 0, dropped_bytes_ = 0, rows_written_ = 0;
};

}  // namespace headgate
