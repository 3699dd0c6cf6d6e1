// SPDX-License-Identifier: Apache-2.0
#include "answers/report/tally_tasks.h"

#include <mutex>

#include "layout/data_name.h"
#include "read/stored_lines.h"

namespace headgate::report {

namespace {

std::string log_of(const LiveTask& task) {
  for (const StagedFile& file : task.manifest.files()) {
    const auto name = layout::DataName::parse(file.final_name);
    if (name && name->output == layout::Output::ProfilingLogs) return file.final_name;
  }
  return {};
}

/// Reads one task: its frame index and its log have a row and a line for each frame and dropped range, in one
/// order.
class TaskReader {
 public:
  TaskReader(const find::Search& search, const LiveTask& task, std::size_t number, KeptPlans::ByTable plans)
      : search_(search), task_(task), number_(number), plans_(std::move(plans)) {}

  Result<Tally> read() {
    const std::string index = task_.frame_index();
    if (index.empty()) return std::move(tally_);
    log_ = log_of(task_);
    if (log_.empty()) {
      if (task_.manifest.books.log_lines == 0) return std::move(tally_);  // Its objects hold no frame.
      return fail(ErrorCode::Corrupt, "{} has a frame index and no log", task_.manifest.task);
    }
    TRY(const std::string file, search_.snapshot.place_of(task_, log_));
    TRY(auto lines, StoredLines::open(search_.snapshot.store(), file));
    Status status;
    const auto take = [&](std::uint64_t row, const std::vector<ScannedCell>& cells) {
      status = count(row, FrameIndexRow::of(cells), lines);
      return status.has_value();
    };
    TRY_OK(search_.scan(task_, index, FrameIndex::column_names(), take));
    TRY_OK(status);
    return std::move(tally_);
  }

 private:
  Status count(std::uint64_t number, const FrameIndexRow& row, StoredLines& lines) {
    TRY(const bool there, lines.next());
    if (!there)
      return fail(ErrorCode::Corrupt, "{} ends before the record of row {} of its frame index", log_, number);
    Counted counted{task_, {number_, number}, row};
    const auto plan = plans_.find(std::string(row.table));
    if (plan != plans_.end()) counted.plan = plan->second.get();
    if (is_plain_record(lines.line(), row)) {
      tally_.add(counted);
      return {};
    }
    TRY(const LogRecord record, read_log_record(lines.line(), row, log_));
    counted.record = &record;
    tally_.add(counted);
    return {};
  }

  const find::Search& search_;
  const LiveTask& task_;
  std::size_t number_;
  KeptPlans::ByTable plans_;
  std::string log_;
  Tally tally_;
};

}  // namespace

Result<Tally> tally_tasks(const find::Search& search, const std::vector<const LiveTask*>& tasks,
                          KeptPlans& plans) {
  std::mutex mutex;
  Tally sum;
  TRY_OK(search.look_through("counting frames", tasks.size(), [&](std::size_t i) -> Status {
    TRY(auto by_table, plans.of(*tasks[i]));
    TRY(Tally tally, TaskReader(search, *tasks[i], i, std::move(by_table)).read());
    const std::lock_guard lock(mutex);
    sum.add(std::move(tally));
    return {};
  }));
  return sum;
}

}  // namespace headgate::report
