// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/task/frames.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "answers/verify/read/layout.h"
#include "answers/verify/task/columns.h"

namespace headgate::verify {

namespace {

/// From data_version 3 on; before, there was no outcome, and the others had field ids. The wrapper came
/// within data_version 5.
constexpr ByteView kColumns[] = {"object",    "offset",  "length",      "kind",      "hash",       "status",
                                 "recovered", "service", "record_type", "event_id",  "event_time", "table",
                                 "codes",     "file",    "file_offset", "line_hash", "outcome",    "wrapper"};

/// Gives the place of a column, which has to be one.
consteval std::size_t at(ByteView name) {
  std::size_t place = 0;
  while (kColumns[place] != name) ++place;
  return place;
}

bool is_from_3(const TableContent& content) {
  return std::any_of(content.metadata().begin(), content.metadata().end(), [](const auto& entry) {
    return entry.first == "headgate.data_version" && verify::is_from_3(entry.second);
  });
}

/// Says whether an index has the last column, which one of data_version 5 may lack.
bool has_wrapper(const TableContent& content) {
  return content.columns().size() >= std::size(kColumns) &&
         std::any_of(content.metadata().begin(), content.metadata().end(), [](const auto& entry) {
           return entry.first == "headgate.data_version" && is_from_5(entry.second);
         });
}

std::vector<CellType> index_columns(bool since_3, bool with_wrapper) {
  static const std::map<ByteView, CellKind> kNoText = {
      {"offset", CellKind::Int64},         {"length", CellKind::Int64},    {"hash", CellKind::Int64},
      {"file_offset", CellKind::Int64},    {"line_hash", CellKind::Int64}, {"recovered", CellKind::Boolean},
      {"event_time", CellKind::Timestamp}, {"wrapper", CellKind::Int64}};
  std::vector<CellType> types;
  for (const ByteView name : kColumns) {
    CellType& type = types.emplace_back();
    type.name = name;
    type.kind = kNoText.contains(name) ? kNoText.at(name) : CellKind::Text;
    if (!since_3) type.field_id = old_field_id(name);
  }
  if (!with_wrapper) types.pop_back();
  if (!since_3) types.pop_back();
  return types;
}

/// One row of the index as it is read.
struct Cursor {
  const Rows& rows;
  std::size_t row;

  [[nodiscard]] bool has(std::size_t column) const { return rows.columns[column].present[row]; }
  [[nodiscard]] ByteView text(std::size_t column) const {
    return has(column) ? rows.columns[column].texts[row] : ByteView();
  }
  [[nodiscard]] std::int64_t word(std::size_t column) const {
    return has(column) ? rows.columns[column].words[row] : 0;
  }
};

/// What the books call a frame, by its codes: docs/formats/landing.md.
enum Fate { kEvent, kUnidentified, kUnparsable };

constexpr ByteView kFates[] = {"event", "unidentified", "unparsable"};

Fate fate_of(ByteView codes) {
  static const std::set<ByteView> kNoJson = {
      "not_json",          "broken_structure", "truncated",      "stray_separator", "missing_comma",
      "unclosed_array",    "invalid_literal",  "invalid_number", "invalid_escape",  "invalid_utf8",
      "control_character", "lone_surrogate",   "duplicate_key",  "too_deep"};
  static const std::set<ByteView> kUnknown = {"not_an_object", "foreign_source", "unknown_record_type",
                                              "unknown_service"};
  return kNoJson.contains(codes) ? kUnparsable : kUnknown.contains(codes) ? kUnidentified : kEvent;
}

/// What is counted of one object, by the keys of its books.
constexpr std::array<const char*, 4> kObjectKeys = {"frames", "dropped_ranges", "clean", "dirty"};
using ObjectCounts = std::array<std::uint64_t, kObjectKeys.size()>;

std::string folder_of(const std::string& file) { return file.substr(0, file.rfind('/') + 1); }

/// Takes the rows in, one by one, and looks whether each may follow the one before.
class Reading {
 public:
  Reading(Frames& frames, const ManifestRecord& manifest, const TableContent& content, Faults& faults)
      : frames_(frames),
        manifest_(manifest),
        faults_(faults),
        counts_(manifest.objects.size()),
        since_3_(is_from_3(content)),
        has_wrapper_(has_wrapper(content)) {
    for (const ObjectRecord& object : manifest.objects) {
      frames.objects[object_label(object)] = static_cast<std::uint32_t>(frames.labels.size());
      frames.labels.push_back(object_label(object));
    }
    frames.spans.assign(manifest.objects.size(), {0, 0});
    for (const OutputRecord& file : manifest.files()) folders_[folder_of(file.final_name)] = file.final_name;
  }

  void take(const Rows& rows, std::size_t i) {
    const Cursor cursor{rows, i};
    number_ = rows.first + i;
    if (!is_whole(cursor)) return;
    FrameRow row;
    row.offset = cursor.word(at("offset"));
    row.length = cursor.word(at("length"));
    row.hash = static_cast<std::uint64_t>(cursor.word(at("hash")));
    row.is_frame = cursor.text(at("kind")) == "frame";
    row.is_clean = cursor.text(at("status")) == "clean";
    row.is_recovered = cursor.word(at("recovered")) != 0;
    row.has_time = cursor.has(at("event_time"));
    row.event_time = cursor.word(at("event_time"));
    row.file_offset = cursor.word(at("file_offset"));
    const bool has_line_hash = cursor.has(at("line_hash"));
    row.line_hash = has_line_hash ? static_cast<std::uint64_t>(cursor.word(at("line_hash"))) : row.hash;
    row.service = number_of(cursor.text(at("service")));
    row.record_type = number_of(cursor.text(at("record_type")));
    row.table = number_of(cursor.text(at("table")));
    row.codes = number_of(cursor.text(at("codes")));
    row.file = number_of(cursor.text(at("file")));
    if (has_wrapper_ && cursor.has(at("wrapper"))) row.wrapper = cursor.word(at("wrapper"));
    const ByteView event_id = cursor.text(at("event_id"));
    row.id_begin = frames_.ids.size();
    row.id_size = static_cast<std::uint32_t>(event_id.size());
    frames_.ids += event_id;
    place(row, cursor.text(at("object")));
    const Fate fate = fate_of(frames_.texts[row.codes]);
    row.is_parsed = row.is_frame && fate != kUnparsable;
    outcome(row, cursor.text(at("kind")), cursor.text(at("status")), has_line_hash);
    if (since_3_) {
      const ByteView due = row.is_frame ? kFates[fate] : "dropped";
      const ByteView told = cursor.text(at("outcome"));
      if (told != due) fault(Invariant::Frames, fmt::format("outcome {}", due), std::string(told));
    }
    count(row, fate);
    frames_.rows.push_back(row);
  }

  void finish() {
    std::uint64_t bytes_read = 0;
    const FileFaults fault = faults_.in(manifest_.file, Invariant::Books);
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      const Counts& told = manifest_.objects[i].books;
      for (std::size_t kind = 0; kind < kObjectKeys.size(); ++kind) {
        const char* const key = kObjectKeys[kind];
        if (told.at(key) == counts_[i][kind]) continue;
        fault(fmt::format("{} of {}", key, frames_.labels[i]),
              fmt::format("{}, counted in {}", counts_[i][kind], frames_.file), std::to_string(told.at(key)));
      }
      bytes_read += told.at("bytes_read");
    }
    const std::uint64_t frame_count = fates_[kEvent] + fates_[kUnidentified] + fates_[kUnparsable];
    frames_.counts = {{"bytes_read", bytes_read},
                      {"frame_bytes", frame_bytes_},
                      {"dropped_bytes", dropped_bytes_},
                      {"separator_bytes", bytes_read - frame_bytes_ - dropped_bytes_},
                      {"frames", frame_count},
                      {"dropped_ranges", frames_.rows.size() - frame_count},
                      {"events", fates_[kEvent]},
                      {"unidentified", fates_[kUnidentified]},
                      {"unparsable", fates_[kUnparsable]},
                      {"index_rows", row_count_}};
  }

 private:
  void fault(Invariant invariant, const std::string& expected, const std::string& found) {
    faults_.add(invariant, frames_.file, fmt::format("row {}", number_ + 1), expected, found);
  }

  std::uint32_t number_of(ByteView text) {
    if (text.empty()) return 0;
    const auto [at, added] = numbers_.emplace(text, static_cast<std::uint32_t>(frames_.texts.size()));
    if (added) frames_.texts.emplace_back(text);
    return at->second;
  }

  bool is_whole(const Cursor& cursor) {
    ++row_count_;
    for (const std::size_t column : {at("object"), at("offset"), at("length"), at("kind"), at("hash"),
                                     at("status"), at("recovered"), at("file"), at("file_offset")}) {
      if (cursor.has(column)) continue;
      fault(Invariant::Tiling, fmt::format("a value of column {}", kColumns[column]), "null");
      return false;
    }
    return true;
  }

  /// Looks whether the row goes on where the one before it ended.
  void place(FrameRow& row, ByteView label) {
    const auto known = frames_.objects.find(std::string(label));
    const auto number = static_cast<std::uint32_t>(frames_.rows.size());
    if (known == frames_.objects.end()) {
      fault(Invariant::Tiling, fmt::format("an object of {}", manifest_.file), std::string(label));
      row.object = object_;
    } else if (known->second < object_) {
      fault(Invariant::Tiling, fmt::format("the objects in the order of {}", manifest_.file),
            fmt::format("{} again, behind {}", label, frames_.labels[object_]));
      row.object = known->second;
      return;
    } else if (known->second != object_ || frames_.spans[object_].second == 0) {
      object_ = known->second;
      const ObjectRecord& object = manifest_.objects[object_];
      end_ = static_cast<std::int64_t>(object.begin());
      bytes_ = end_ + static_cast<std::int64_t>(object.books.at("bytes_read"));
      frames_.spans[object_].first = number;
    }
    row.object = object_;
    frames_.spans[object_].second = number + 1;
    if (row.offset < end_) {
      fault(
          Invariant::Tiling, fmt::format("an offset from {} on, where the row before ends", end_),
          fmt::format("{}, {} bytes twice", address_text(label, row.offset, row.length), end_ - row.offset));
    }
    if (row.length < (row.is_frame ? 1 : 0) || row.offset > bytes_ || row.length > bytes_ - row.offset) {
      fault(Invariant::Tiling, fmt::format("a range within the {} bytes of the object", bytes_),
            address_text(label, row.offset, row.length));
      return;
    }
    end_ = std::max(end_, row.offset + row.length);
  }

  /// Looks whether what became of the row fits together.
  void outcome(const FrameRow& row, ByteView kind, ByteView status, bool has_line_hash) {
    const auto check = [&](bool holds, const char* expected, ByteView found) {
      if (!holds) fault(Invariant::Frames, expected, std::string(found));
    };
    check(row.is_frame || kind == "dropped", "kind frame or dropped", kind);
    check(row.is_clean || status == "dirty", "status clean or dirty", status);
    check(row.is_frame || !row.is_clean, "a dropped range that is dirty", status);
    check(row.is_clean == (row.codes == 0), "codes for what is dirty, and only for that",
          frames_.texts[row.codes]);
    check(!has_line_hash || row.is_clean || (row.is_frame && manifest_.replaces),
          "a line_hash only of an event that is or was clean", status);
    const bool may_be = row.has_time || frames_.may_lack_time;
    check(!row.is_clean || (row.table != 0 && may_be && row.service != 0 && row.record_type != 0),
          "a clean event with service, record_type, event_time and table", "null");
    check(row.is_frame || row.wrapper == FrameRow::kNoWrapper, "a dropped range of no wrapper", "one");
    check(row.is_frame || (row.table == 0 && row.service == 0 && !row.has_time),
          "a dropped range of no service, time and table", frames_.texts[row.service]);
    if (const std::uint32_t file = file_of(row); row.file != file) {
      fault(Invariant::Frames, "file " + frames_.texts[file], frames_.texts[row.file]);
    }
  }

  void count(const FrameRow& row, Fate fate) {
    ObjectCounts& object = counts_[row.object];
    ++object[row.is_frame ? 0 : 1];
    const auto length = static_cast<std::uint64_t>(std::max<std::int64_t>(row.length, 0));
    (row.is_frame ? frame_bytes_ : dropped_bytes_) += length;
    if (!row.is_frame) return;
    ++object[row.is_clean ? 2 : 3];
    ++fates_[fate];
  }

  /// Gives the file that the row's line has to be in, as a number of Frames::texts: the one of that service
  /// and record type, which the task made or kept.
  std::uint32_t file_of(const FrameRow& row) {
    const std::tuple key(row.is_clean, row.service, row.record_type);
    const auto [at, added] = files_.try_emplace(key, 0);
    if (added) {
      const std::string due =
          line_file(row.is_clean, frames_.texts[row.service], frames_.texts[row.record_type], manifest_.task);
      const auto known = folders_.find(folder_of(due));
      at->second = number_of(known == folders_.end() ? due : known->second);
    }
    return at->second;
  }

  Frames& frames_;
  const ManifestRecord& manifest_;
  Faults& faults_;
  std::vector<ObjectCounts> counts_;
  std::unordered_map<std::string, std::uint32_t> numbers_;  ///< Of Frames::texts.
  std::map<std::tuple<bool, std::uint32_t, std::uint32_t>, std::uint32_t> files_;
  std::map<std::string, std::string> folders_;  ///< A file of the task in each; of lines there is one.
  bool since_3_, has_wrapper_;
  std::uint64_t number_ = 0, row_count_ = 0;
  std::uint64_t frame_bytes_ = 0, dropped_bytes_ = 0, fates_[3] = {};
  std::uint32_t object_ = 0;
  std::int64_t bytes_ = 0;  ///< Of that object, up to where the task has it.
  std::int64_t end_ = 0;    ///< Of the row before, in its object; at first, where the task has it from.
};

/// Looks whether a table has the columns of a frame index.
Status check_columns(const TableContent& content) {
  const auto differences =
      compare_columns(index_columns(is_from_3(content), has_wrapper(content)), content.columns());
  if (differences.empty()) return {};
  const auto& [number, expected, found] = differences.front();
  return fail(ErrorCode::Corrupt, "column {} has to be {}, it is {}", number, expected, found);
}

}  // namespace

Status Frames::read(TableContent& content, const std::string& name, const ManifestRecord& manifest,
                    Faults& faults) {
  file = name;
  TRY_OK(check_columns(content));
  Reading reading(*this, manifest, content, faults);
  Rows batch;
  for (;;) {
    TRY(const bool more, content.next(batch));
    if (!more) break;
    for (std::size_t i = 0; i < batch.count && !manifest.objects.empty(); ++i) reading.take(batch, i);
  }
  reading.finish();
  for (std::uint32_t i = 0; i < rows.size(); ++i) by_file[rows[i].file].push_back(i);
  return {};
}

Status Frames::compare(TableContent& content, const std::string& name, Faults& faults) const {
  TRY_OK(check_columns(content));
  const auto said = [](const std::string& address, std::uint64_t hash, std::int64_t wrapper) {
    std::string text = fmt::format("{}, {:016x}", address, hash);
    if (wrapper != FrameRow::kNoWrapper) text += fmt::format(", wrapper {}", wrapper);
    return text;
  };
  const bool tells_wrapper = has_wrapper(content);
  std::uint32_t number = 0;
  const auto is_next = [&](const std::string& due) {
    const std::string own =
        number < rows.size() ? said(address(number), rows[number].hash, rows[number].wrapper) : "none";
    ++number;
    if (own == due) return true;
    faults.add(Invariant::Rewrites, file, fmt::format("row {}", number),
               fmt::format("{}, as {} has it", due, name), own);
    return false;
  };
  Rows batch;
  for (;;) {
    TRY(const bool more, content.next(batch));
    if (!more) break;
    for (std::size_t i = 0; i < batch.count; ++i) {
      const Cursor cursor{batch, i};
      const std::string address =
          address_text(cursor.text(at("object")), cursor.word(at("offset")), cursor.word(at("length")));
      // The first one that differs says enough.
      const std::int64_t wrapper =
          tells_wrapper && cursor.has(at("wrapper")) ? cursor.word(at("wrapper")) : FrameRow::kNoWrapper;
      if (!is_next(said(address, static_cast<std::uint64_t>(cursor.word(at("hash"))), wrapper))) return {};
    }
  }
  is_next("none");
  return {};
}

std::string Frames::address(std::uint32_t number) const {
  const FrameRow& row = rows[number];
  return address_text(labels[row.object], row.offset, row.length);
}

std::uint32_t Frames::find(ByteView object, std::int64_t offset, std::int64_t length) const {
  const auto known = objects.find(std::string(object));
  if (known == objects.end()) return kNoRow;
  const auto [first, last] = spans[known->second];
  auto row = std::lower_bound(rows.begin() + first, rows.begin() + last, offset,
                              [](const FrameRow& each, std::int64_t wanted) { return each.offset < wanted; });
  for (; row != rows.begin() + last && row->offset == offset; ++row) {
    if (row->length == length) return static_cast<std::uint32_t>(row - rows.begin());
  }
  return kNoRow;
}

std::vector<std::uint32_t> Frames::rows_in(ByteView name) const {
  for (const auto& [text, numbers] : by_file) {
    if (texts[text] == name) return numbers;
  }
  return {};
}

}  // namespace headgate::verify
