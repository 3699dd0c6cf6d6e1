// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "base/pages.h"
#include "pipeline/chunk_commit.h"
#include "pipeline/shift.h"

namespace headgate {

namespace {

/// Carries one run from its listing to its report.
class Run {
 public:
  Run(const Workplace& workplace, Shift& shift)
      : workplace_(workplace), settings_(workplace.settings), shift_(shift) {
    report_.run = shift.run();
    report_.source = workplace.source.root();
    report_.landing = workplace.landing.root();
  }

  Result<RunReport> carry_out() {
    const auto begin = std::chrono::steady_clock::now();
    notify(RunStarted{report_.run, report_.source, report_.landing});
    TRY_OK(shift_.begin([&] { return check_run_fits(shift_.landing(), workplace_); }));
    TRY_OK(list());
    // Also where there is nothing to commit: who looks at it next finds a landing, and what it holds is
    // nothing.
    TRY_OK(shift_.landing().found());
    while (!backlog_.pending.empty() && !shift_.is_pending()) {
      const Status done = carry_out(cut_chunk(backlog_.pending, 0, settings_));
      if (!done) return forward(with_history(done.error()));
    }
    TRY_OK(shift_.end(
        [&] { return remember_listing(workplace_.landing, backlog_.is_whole, settings_, shift_.since()); }));
    report_.others = shift_.others();
    report_.commits = shift_.commits();
    report_.rolled_forward = shift_.rolled_forward();
    report_.pending_reason = shift_.pending_reason();
    if (!report_.commits.empty()) report_.outcome = RunReport::Outcome::Done;
    if (shift_.is_pending()) report_.outcome = RunReport::Outcome::PublishPending;
    report_.groups = groups_.groups();
    report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return report_;
  }

 private:
  void notify(const RunEvent& event) const { workplace_.observer.notify(event); }

  Status list() {
    TRY(backlog_, list_backlog(workplace_.source, shift_.landing(), settings_, workplace_.clock()));
    report_.objects = backlog_.objects;
    report_.done_objects = backlog_.done_objects;
    report_.is_whole_listing = backlog_.is_whole;
    report_.left_objects = backlog_.left_objects;
    report_.left_bytes = backlog_.left_bytes;
    for (const SkippedObject& skipped : backlog_.skipped) TRY_OK(skip(skipped));
    for (const TaskObject& object : backlog_.pending) {
      if (object.generation == 1 || object.goes_on()) continue;
      notify(ObjectReturned{object.info.name, object.generation});
      report_.returned.push_back(object);
    }
    const auto chunks = cut_chunks(backlog_.pending, settings_);
    std::uint64_t tasks = 0;
    for (const Chunk& chunk : chunks) tasks += chunk.tasks.size();
    notify(SourceListed{backlog_.objects, backlog_.bytes, backlog_.done_objects, backlog_.pending.size(),
                        backlog_.pending_bytes, chunks.size(), tasks});
    return {};
  }

  Status skip(const SkippedObject& skipped) {
    if (settings_.strict) {
      return fail(ErrorCode::Io, "{}: {} (--strict: nothing of this chunk is committed); see {}",
                  skipped.object, skipped.reason, pages::kSkippedObjects);
    }
    notify(ObjectSkipped{skipped.object, skipped.reason});
    report_.skipped.push_back(skipped);
    return {};
  }

  Result<StagedTask> stage(const Task& task) {
    TRY_OK(shift_.hold_lease());
    auto staged = stage_at(workplace_, task, report_.run);
    if (!staged) return forward(shift_.cause_of(staged.error()));
    return staged;
  }

  Status carry_out(const Chunk& chunk) {
    std::vector<Manifest> manifests;
    GroupReports groups;
    std::set<std::string> gone;  // From what is pending in this run.
    for (const Task& task : chunk.tasks) {
      TRY(StagedTask staged, stage(task));
      report_.skipped.insert(report_.skipped.end(), staged.skipped.begin(), staged.skipped.end());
      for (const SkippedObject& skipped : staged.skipped) gone.insert(skipped.object);
      groups.add(staged.groups);
      if (staged.manifest) manifests.push_back(std::move(*staged.manifest));
    }
    if (!manifests.empty()) {
      Books so_far = report_.books;
      for (const Manifest& manifest : manifests) so_far.add(manifest.books);
      TRY_OK(
          check_dirty(settings_, so_far, "this chunk is not committed; `headgate check` shows the reasons"));
      TRY_OK(commit(manifests, groups, gone));
    }
    std::erase_if(backlog_.pending,
                  [&](const TaskObject& object) { return gone.contains(object.info.name); });
    return {};
  }

  /// Commits and publishes; adds to `gone` what is committed.
  Status commit(const std::vector<Manifest>& manifests, const GroupReports& groups,
                std::set<std::string>& gone) {
    TRY(const Committed committed, commit_chunk(shift_, workplace_, manifests));
    std::set<std::string> dropped;
    for (const Manifest& manifest : committed.dropped) dropped.insert(manifest.task);
    for (const Manifest& manifest : manifests) {
      if (dropped.contains(manifest.task)) continue;
      report_.read_objects += manifest.objects.size();
      for (const ManifestObject& object : manifest.objects) {
        report_.stored_bytes += object.size_bytes;
        gone.insert(object.object);
      }
    }
    if (!dropped.empty()) {
      report_.dropped_tasks += dropped.size();
      notify(TasksDropped{dropped.size()});
      TRY_OK(forget_taken(gone));
    }
    if (committed.seq == 0) return {};
    report_.books.add(committed.books);
    groups_.add(groups);
    shift_.publish();
    if (shift_.is_pending()) return {};
    // Others have committed in the meantime: what they took is not staged for nothing.
    if (shift_.landing().head() != committed.seq) return forget_taken(gone);
    return {};
  }

  /// Takes off what another run's commit took of what is pending here. What a dropped task alone held stays.
  Status forget_taken(const std::set<std::string>& gone) {
    std::vector<TaskObject> pending;
    for (const TaskObject& object : backlog_.pending) {
      if (gone.contains(object.info.name)) continue;
      auto still = still_pending(workplace_.source, shift_.landing(), settings_, object);
      if (!still) {
        if (!is_of_one_object(still.error())) return forward(still.error());
        TRY_OK(skip({object.info.name, still.error().message}));
      } else if (*still) {
        pending.push_back(**still);
      }
    }
    backlog_.pending = std::move(pending);
    return {};
  }

  Error with_history(Error error) const {
    if (const std::size_t commits = shift_.commits().size(); commits != 0)
      error.message += fmt::format(" ({} commits of this run came before and stay)", commits);
    return error;
  }

  const Workplace& workplace_;
  const Settings& settings_;
  Shift& shift_;
  Backlog backlog_;
  RunReport report_;
  GroupReports groups_;
};

}  // namespace

Result<RunReport> run(const Workplace& workplace) {
  TRY(Shift shift, Shift::open(workplace, "run"));
  Run run(workplace, shift);
  auto report = run.carry_out();
  if (report) report->traffic = {workplace.source.traffic(), workplace.landing.traffic()};
  if (!report) shift.give_up(report.error());
  return report;
}

}  // namespace headgate
