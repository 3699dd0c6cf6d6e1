// SPDX-License-Identifier: Apache-2.0
#include "pipeline/stored_frames.h"

#include <fmt/format.h>

namespace headgate {

StoredFrame::StoredFrame(const FrameIndexRow& read) : row(read), texts_(std::make_unique<std::string>()) {
  ByteView* const views[] = {&row.object, &row.service, &row.record_type, &row.event_id,
                             &row.table,  &row.codes,   &row.file};
  for (const ByteView* view : views) *texts_ += *view;
  std::size_t at = 0;
  for (ByteView* view : views) {
    *view = ByteView(*texts_).substr(at, view->size());
    at += view->size();
  }
}

Result<StoredFrames> StoredFrames::open(const Snapshot& snapshot, const LiveTask& task, TableFormat& format,
                                        Wants wants) {
  const std::string index = task.frame_index();
  if (index.empty()) return fail(ErrorCode::Corrupt, "task {} has no frame index", task.manifest.task);
  // Its rows are not held against anything else, and become rows of another index.
  TRY(const std::string place, snapshot.proven_place_of(task, index));
  TRY(auto scan, format.scan(snapshot.store(), place, FrameIndex::column_names()));
  return StoredFrames(snapshot, task, std::move(scan), std::move(wants));
}

Result<bool> StoredFrames::next(std::vector<StoredFrame>& block, std::uint64_t window_bytes) {
  constexpr std::size_t kFramesMax = 4096;
  block.clear();
  const auto fits = [&](const FrameIndexRow& row) {
    const FrameIndexRow& first = block.front().row;
    return block.size() < kFramesMax && first.object == row.object &&
           row.offset + row.length - first.offset <= window_bytes;
  };
  for (;;) {
    while (ahead_.empty()) {
      TRY(const bool more, index_->next([&](std::uint64_t, const std::vector<ScannedCell>& cells) {
        ahead_.emplace_back(FrameIndexRow::of(cells));
        return true;
      }));
      if (!more) return !block.empty();
    }
    StoredFrame& frame = ahead_.front();
    if (!block.empty() && !fits(frame.row)) return true;
    if (wants_(frame.row)) TRY_OK(read_line(frame));
    block.push_back(std::move(frame));
    ahead_.pop_front();
  }
}

Status StoredFrames::read_line(StoredFrame& frame) {
  const FrameIndexRow& row = frame.row;
  auto file = files_.find(row.file);
  if (file == files_.end()) {
    TRY(const std::string place, snapshot_->place_of(*task_, std::string(row.file)));
    TRY(StoredLines lines, StoredLines::open(snapshot_->store(), place));
    file = files_.emplace(row.file, std::move(lines)).first;
  }
  const auto where = [&] {
    return fmt::format("{}/{}, byte {}", snapshot_->store().root(), row.file, row.file_offset);
  };
  TRY(const bool there, file->second.next());
  if (!there || file->second.offset() != row.file_offset) {
    return fail(ErrorCode::Corrupt, "{} is not where a line begins that the frame index names", where());
  }
  frame.line = file->second.line();
  const std::uint64_t hash = row.line_hash.value_or(row.hash);
  if (row.is_clean) {
    frame.bytes = frame.line;
  } else {
    TRY(DirtyRecord record, read_dirty_record(frame.line, where()));
    frame.bytes = std::move(record.bytes);
    frame.violations = std::move(record.violations);
    frame.violation_count = record.violation_count;
  }
  if (row.wrapper && *row.wrapper != FrameIndexRow::kUnknownWrapper) {
    TRY(frame.wrapper, wrappers_.find(row.object, static_cast<std::uint64_t>(*row.wrapper)));
  }
  if (frame.bytes.size() == row.length && hash64(frame.bytes) == hash) return {};
  return fail(ErrorCode::Corrupt,
              "{} does not hold the bytes that the frame index names: `headgate verify` "
              "says more",
              where());
}

}  // namespace headgate
