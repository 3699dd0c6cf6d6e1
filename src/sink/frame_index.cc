// SPDX-License-Identifier: Apache-2.0
#include "sink/frame_index.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "cut/wrapper.h"
#include "layout/layout.h"

namespace headgate {

namespace {

constexpr std::size_t kRowGroupBytes = 16 << 20;
constexpr ByteView kFrame = "frame", kClean = "clean";

Column made(const char* column_name, ColumnKind kind) {
  Column column;
  column.name = column_name;
  column.kind = kind;
  return column;
}

/// In the order of Outcome::Kind.
constexpr ByteView kOutcomes[] = {"event", "unidentified", "unparsable", "dropped"};

Outcome::Kind outcome_of(ByteView text) {
  const auto* const at = std::find(std::begin(kOutcomes), std::end(kOutcomes), text);
  return at == std::end(kOutcomes) ? Outcome::Kind::Dropped : static_cast<Outcome::Kind>(at - kOutcomes);
}

/// Tells the outcome of a row of an index before data_version 3, which has no column of it: what was no event
/// has one code, and that says why.
Outcome::Kind outcome_before_3(const FrameIndexRow& row) {
  static const std::map<ByteView, Outcome::Kind> kByCode = [] {
    std::map<ByteView, Outcome::Kind> by_code;
    for (int i = 0; i <= static_cast<int>(Code::TooDeep); ++i)
      by_code[name(static_cast<Code>(i))] = Outcome::Kind::Unparsable;
    for (const Code code :
         {Code::NotAnObject, Code::ForeignSource, Code::UnknownRecordType, Code::UnknownService})
      by_code[name(code)] = Outcome::Kind::Unidentified;
    return by_code;
  }();
  if (!row.is_frame) return Outcome::Kind::Dropped;
  const auto at = kByCode.find(row.codes);
  return at == kByCode.end() ? Outcome::Kind::Event : at->second;
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
      made("file_offset", Kind::Int64),    made("line_hash", Kind::Int64),
      made("outcome", Kind::String),       made("wrapper", Kind::Int64)};
  return kColumns;
}

FrameIndex::FrameIndex(Staging& staging, TableFormat& format, const std::string& task,
                       std::string data_version)
    : staging_(staging),
      format_(format),
      file_name_(layout::frame_index_name(task)),
      data_version_(std::move(data_version)),
      rows_(std::make_unique<RowBuffer>(columns())) {}

std::vector<std::string> FrameIndex::column_names() {
  std::vector<std::string> names;
  for (const Column& column : columns()) names.push_back(column.name);
  return names;
}

FrameIndexRow FrameIndexRow::of(const std::vector<ScannedCell>& cells) {
  const auto number = [&](std::size_t i) { return static_cast<std::uint64_t>(cells[i].number); };
  FrameIndexRow row;
  row.object = cells[0].text;
  row.offset = number(1);
  row.length = number(2);
  row.is_frame = cells[3].text == kFrame;
  row.hash = number(4);
  row.is_clean = cells[5].text == kClean;
  row.is_recovered = number(6) != 0;
  row.service = cells[7].text;
  row.record_type = cells[8].text;
  row.event_id = cells[9].text;
  if (!cells[10].is_null) row.event_time = cells[10].number;
  row.table = cells[11].text;
  row.codes = cells[12].text;
  row.file = cells[13].text;
  row.file_offset = number(14);
  if (!cells[15].is_null) row.line_hash = number(15);
  row.outcome = cells[16].is_null ? outcome_before_3(row) : outcome_of(cells[16].text);
  if (!cells[17].is_null) row.wrapper = cells[17].number;
  return row;
}

std::string joined_codes(const std::vector<Violation>& violations, const Range& range) {
  std::string codes;
  for (std::uint32_t i = 0; i < range.count; ++i) {
    const ByteView code = name(violations[range.first + i].code);
    if (("," + codes + ",").find("," + std::string(code) + ",") != std::string::npos) continue;
    if (!codes.empty()) codes += ',';
    codes += code;
  }
  return codes;
}

Status FrameIndex::append(const Batch& batch, const Routed& routed, const ObjectLabel& object,
                          const RawSink& raw, const std::vector<std::uint64_t>& output_begins) {
  std::vector<std::string> files;
  for (const OutputLines& output : routed.outputs) files.push_back(raw.file(output.folder));
  for (const IndexEntry& entry : routed.index) {
    FrameIndexRow row = FrameIndexRow::of(batch, entry, object);
    const std::string codes = joined_codes(batch.violations, batch.outcomes[entry.piece].violations);
    row.codes = codes;
    row.file = files[entry.output];
    row.file_offset = output_begins[entry.output] + entry.output_offset;
    TRY_OK(append(row));
  }
  return {};
}

FrameIndexRow FrameIndexRow::of(const Batch& batch, const IndexEntry& entry, const ObjectLabel& object) {
  const Piece& piece = batch.window.pieces[entry.piece];
  const Outcome& outcome = batch.outcomes[entry.piece];
  FrameIndexRow row;
  row.object = object.name;
  row.offset = batch.window.base + piece.offset;
  row.length = piece.length;
  row.is_frame = piece.kind == Piece::Kind::Frame;
  row.outcome = outcome.kind;
  row.hash = outcome.hash;
  row.is_clean = outcome.clean;
  row.is_recovered = piece.recovered;
  row.service = outcome.service;
  if (outcome.record_type) row.record_type = name(*outcome.record_type);
  row.event_id = outcome.event_id;
  row.event_time = outcome.event_time;
  if (outcome.plan != nullptr) row.table = outcome.plan->table;
  row.line_hash = entry.line_hash;
  if (piece.wrapper >= 0) {
    row.wrapper =
        static_cast<std::int64_t>(batch.window.wrappers[static_cast<std::size_t>(piece.wrapper)]->offset);
  } else if (piece.wrapper == Piece::kUnknownWrapper) {
    row.wrapper = FrameIndexRow::kUnknownWrapper;
  }
  return row;
}

Status FrameIndex::append(const FrameIndexRow& row) {
  (row.is_frame ? frame_bytes_ : dropped_bytes_) += row.length;
  const auto number = [](std::uint64_t value) { return Slot::of_int64(static_cast<std::int64_t>(value)); };
  const Slot slots[] = {
      Slot::of_text(row.object),
      number(row.offset),
      number(row.length),
      Slot::of_text(row.is_frame ? kFrame : "dropped"),
      number(row.hash),
      Slot::of_text(row.is_clean ? kClean : "dirty"),
      Slot::of_boolean(row.is_recovered),
      text_or_null(row.service),
      text_or_null(row.record_type),
      text_or_null(row.event_id),
      row.event_time ? Slot::of_int64(*row.event_time) : Slot::null(),
      text_or_null(row.table),
      text_or_null(row.codes),
      Slot::of_text(row.file),
      number(row.file_offset),
      row.line_hash ? number(*row.line_hash) : Slot::null(),
      Slot::of_text(kOutcomes[static_cast<std::size_t>(row.outcome)]),
      row.wrapper ? Slot::of_int64(*row.wrapper) : Slot::null(),
  };
  rows_->append(slots, std::size(slots));
  return rows_->bytes() >= kRowGroupBytes ? write() : Status();
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
  TRY(auto sink, file_->close());
  return staging_.finish(
      std::move(sink), [&staging = staging_, &format = format_, name = file_name_]() -> Status {
        TRY(const StagedFile file, staging.file(name));
        TRY(const std::uint64_t rows, format.count_rows(staging.landing(), file.staged, file.size_bytes));
        staging.describe(name, rows, "", "");
        return {};
      });
}

}  // namespace headgate
