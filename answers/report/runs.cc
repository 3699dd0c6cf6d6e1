// SPDX-License-Identifier: Apache-2.0
#include "answers/report/runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "answers/report/limits.h"

namespace headgate::report {

std::vector<Run> list_runs(const std::vector<const LiveTask*>& tasks) {
  std::map<std::string, Run> by_id;
  for (const LiveTask* const task : tasks) {
    const CommitRecord& commit = *task->commit;
    Run& run = by_id[commit.run];
    run.run = commit.run;
    run.kind = commit.kind;
    run.first_commit = run.first_commit == 0 ? commit.seq : std::min(run.first_commit, commit.seq);
    run.last_commit = std::max(run.last_commit, commit.seq);
    run.time = std::max(run.time, commit.time);
    ++run.tasks;
    run.books.add(task->manifest.books);
  }
  std::vector<Run> runs;
  for (auto& [id, run] : by_id) runs.push_back(std::move(run));
  std::stable_sort(runs.begin(), runs.end(),
                   [](const Run& a, const Run& b) { return a.last_commit > b.last_commit; });
  if (runs.size() <= kRunsShown) return runs;
  Run rest;
  rest.runs = runs.size() - kRunsShown;
  for (std::size_t i = kRunsShown; i < runs.size(); ++i) {
    rest.tasks += runs[i].tasks;
    rest.books.add(runs[i].books);
  }
  runs.resize(kRunsShown);
  runs.push_back(std::move(rest));
  return runs;
}

Status look_up_run(const Snapshot& snapshot, const std::vector<const LiveTask*>& tasks, Report& report) {
  const CommitLog& log = snapshot.log();
  Books books;
  std::uint64_t commits = 0, made = 0;
  std::map<std::string, std::string> sources;
  for (std::uint64_t seq = 1; seq <= log.head(); ++seq) {
    TRY(const CommitRecord commit, log.commit_record(seq));
    if (commit.run != report.run || commit.kind == CommitKind::Fence) continue;
    ++commits;
    made += commit.manifests.size();
    books.add(commit.books);
    sources.insert(commit.sources.begin(), commit.sources.end());
  }
  if (commits == 0) {
    return fail(ErrorCode::Configuration, "{} has no run {}; `headgate report` without --run lists them",
                snapshot.store().root(), report.run);
  }
  // A reprocess reads no source: what it judged came from those of the landing.
  if (!sources.empty()) report.sources = std::move(sources);
  report.judged_again = made - tasks.size();
  if (report.judged_again == 0) return {};
  report.committed = books;
  std::vector<const LiveTask*> later;
  for (const LiveTask& task : snapshot.tasks()) {
    const bool is_of_run = std::any_of(task.earlier.begin(), task.earlier.end(),
                                       [&](const auto& maker) { return maker->run == report.run; });
    if (is_of_run) later.push_back(&task);
  }
  report.judged_again_by = list_runs(later);
  return {};
}

}  // namespace headgate::report
