// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/task/expected_row.h"
#include "answers/verify/task/matched_lines.h"
#include "answers/verify/task/outputs.h"
#include "base/hash.h"

namespace headgate::verify {

namespace {

/// Holds the lines of one file of clean_json against the index, and notes what each says that its row holds.
class CleanLines : public MatchedLines {
 public:
  CleanLines(Task& task, Output& output)
      : MatchedLines(task, output, Invariant::Frames, task.frames.rows_in(output.name()),
                     /*has_offsets=*/true) {}

  void take(const Line& line) {
    const std::uint32_t row = find_line(hash64(line.text));
    if (match(line, row)) event(line, row);
  }

 private:
  /// Reports what the row of the index says otherwise than the line.
  void row_fault(std::uint32_t number, const char* what, std::string expected, std::string found) {
    output_.faults.add(Invariant::Rows, frames_.file(), fmt::format("row {}, {}", number + 1, what),
                       fmt::format("{}, as {} has it", expected, output_.name()), std::move(found));
  }

  void event(const Line& line, std::uint32_t number) {
    FrameRow& row = frames_.row(number);
    if (row.length != static_cast<std::int64_t>(line.text.size())) {
      row_fault(number, "length", std::to_string(line.text.size()), std::to_string(row.length));
    }
    if (!line.is_whole) fault_(line.place(), "a line feed behind the event", "the end of the file");
    if (line.text.find('\r') != ByteView::npos) fault_(line.place(), "no carriage return", quoted(line.text));
    if (!json_.read(line.text) || json_[0].kind != JsonKind::Object) {
      return fault_(line.place(), "an event, as JSON",
                    fmt::format("broken at byte {} of the line", json_.broken_at()));
    }
    const Plan* const plan = task_.plan(frames_.text(row.table));
    if (plan == nullptr) {
      return row_fault(number, "table", "a table of a contract of the task", quoted(frames_.text(row.table)));
    }
    std::optional<std::string> event_id;
    if (row.id_size != 0) event_id = frames_.event_id(row);
    if (task_.judging->rules != nullptr) event_id = identity(number, *plan);
    expected_.make(*plan, json_, event_id);
    row.line_says = hash64(expected_.cells());
    row.has_line = true;
  }

  /// Recognises the event anew; gives its id.
  std::optional<std::string> identity(std::uint32_t number, const Plan& plan) {
    const FrameRow& row = frames_.row(number);
    const Identity found = identify(*task_.judging->rules, json_);
    const auto compare = [&](const char* what, const std::string& expected, ByteView told) {
      if (told != expected) row_fault(number, what, quoted(expected), quoted(told));
    };
    compare("service", found.service, frames_.text(row.service));
    compare("record_type", found.record_type, frames_.text(row.record_type));
    compare("event_id", found.event_id.value_or(""), frames_.event_id(row));
    if (!row.has_time || found.event_time != row.event_time) {
      compare("event_time", found.event_time ? format_time(*found.event_time) : "none",
              row.has_time ? format_time(row.event_time) : "none");
    }
    compare("table",
            found.service == plan.service && found.record_type == name(plan.record_type)
                ? plan.table
                : "the table of that service and record type",
            frames_.text(row.table));
    return found.event_id;
  }

  ExpectedRow expected_;
};

}  // namespace

Status check_clean_lines(ObjectStore& landing, Task& task, Output& output) {
  return check_lines<CleanLines>(landing, task, output);
}

}  // namespace headgate::verify
