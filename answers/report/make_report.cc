// SPDX-License-Identifier: Apache-2.0
#include "answers/report/make_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "answers/report/folders.h"
#include "answers/report/limits.h"
#include "answers/report/ranking.h"
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

/// Gives the books as a run committed them, whatever was judged again since; Configuration where the landing
/// knows no such run.
Status read_committed(const Snapshot& snapshot, const Tasks& tasks, Report& report) {
  const CommitLog& log = snapshot.log();
  Books books;
  std::uint64_t commits = 0, made = 0;
  for (std::uint64_t seq = 1; seq <= log.head(); ++seq) {
    TRY(const CommitRecord commit, log.commit_record(seq));
    if (commit.run != report.run || commit.kind == CommitKind::Fence) continue;
    ++commits;
    made += commit.manifests.size();
    books.add(commit.books);
  }
  if (commits == 0) {
    return fail(ErrorCode::Configuration, "{} has no run {}; `headgate report` without --run lists them",
                snapshot.store().root(), report.run);
  }
  report.judged_again = made - tasks.size();
  if (report.judged_again != 0) report.committed = books;
  return {};
}

void count_tasks(const Tasks& tasks, Report& report) {
  std::map<std::string, Run> runs;
  for (const LiveTask* const task : tasks) {
    ++report.tasks;
    report.books.add(task->manifest.books);
    report.objects += task->manifest.objects.size();
    for (const ManifestObject& object : task->manifest.objects) report.stored_bytes += object.size_bytes;
    const CommitRecord& commit = *task->commit;
    Run& run = runs[commit.run];
    run.run = commit.run;
    run.kind = commit.kind;
    run.first_commit = run.first_commit == 0 ? commit.seq : std::min(run.first_commit, commit.seq);
    run.last_commit = std::max(run.last_commit, commit.seq);
    run.time = std::max(run.time, commit.time);
    ++run.tasks;
    run.books.add(task->manifest.books);
  }
  for (auto& [id, run] : runs) report.runs.push_back(std::move(run));
  std::stable_sort(report.runs.begin(), report.runs.end(),
                   [](const Run& a, const Run& b) { return a.last_commit > b.last_commit; });
  if (report.runs.size() <= kRunsShown) return;
  Run rest;
  rest.runs = report.runs.size() - kRunsShown;
  for (std::size_t i = kRunsShown; i < report.runs.size(); ++i) {
    rest.tasks += report.runs[i].tasks;
    rest.books.add(report.runs[i].books);
  }
  report.runs.resize(kRunsShown);
  report.runs.push_back(std::move(rest));
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
  report.commit = snapshot.log().head();
  if (report.commit != 0) {
    TRY(const CommitRecord last, snapshot.log().commit_record(report.commit));
    report.commit_time = last.time;
  }
  const Tasks tasks = tasks_of(snapshot, run);
  if (!run.empty()) TRY_OK(read_committed(snapshot, tasks, report));
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
