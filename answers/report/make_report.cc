// SPDX-License-Identifier: Apache-2.0
#include "answers/report/make_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/report/folders.h"
#include "answers/report/limits.h"
#include "answers/report/ranking.h"
#include "answers/report/runs.h"
#include "answers/report/samples.h"
#include "answers/report/table_profiles.h"
#include "answers/report/tally_tasks.h"
#include "base/hash.h"

namespace headgate::report {

namespace {

using Tasks = std::vector<const LiveTask*>;

Tasks tasks_of(const Snapshot& snapshot, const std::string& run) {
  Tasks tasks;
  for (const LiveTask& task : snapshot.tasks()) {
    if (run.empty() || task.commit->run == run) tasks.push_back(&task);
  }
  return tasks;
}

/// Says what the landing knows beside its events: where they came from, what is not done, what failed.
Status look_at_landing(const Snapshot& snapshot, Report& report) {
  const CommitLog& log = snapshot.log();
  report.commit = log.head();
  report.sources = log.state().sources;
  if (report.commit == 0) return {};
  TRY(const CommitRecord last, log.commit_record(report.commit));
  report.commit_time = last.time;
  for (std::uint64_t seq = log.applied() + 1; seq <= log.head(); ++seq) {
    TRY(const CommitRecord commit, log.commit_record(seq));
    if (commit.kind != CommitKind::Fence) report.unpublished.push_back(seq);
  }
  return {};
}

void count_tasks(const Tasks& tasks, Report& report) {
  for (const LiveTask* const task : tasks) {
    ++report.tasks;
    report.books.add(task->manifest.books);
    report.objects += task->manifest.objects.size();
    for (const ManifestObject& object : task->manifest.objects) report.stored_bytes += object.size_bytes;
  }
  report.runs = list_runs(tasks);
}

/// Holds what was counted against the books: two counts of the same, made by different code at different
/// times.
Status check_balance(const Counts& counts, const std::vector<Reason>& reasons,
                     const std::vector<TableProfile>& tables, const Books& books) {
  std::uint64_t first = 0, rows = 0;
  for (const Reason& reason : reasons)
    first += reason.kind == ReasonKind::Warning ? 0 : reason.times.total().first;
  for (const TableProfile& table : tables) rows += table.rows;
  const auto check = [](ByteView what, std::uint64_t counted, std::uint64_t booked) -> Status {
    if (counted == booked) return {};
    return fail(ErrorCode::Unbalanced,
                "{}: {} are counted, and the books say {}: `headgate verify` finds why", what, counted,
                booked);
  };
  TRY_OK(check("clean frames", counts.clean, books.clean_lines));
  TRY_OK(check("dirty frames", counts.dirty, books.dirty()));
  TRY_OK(check("dropped ranges", counts.dropped, books.dropped_ranges));
  TRY_OK(check("first reasons", first, books.dirty_lines));
  return check("rows of tables", rows, books.rows);
}

}  // namespace

Result<Report> make_report(const find::Search& search, FooterReader& footers, const std::string& run) {
  const Snapshot& snapshot = search.snapshot;
  Report report;
  report.landing = snapshot.store().root();
  report.run = run;
  TRY_OK(look_at_landing(snapshot, report));
  TRY(report.last_failure, last_failure(snapshot.store()));
  if (report.last_failure) {
    TRY(report.came_commit_after_failure, came_commit_after(snapshot.log(), *report.last_failure));
  }
  const Tasks tasks = tasks_of(snapshot, run);
  if (!run.empty()) TRY_OK(look_up_run(snapshot, tasks, report));
  count_tasks(tasks, report);
  count_files(tasks, report);

  KeptPlans plans(snapshot);
  TRY(Tally tally, tally_tasks(search, tasks, plans));
  TRY(report.tables, profile_tables(search, footers, tasks, plans));
  const Counts counts = tally.counts();
  Ranking ranking = rank(std::move(tally));
  TRY_OK(lay_out_samples(search, ranking.reasons));
  report.width = ranking.width;
  report.groups = std::move(ranking.groups);
  for (Tally::Kept& reason : ranking.reasons) report.reasons.push_back(std::move(reason));
  TRY_OK(check_balance(counts, report.reasons, report.tables, report.books));
  return report;
}

std::string Reason::fingerprint() const {
  constexpr std::size_t kDigits = 12;
  return hash_hex(
             fmt::format("{}\n{}\n{}\n{}\n{}", static_cast<int>(kind), service, record_type, code, pointer))
      .substr(0, kDigits);
}

}  // namespace headgate::report
