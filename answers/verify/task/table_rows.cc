// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "answers/verify/task/columns.h"
#include "answers/verify/task/expected_row.h"
#include "answers/verify/task/outputs.h"
#include "answers/verify/task/wrapper_record.h"
#include "base/hash.h"

namespace headgate::verify {

namespace {

/// Holds the rows of one file of a table against the index and against what the clean lines say.
class TableRows {
 public:
  TableRows(ObjectStore& landing, Task& task, Output& output, const Plan& plan, std::vector<CellType> types)
      : landing_(landing),
        task_(task),
        frames_(task.frames),
        output_(output),
        plan_(plan),
        types_(std::move(types)),
        address_(types_.size() - 3),
        compared_(address_ - (plan.warn == kNone ? 0 : 1)),
        chain_(landing, task) {}

  Status take(const Rows& rows) {
    for (std::size_t i = 0; i < rows.count; ++i) {
      number_ = rows.first + i + 1;
      const std::uint32_t found = find(rows, i);
      output_.rows.push_back(found);
      if (found == Frames::kNoRow) continue;
      const FrameRow& row = frames_.rows[found];
      partition(row);
      TRY_OK(cells(rows, i, row));
      warnings(rows, i, row);
    }
    return {};
  }

 private:
  void fault(const std::string& column, std::string expected, std::string found) {
    output_.fault(Invariant::Rows)(fmt::format("row {}{}{}", number_, column.empty() ? "" : ", ", column),
                                   std::move(expected), std::move(found));
  }

  /// Gives the row of the index that a row's address names.
  std::uint32_t find(const Rows& rows, std::size_t i) {
    constexpr const char* kAddress = "_object, _offset, _length";
    const Cells& object = rows.columns[address_];
    const Cells& offset = rows.columns[address_ + 1];
    const Cells& length = rows.columns[address_ + 2];
    if (!object.present[i] || !offset.present[i] || !length.present[i]) {
      fault(kAddress, "an address", "null");
      return Frames::kNoRow;
    }
    const std::uint32_t found = frames_.find(object.texts[i], offset.words[i], length.words[i]);
    if (found != Frames::kNoRow && frames_.rows[found].is_clean) return found;
    fault(kAddress, "the address of a clean event of " + frames_.file,
          address_text(object.texts[i], offset.words[i], length.words[i]));
    return Frames::kNoRow;
  }

  void partition(const FrameRow& row) {
    const std::string folder = table_folder(frames_.texts[row.table], row.time());
    if (!output_.name().starts_with(folder)) fault("", "a row of " + folder, "here");
  }

  /// Compares the cells with those that the clean line says, all at once; only where they differ, one by one.
  Status cells(const Rows& rows, std::size_t i, const FrameRow& row) {
    if (!row.has_line) return {};  // Its line is reported.
    cells_.clear();
    begins_.assign(1, 0);
    for (std::size_t column = 0; column < compared_; ++column) {
      append_cell(cells_, types_[column], rows.columns[column], i);
      begins_.push_back(cells_.size());
    }
    if (hash64(cells_) == row.line_says) return {};
    return explain(row);
  }

  /// Says whether the row at hand has an empty text for its first column, the id of the event.
  [[nodiscard]] bool shows_empty_id() const {
    std::string empty;
    append_bytes(empty, CellKind::Text, "");
    return ByteView(cells_).substr(0, begins_[1]) == empty;
  }

  Status explain(const FrameRow& row) {
    const std::string& file = frames_.texts[row.file];
    const auto lines = std::ranges::find(task_.outputs, file, &Output::name);
    if (lines == task_.outputs.end()) return {};
    TRY(const std::string line,
        landing_.get_range(lines->stands_at, static_cast<std::uint64_t>(row.file_offset),
                           static_cast<std::size_t>(row.length)));
    if (!event_.read_event(line, text_)) {
      fault("", fmt::format("the event at byte {} of {}", row.file_offset, file), "another one");
      return {};
    }
    std::optional<std::string> event_id;
    if (row.id_size != 0) event_id = frames_.event_id(row);
    // The index has null for an empty id, too: only the rules of the commit tell them apart.
    if (task_.rules == nullptr && !event_id && shows_empty_id()) event_id = "";
    if (task_.rules != nullptr)
      event_id = identify(*task_.rules, event_, frames_.label(row), output_.data_version).event_id;
    std::vector<const WrapperRecord*> wrappers;
    if (reads_wrappers(plan_)) {
      TRY(const bool are_known, chain_.find(row, wrappers));
      if (!are_known) {  // It stands behind a later one.
        fault("", fmt::format("the cells that byte {} of {} gives", row.file_offset, file), "others");
        return {};
      }
    }
    expected_.make(plan_, event_, event_id, output_.data_version, wrappers);
    const auto cell = [](ByteView all, const std::vector<std::size_t>& begins, std::size_t column) {
      return all.substr(begins[column], begins[column + 1] - begins[column]);
    };
    for (std::size_t column = 0; column < compared_; ++column) {
      const ByteView expected = cell(expected_.cells(), expected_.begins(), column);
      const ByteView found = cell(cells_, begins_, column);
      if (expected == found) continue;
      fault(types_[column].name,
            fmt::format("{}, by byte {} of {}", shown_cell(expected), row.file_offset, file),
            shown_cell(found));
    }
    return {};
  }

  /// Compares `_warnings` with what the log says of them; without `warn` there are none.
  void warnings(const Rows& rows, std::size_t i, const FrameRow& row) {
    if (!row.has_log) return;
    std::vector<Verdict> verdicts;
    if (const Cells& list = rows.columns[compared_]; compared_ != address_ && list.present[i]) {
      const std::vector<Cells>& fields = list.parts.front().parts;
      for (std::uint32_t item = list.firsts[i]; item < list.firsts[i + 1]; ++item) {
        Verdict verdict{std::string(fields[0].texts[item]), std::string(fields[1].texts[item]),
                        std::string(fields[3].texts[item])};
        if (plan_.masks(verdict.pointer)) verdict.message.clear();
        verdicts.push_back(std::move(verdict));
      }
    }
    if (verdicts_hash(verdicts.size(), verdicts, true) == row.log_says) return;
    fault("_warnings", "the warnings that " + task_.log_file + " has",
          fmt::format("{} warnings: {}", verdicts.size(), joined_codes(verdicts)));
  }

  ObjectStore& landing_;
  Task& task_;
  const Frames& frames_;
  Output& output_;
  const Plan& plan_;
  std::vector<CellType> types_;
  std::size_t address_;   ///< The first column of the address, which ends a row.
  std::size_t compared_;  ///< How many columns are compared; `_warnings` comes next, where there is one.
  std::uint64_t number_ = 0;
  std::string cells_;
  std::vector<std::size_t> begins_;
  JsonText event_;
  std::string text_;  ///< In a line that is a string.
  ExpectedRow expected_;
  WrapperChain chain_;
};

using Footer = std::vector<std::pair<std::string, std::string>>;

void check_footer(const TableContent& content, const Footer& expected, Output& output) {
  for (const auto& [key, value] : expected) {
    std::string found = "nothing";
    for (const auto& [each, text] : content.metadata()) {
      if (each == key) found = text;
    }
    output.fault(Invariant::Rows).compare("footer, " + key, value, found);
  }
}

/// Reads the bytes of a table's file; nothing where they are not those of the manifest: what a torn file says
/// is no news.
Result<std::optional<std::string>> bytes_of(ObjectStore& landing, Output& output) {
  TRY(std::string bytes, landing.get(output.stands_at));
  const std::string hash = hash_hex(bytes);
  output.compare_content(bytes.size(), hash);
  return hash == output.record.hash ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace

Status check_table(ObjectStore& landing, TableReader& reader, Task& task, Output& output) {
  TRY(auto bytes, bytes_of(landing, output));
  if (!bytes) return {};
  const FileFaults fault = output.fault(Invariant::Rows);
  const Plan* const plan = task.plan(output.record.table);
  if (plan == nullptr) {
    fault.elsewhere(task.manifest.file, "table of " + output.name(), "a table of a contract of the task",
                    quoted(output.record.table));
    return {};
  }
  const auto no_table = [&](const Error& error) -> Status {
    fault("", "a table", error.message);
    return {};
  };
  const auto content = reader.open(std::move(*bytes), output.name());
  if (!content) return no_table(content.error());
  check_footer(**content,
               {{"headgate.contract", plan->contract},
                {"headgate.contract_version", plan->version},
                {"headgate.contract_hash", plan->hash},
                {"headgate.data_version", output.data_version}},
               output);
  auto types = expected_columns(*plan, !is_from_3(output.data_version));
  const auto differences = compare_columns(types, (*content)->columns());
  for (const auto& [number, due, found] : differences) fault(fmt::format("column {}", number), due, found);
  if (!differences.empty()) return {};
  TableRows table(landing, task, output, *plan, std::move(types));
  std::uint64_t rows = 0;
  Rows batch;
  for (;;) {
    const auto more = (*content)->next(batch);
    if (!more) return no_table(more.error());
    if (!*more) break;
    rows += batch.count;
    if (task.has_frames) TRY_OK(table.take(batch));
  }
  output.close(rows, task.manifest.file);
  return {};
}

Status check_index(ObjectStore& landing, TableReader& reader, Task& task, Output& output) {
  TRY(auto bytes, bytes_of(landing, output));
  if (!bytes) return {};
  const auto content = reader.open(std::move(*bytes), output.name());
  // Of settings that nobody knows, nobody can say that they asked for a time.
  task.frames.may_lack_time = task.rules == nullptr || task.rules->may_lack_time;
  const Status read = content ? task.frames.read(**content, output.name(), task.manifest, output.faults)
                              : forward(content.error());
  if (!read) {
    output.fault(Invariant::Tiling)("", "a frame index", read.error().message);
    return {};
  }
  check_footer(**content, {{"headgate.data_version", output.data_version}}, output);
  task.has_frames = true;
  output.close(task.frames.counts.at("index_rows"), task.manifest.file);
  return {};
}

Status check_old_index(ObjectStore& landing, TableReader& reader, const Task& task,
                       const std::string& old_index, Faults& faults) {
  TRY(std::string bytes, landing.get(old_index));
  const auto content = reader.open(std::move(bytes), old_index);
  const Status read = content ? task.frames.compare(**content, old_index, faults) : forward(content.error());
  if (!read) faults.add(Invariant::Rewrites, old_index, "", "a frame index", read.error().message);
  return {};
}

}  // namespace headgate::verify
