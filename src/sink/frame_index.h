// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "route/router.h"
#include "sink/raw_sink.h"
#include "sink/staging.h"
#include "sink/table_format.h"

namespace headgate {

/// One row of a frame index; its texts are views. docs/formats/frame_index.md says what each is.
struct FrameIndexRow {
  ByteView object;
  std::uint64_t offset = 0, length = 0;
  bool is_frame = true;
  Outcome::Kind outcome = Outcome::Kind::Dropped;
  std::uint64_t hash = 0;
  bool is_clean = false, is_recovered = false;
  ByteView service, record_type, event_id;  ///< Empty where not known.
  std::optional<Micros> event_time;
  ByteView table, codes;  ///< Empty where there is none.
  ByteView file;
  std::uint64_t file_offset = 0;
  std::optional<std::uint64_t> line_hash;
  /// Where the wrapper begins that it lies in; kUnknownWrapper where damage hides which.
  std::optional<std::int64_t> wrapper;
  static constexpr std::int64_t kUnknownWrapper = -1;

  /// Reads a row back from the cells of FrameIndex::column_names().
  static FrameIndexRow of(const std::vector<ScannedCell>& cells);
  /// Makes the row of a piece, but for `codes` and where its line went.
  static FrameIndexRow of(const Batch& batch, const IndexEntry& entry, const ObjectLabel& object);
};

/// Joins the codes of violations as the index has them: each once, in their order.
std::string joined_codes(const std::vector<Violation>& violations, const Range& range);

/// Writes the frame index of a task: one row for each frame and dropped range, in order, with where it came
/// from, its outcome, and where it went. Gaps between rows of an object are separators. The columns are
/// docs/formats/frame_index.md.
class FrameIndex {
 public:
  FrameIndex(Staging& staging, TableFormat& format, const std::string& task, std::string data_version);

  /// Appends the rows of a batch. `output_begins` says where each of `routed.outputs` begins in its file.
  Status append(const Batch& batch, const Routed& routed, const ObjectLabel& object, const RawSink& raw,
                const std::vector<std::uint64_t>& output_begins);

  Status append(const FrameIndexRow& row);

  /// Finishes the file and describes it with the rows that its footer tells; all of that is done when
  /// Staging::settle() has returned.
  Status finish();

  /// Sums the lengths of its rows: the index's side of the books.
  [[nodiscard]] std::uint64_t frame_bytes() const { return frame_bytes_; }
  [[nodiscard]] std::uint64_t dropped_bytes() const { return dropped_bytes_; }
  [[nodiscard]] std::uint64_t rows_written() const {
    const auto file = staging_.file(file_name_);
    return file ? file->rows : 0;
  }

  static const std::vector<Column>& columns();
  static std::vector<std::string> column_names();

 private:
  Status write();

  Staging& staging_;
  TableFormat& format_;
  std::string file_name_, data_version_;
  std::unique_ptr<TableFile> file_;
  std::unique_ptr<RowBuffer> rows_;
  std::uint64_t frame_bytes_ = 0, dropped_bytes_ = 0;
};

}  // namespace headgate
