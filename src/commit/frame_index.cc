// SPDX-License-Identifier: Apache-2.0
#include "commit/frame_index.h"

#include <iterator>

namespace headgate {

namespace {

constexpr std::size_t kRowGroupBytes = 16 << 20;

Column made(const char* column_name, ColumnKind kind) {
  Column column;
  column.name = column_name;
  column.kind = kind;
  column.field_id = field_id(column_name);
  return column;
}

Slot text_or_null(ByteView text) { return text.empty() ? Slot::null() : Slot::of_text(text); }

}  // namespace

const std::vector<Column>& FrameIndex::columns() {
  using Kind = ColumnKind;
  static const std::vector<Column> kColumns = {
      made("object", Kind::String),        made("offset", Kind::Int64),
      made("length", Kind::Int64),         made("kind", Kind::String),
      made("hash", Kind::Int64),           made("status", Kind::String),
      made("recovered", Kind::Boolean),    made("service", Kind::String),
      made("record_type", Kind::String),   made("event_id", Kind::String),
      made("event_time", Kind::Timestamp), made("table", Kind::String),
      made("codes", Kind::String),         made("file", Kind::String),
      made("file_offset", Kind::Int64),    made("line_hash", Kind::Int64)};
  return kColumns;
}

FrameIndex::FrameIndex(Staging& staging, TableFormat& format, const std::string& task,
                       std::string data_version)
    : staging_(staging),
      format_(format),
      file_name_("_headgate/frame_index/" + task + ".parquet"),
      data_version_(std::move(data_version)),
      rows_(std::make_unique<RowBuffer>(columns())) {}

Status FrameIndex::append(const Batch& batch, const Routed& routed, const ObjectLabel& object,
                          const RawSink& raw, const std::vector<std::uint64_t>& chunk_begins) {
  std::vector<std::string> files;
  for (const RawChunk& chunk : routed.chunks) files.push_back(raw.file(chunk.folder));
  std::string codes;
  for (const IndexEntry& entry : routed.index) {
    const Piece& piece = batch.window.pieces[entry.piece];
    const Outcome& outcome = batch.outcomes[entry.piece];
    const bool frame = piece.kind == Piece::Kind::Frame;
    (frame ? frame_bytes_ : dropped_bytes_) += piece.length;
    codes.clear();
    for (std::uint32_t i = 0; i < outcome.violations.count; ++i) {
      const ByteView code = name(batch.violations[outcome.violations.first + i].code);
      // The list names each code once, in the order of the violations.
      if (("," + codes + ",").find("," + std::string(code) + ",") != std::string::npos) continue;
      if (!codes.empty()) codes += ',';
      codes += code;
    }
    const Slot row[] = {
        Slot::of_text(object.name),
        Slot::of_int64(static_cast<std::int64_t>(batch.window.base + piece.offset)),
        Slot::of_int64(piece.length),
        Slot::of_text(frame ? "frame" : "dropped"),
        Slot::of_int64(static_cast<std::int64_t>(outcome.hash)),
        Slot::of_text(outcome.clean ? "clean" : "dirty"),
        Slot::of_boolean(piece.recovered),
        text_or_null(outcome.service),
        outcome.record_type ? Slot::of_text(name(*outcome.record_type)) : Slot::null(),
        text_or_null(outcome.event_id),
        outcome.event_time ? Slot::of_int64(*outcome.event_time) : Slot::null(),
        outcome.plan != nullptr ? Slot::of_text(outcome.plan->table) : Slot::null(),
        text_or_null(codes),
        Slot::of_text(files[entry.chunk]),
        Slot::of_int64(static_cast<std::int64_t>(chunk_begins[entry.chunk] + entry.chunk_offset)),
        entry.line_hash ? Slot::of_int64(static_cast<std::int64_t>(*entry.line_hash)) : Slot::null(),
    };
    rows_->append(row, std::size(row));
    if (rows_->bytes() >= kRowGroupBytes) TRY_OK(write());
  }
  return {};
}

Status FrameIndex::write() {
  if (file_ == nullptr) {
    TRY(auto sink, staging_.create(file_name_));
    TRY(file_, format_.create(std::move(sink), columns(), {{"headgate.data_version", data_version_}}));
  }
  TRY_OK(file_->write(*rows_));
  rows_ = std::make_unique<RowBuffer>(columns());
  return {};
}

Status FrameIndex::finish() {
  TRY_OK(write());
  TRY_OK(file_->finish());
  TRY(const std::string staged, staging_.staged_name(file_name_));
  TRY(rows_written_, format_.count_rows(staging_.landing(), staged));
  staging_.describe(file_name_, rows_written_, "", "");
  return {};
}

}  // namespace headgate
