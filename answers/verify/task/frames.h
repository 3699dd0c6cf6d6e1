// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "answers/verify/fault.h"
#include "answers/verify/read/records.h"
#include "answers/verify/read/table_reader.h"
#include "base/time.h"

namespace headgate::verify {

/// One row of a frame index, and what the passes over the other files of the task learn of it.
struct FrameRow {
  std::int64_t offset = 0, length = 0, file_offset = 0;
  std::uint64_t hash = 0;
  std::uint64_t line_hash = 0;  ///< Of what the line gives back: the original bytes, or with other blanks.
  Micros event_time = 0;
  [[nodiscard]] std::optional<Micros> time() const {
    return has_time ? std::optional(event_time) : std::nullopt;
  }
  std::uint64_t id_begin = 0;  ///< In Frames::event_id().
  std::uint32_t id_size = 0;
  std::uint32_t object = 0;                                                    ///< In the manifest.
  std::uint32_t service = 0, record_type = 0, table = 0, codes = 0, file = 0;  ///< In Frames::texts.
  static constexpr std::int64_t kNoWrapper = -2, kUnknownWrapper = -1;
  std::int64_t wrapper = kNoWrapper;  ///< Where the innermost wrapper begins that it lies in.
  bool is_frame = false, is_clean = false, is_recovered = false, has_time = false;
  bool is_parsed = false;  ///< By its codes it is JSON.

  /// What the other files say of it, hashed. Its line: the cells of its row where it is clean, its violations
  /// where it is dirty. Its log record: its warnings where it is clean, else its violations.
  std::uint64_t line_says = 0, log_says = 0;
  bool has_line = false, has_log = false;  ///< That was found and could be read.
};

/// The frame index of a task, in memory: the other files of the task are held against it. Once it is read,
/// many threads may look at files: each writes `line_says` and `has_line` of the rows that its file holds,
/// the one with the log `log_says` and `has_log`.
struct Frames {
  static constexpr std::uint32_t kNoRow = UINT32_MAX;

  bool may_lack_time = false;  ///< A clean event may have none.
  std::string file, ids;
  std::vector<std::string> texts = {""};  ///< What rows name by number, each once; 0 stands for null.
  std::vector<FrameRow> rows;
  std::vector<std::string> labels;                         ///< Of the objects of the manifest.
  std::unordered_map<std::string, std::uint32_t> objects;  ///< By label.
  std::vector<std::pair<std::uint32_t, std::uint32_t>>
      spans;  ///< Of each object: its first row, and behind the last.
  std::map<std::uint32_t, std::vector<std::uint32_t>>
      by_file;    ///< The rows whose lines are in a file, by its text.
  Counts counts;  ///< The books of the task as far as the index tells them.

  /// Reads the index of a task, which is `name`, and checks that its rows tile the objects of the manifest. A
  /// file that is none of a table is an error, rows that do not hold together are faults.
  Status read(TableContent& content, const std::string& name, const ManifestRecord& manifest, Faults& faults);

  /// Looks whether another index has the same frames and dropped ranges as this one, by address and hash;
  /// what became of them may differ. A file that is none of a table is an error.
  Status compare(TableContent& content, const std::string& name, Faults& faults) const;

  [[nodiscard]] ByteView event_id(const FrameRow& row) const {
    return ByteView(ids).substr(row.id_begin, row.id_size);
  }
  /// Gives the label of a row's object; empty where the manifest does not have it.
  [[nodiscard]] ByteView label(const FrameRow& row) const {
    return row.object < labels.size() ? ByteView(labels[row.object]) : ByteView();
  }
  [[nodiscard]] std::string address(std::uint32_t number) const;
  /// Gives the row of an address; kNoRow where there is none.
  [[nodiscard]] std::uint32_t find(ByteView object, std::int64_t offset, std::int64_t length) const;
  /// Gives the rows whose lines a file holds, in order.
  [[nodiscard]] std::vector<std::uint32_t> rows_in(ByteView name) const;
};

}  // namespace headgate::verify
