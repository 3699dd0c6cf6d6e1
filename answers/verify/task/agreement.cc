// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "answers/verify/read/layout.h"
#include "answers/verify/task/task.h"

namespace headgate::verify {

namespace {

/// Compares what the outputs of one task say together.
class Agreement {
 public:
  explicit Agreement(Task& task) : task_(task), frames_(task.frames), placed_(frames_.rows.size(), nullptr) {}

  void check() {
    for (Output& output : task_.outputs) {
      output.faults.in(task_.manifest.file, Invariant::Files)
          .compare("final", due_name(output), output.name());
      if (!output.is_read) unread_.insert(folder(output));
      if (output.kind == OutputKind::Table) folders_[folder(output)].push_back(&output);
    }
    named_files();
    if (task_.has_frames) {
      for (auto& [folder, outputs] : folders_) {
        std::sort(outputs.begin(), outputs.end(), [&](const Output* a, const Output* b) {
          return std::pair(maker(*a), number(*a)) < std::pair(maker(*b), number(*b));
        });
        rows_of(folder, outputs);
      }
      lost_rows();
      verdicts();
    }
    books();
  }

 private:
  static std::string folder(const Output& output) {
    return output.name().substr(0, output.name().rfind('/') + 1);
  }

  /// Gives the number that ends the name of a table's file; -1 where there is none.
  static std::int64_t number(const Output& output) {
    const std::string& file = output.name();
    const std::size_t dash = file.rfind('-') + 1, dot = file.rfind('.');
    std::int64_t number = -1;
    if (dot == std::string::npos || dash > dot) return -1;
    const auto [end, error] = std::from_chars(file.data() + dash, file.data() + dot, number);
    return error == std::errc() && end == file.data() + dot ? number : -1;
  }

  /// Gives the task whose name a file has to bear.
  std::string maker(const Output& output) const {
    return output.is_kept ? maker_of(output.name()) : task_.manifest.task;
  }

  /// Gives the name that an output has to have: one of its task, and a table's file that of its partition.
  std::string due_name(const Output& output) const {
    const std::string& name = output.name();
    const std::string task = maker(output);
    if (output.kind == OutputKind::Index) return index_file(task);
    if (output.kind == OutputKind::Log) return log_file(task);
    if (output.kind == OutputKind::Wrappers) return wrapper_file(task);
    if (output.kind == OutputKind::Table) {
      return fmt::format("data/clean_parquet/{}/{}/{}-{}.parquet", output.record.table,
                         output.record.partition, task, number(output));
    }
    const bool is_known = output.kind == OutputKind::CleanLines || name.starts_with("data/dirty_json/");
    return is_known && name.ends_with("/" + task + ".ndjson") ? name : "a name of task " + task;
  }

  FileFaults manifest_fault(Invariant invariant) { return task_.faults.in(task_.manifest.file, invariant); }

  /// Looks whether the files that the index names are outputs of the task.
  void named_files() {
    std::set<std::string, std::less<>> names;
    for (const Output& output : task_.outputs) names.insert(output.name());
    const FileFaults fault = manifest_fault(Invariant::Files);
    if (!names.contains(task_.index_file)) fault("outputs", task_.index_file, "none");
    if (!names.contains(task_.log_file) && !frames_.rows.empty()) fault("outputs", task_.log_file, "none");
    const auto in_wrappers = std::ranges::count_if(
        frames_.rows, [](const FrameRow& row) { return row.wrapper != FrameRow::kNoWrapper; });
    if (in_wrappers != 0 &&
        std::ranges::find(task_.outputs, OutputKind::Wrappers, &Output::kind) == task_.outputs.end()) {
      manifest_fault(Invariant::Tiling)(
          "outputs",
          fmt::format("{}, since {} has {} frames in wrappers", wrapper_file(task_.manifest.task),
                      frames_.file, in_wrappers),
          "none");
    }
    for (const auto& [text, rows] : frames_.by_file) {
      const ByteView file = frames_.texts[text];
      if (names.contains(file)) continue;
      manifest_fault(Invariant::Frames)(
          "outputs", fmt::format("{}, which {} names for {} rows", file, frames_.file, rows.size()), "none");
    }
  }

  /// Looks whether the files of a partition hold rows of the index in its order, each once. Files that
  /// other tasks made and this one kept are in an order of their own, and some of theirs may be gone.
  void rows_of(const std::string& folder, const std::vector<Output*>& outputs) {
    std::uint32_t last = Frames::kNoRow;
    std::int64_t due = 0;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      Output& output = *outputs[i];
      if (i != 0 && maker(output) != maker(*outputs[i - 1])) last = Frames::kNoRow;
      if (!output.is_kept && number(output) != due++ && !unread_.contains(folder)) {
        manifest_fault(Invariant::Files)(
            "outputs", fmt::format("{}{}-{}.parquet", folder, task_.manifest.task, due - 1), output.name());
      }
      for (std::size_t row = 0; row < output.rows.size(); ++row) {
        const std::uint32_t found = output.rows[row];
        if (found == Frames::kNoRow) continue;
        const auto fault = [&](const char* expected, const std::string& what) {
          output.fault(Invariant::Rows)(fmt::format("row {}", row + 1), expected, what);
        };
        if (placed_[found] != nullptr) {
          fault("no row twice",
                fmt::format("{} again, as in {}", frames_.address(found), placed_[found]->name()));
        } else if (last != Frames::kNoRow && found < last) {
          fault("the order of the frame index", frames_.address(found) + " behind a later one");
        }
        placed_[found] = &output;
        last = found;
      }
    }
  }

  void lost_rows() {
    for (std::uint32_t i = 0; i < placed_.size(); ++i) {
      const FrameRow& row = frames_.rows[i];
      if (!row.is_clean || placed_[i] != nullptr) continue;
      const std::string where = table_folder(frames_.texts[row.table], row.time());
      if (unread_.contains(where)) continue;  // Nobody knows whether it is there.
      const auto files = folders_.find(where);
      task_.faults.add(Invariant::Rows, files == folders_.end() ? where : files->second.front()->name(), "",
                       fmt::format("a row of {}, row {} of {}", frames_.address(i), i + 1, frames_.file),
                       "none");
    }
  }

  /// Compares the violations of dirty_json and of the log.
  void verdicts() {
    for (std::uint32_t i = 0; i < placed_.size(); ++i) {
      const FrameRow& row = frames_.rows[i];
      if (row.is_clean || !row.has_line || !row.has_log || row.line_says == row.log_says) continue;
      task_.faults.add(Invariant::Logs, task_.log_file, frames_.address(i),
                       fmt::format("the codes, pointers and messages at byte {} of {}", row.file_offset,
                                   frames_.texts[row.file]),
                       "others");
    }
  }

  void books() {
    Counts found = task_.has_frames ? frames_.counts : Counts();
    found["clean_lines"] = found["dirty_lines"] = found["log_lines"] = found["rows"] = 0;
    for (const Output& output : task_.outputs) {
      if (!output.is_read) return;  // What is missing is reported.
      if (!output.is_kept) ++found["files_staged"];
      switch (output.kind) {
        case OutputKind::Index: break;     // Its rows are counted where it is read.
        case OutputKind::Wrappers: break;  // The books count their bytes, as separators.
        case OutputKind::CleanLines: found["clean_lines"] += output.lines; break;
        case OutputKind::DirtyLines: found["dirty_lines"] += output.lines; break;
        case OutputKind::Log: found["log_lines"] += output.lines; break;
        case OutputKind::Table: found["rows"] += output.lines; break;
      }
    }
    found["files_named"] = found["files_staged"];
    for (const auto& [key, count] : found)
      manifest_fault(Invariant::Books).compare("books, " + key, count, task_.manifest.books.at(key));
  }

  Task& task_;
  const Frames& frames_;
  std::vector<const Output*> placed_;  ///< By row of the index: the file that holds its table row.
  std::map<std::string, std::vector<Output*>> folders_;  ///< The files of tables.
  std::set<std::string> unread_;                         ///< Folders with a file that could not be read.
};

}  // namespace

void check_agreement(Task& task) { Agreement(task).check(); }

}  // namespace headgate::verify
