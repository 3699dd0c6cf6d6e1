// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace headgate {

namespace {

unsigned thread_count(const Settings& settings) {
  return settings.threads != 0 ? settings.threads : std::max(1U, std::thread::hardware_concurrency());
}

/// A run's id: sortable by time, and nobody else's.
std::string make_run_id() {
  std::string time = format_time(now());
  std::erase_if(time, [](char c) { return c == '-' || c == ':' || c == '.'; });
  return time + "-" + make_uid().substr(0, 8);
}

/// Checks what a manifest says of itself: between workers and the commit it travels through other hands.
Status check_manifest(const Workplace& workplace, const Manifest& manifest) {
  Task task;
  std::uint64_t frames = 0, bytes = 0, rows = 0;
  for (const ManifestObject& object : manifest.objects) {
    task.objects.push_back({{object.object, object.size_bytes, object.etag}, object.generation});
    frames += object.frames;
    bytes += object.bytes_read;
  }
  for (const StagedFile& file : manifest.outputs) rows += file.table.empty() ? 0 : file.rows;
  const Books& books = manifest.books;
  if (manifest.task == task_name(task, workplace.settings.source_name, workplace.plan_hash) &&
      frames == books.frames && bytes == books.bytes_read && rows == books.rows &&
      manifest.outputs.size() == books.files_named) {
    return {};
  }
  return fail(
      ErrorCode::Corrupt,
      "the manifest of task {} does not hold together: its objects, outputs and books tell of different "
      "things. Nothing of this chunk is committed, stage the task again",
      manifest.task);
}

Status check_dirty(const Settings& settings, const Books& books) {
  if (!settings.dirty_max) return {};
  const std::uint64_t dirty = books.dirty_lines, all = books.frames + books.dropped_ranges;
  if (!settings.dirty_max->exceeded(dirty, all)) return {};
  return fail(ErrorCode::DirtyMax,
              "{} of {} events are dirty, more than --dirty-max allows: this chunk is not committed; "
              "`headgate check` shows the reasons",
              dirty, all);
}

/// Carries one run from its listing to its report.
class Run {
 public:
  Run(const Workplace& workplace, Landing landing)
      : workplace_(workplace), landing_(std::move(landing)), threads_(thread_count(workplace.settings)) {
    report_.run = make_run_id();
    report_.source = workplace.source.root();
    report_.landing = workplace.landing.root();
  }

  Result<RunReport> carry_out() {
    const auto begin = std::chrono::steady_clock::now();
    workplace_.observer.notify(RunStarted{report_.run, report_.source, report_.landing});
    TRY_OK(check_contracts(landing_, workplace_.contracts));
    TRY_OK(landing_.check_source(workplace_.settings.source_name, workplace_.source.root()));
    TRY(report_.rolled_forward, landing_.roll_forward());
    for (const std::uint64_t seq : report_.rolled_forward)
      workplace_.observer.notify(CommitRolledForward{seq});
    TRY_OK(landing_.sweep());
    TRY(const RunPlan plan, plan_run(workplace_.source, landing_, workplace_.settings));
    report_.objects = plan.objects;
    report_.done_objects = plan.done_objects;
    for (const SkippedObject& skipped : plan.skipped) TRY_OK(skip(skipped));
    workplace_.observer.notify(SourceListed{plan.objects, plan.bytes, plan.done_objects, plan.pending_objects,
                                            plan.pending_bytes, plan.chunks.size(), plan.tasks()});
    for (const Chunk& chunk : plan.chunks) {
      const Status done = carry_out(chunk);
      if (!done) return forward(with_history(done.error()));
      if (report_.outcome == RunReport::Outcome::PublishPending) break;
    }
    report_.groups = groups_.groups();
    report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return report_;
  }

 private:
  Status skip(const SkippedObject& skipped) {
    if (workplace_.settings.strict) {
      return fail(ErrorCode::Io, "{}: {} (--strict: nothing of this chunk is committed)", skipped.object,
                  skipped.reason);
    }
    workplace_.observer.notify(ObjectSkipped{skipped.object, skipped.reason});
    report_.skipped.push_back(skipped);
    return {};
  }

  Status carry_out(const Chunk& chunk) {
    std::vector<Manifest> manifests;
    GroupReports groups;
    for (const Task& task : chunk.tasks) {
      TRY(StagedTask staged, stage_task(workplace_, task, report_.run, threads_));
      report_.skipped.insert(report_.skipped.end(), staged.skipped.begin(), staged.skipped.end());
      groups.add(staged.groups);
      if (staged.manifest) manifests.push_back(std::move(*staged.manifest));
    }
    if (manifests.empty()) return {};
    Books so_far = report_.books;
    for (const Manifest& manifest : manifests) so_far.add(manifest.books);
    TRY_OK(check_dirty(workplace_.settings, so_far));
    TRY(const Books books, commit_chunk(landing_, workplace_, report_.run, manifests));
    report_.books.add(books);
    groups_.add(groups);
    for (const Manifest& manifest : manifests) {
      report_.read_objects += manifest.objects.size();
      for (const ManifestObject& object : manifest.objects) report_.stored_bytes += object.size_bytes;
    }
    report_.outcome = RunReport::Outcome::Done;
    const CommitRecord& commit = landing_.commits().back();
    report_.commits.push_back(commit.seq);
    const auto published = landing_.publish(commit);
    if (published) {
      workplace_.observer.notify(CommitPublished{commit.seq, *published});
      return {};
    }
    // What is committed stays; whoever comes next publishes it.
    report_.outcome = RunReport::Outcome::PublishPending;
    report_.pending_reason = published.error().message;
    return {};
  }

  Error with_history(Error error) const {
    if (!report_.commits.empty()) {
      error.message += fmt::format(" ({} commits of this run came before and stay)", report_.commits.size());
    }
    return error;
  }

  const Workplace& workplace_;
  Landing landing_;
  unsigned threads_;
  RunReport report_;
  GroupReports groups_;
};

}  // namespace

std::string data_version(const TableFormat& format) {
  return fmt::format("{}/{}", kDataVersion, format.version());
}

Status check_contracts(const Landing& landing, const Contracts& contracts) {
  TRY(const auto before, landing.last_contracts());
  for (const auto& old : before) {
    const Plan* now = contracts.find(old->service, old->record_type);
    if (now == nullptr) {
      return fail(
          ErrorCode::Configuration,
          "the landing {} has the table {}, and no contract for service {}, record type {} was given: its "
          "events would all be dirty. Keep the contract {} in the folder that --contracts names",
          landing.root(), old->table, old->service, name(old->record_type), old->contract);
    }
    const std::string change = incompatible_change(*old, *now);
    if (change.empty()) continue;
    return fail(
        ErrorCode::Configuration,
        "{}: {} in the table {}, and the files that are there would no longer fit. Put the column back, or "
        "give the new one another name; to change a column means to rebuild its table, which is the work "
        "of `headgate reprocess` (not in this version) or of a new landing",
        now->file, change, now->table);
  }
  return {};
}

Result<Books> commit_chunk(Landing& landing, const Workplace& workplace, const std::string& run,
                           const std::vector<Manifest>& manifests) {
  CommitRecord record;
  record.uid = make_uid();
  record.run = run;
  record.time = now();
  record.data_version = workplace.data_version;
  record.plan_hash = workplace.plan_hash;
  std::uint64_t objects = 0;
  for (const Manifest& manifest : manifests) {
    const auto faults = manifest.books.faults();
    if (!faults.empty()) {
      return fail(
          ErrorCode::Unbalanced,
          "the books of task {} do not balance, nothing of this chunk is committed: {}. This is a fault of "
          "Headgate or of its disk, never of the events; please report it",
          manifest.task, fmt::join(faults, "; "));
    }
    TRY_OK(check_manifest(workplace, manifest));
    record.books.add(manifest.books);
    objects += manifest.objects.size();
  }
  TRY_OK(landing.check_staged(run, manifests));
  TRY_OK(landing.remember_source(workplace.settings.source_name, workplace.source.root()));
  TRY_OK(landing.keep_contracts(workplace.contracts));
  for (const auto& plan : workplace.contracts.plans())
    record.contracts.push_back({plan->contract, plan->hash});
  for (const Manifest& manifest : manifests) {
    TRY(record.manifests.emplace_back(), landing.keep_manifest(run, manifest));
  }
  const Books books = record.books;
  TRY_OK(landing.commit(std::move(record), manifests));
  workplace.observer.notify(ChunkCommitted{landing.commits().back().seq, objects});
  return books;
}

Result<RunReport> run(const Workplace& workplace) {
  TRY(const auto lock, workplace.landing.lock());
  TRY(Landing landing, Landing::open(workplace.landing));
  return Run(workplace, std::move(landing)).carry_out();
}

}  // namespace headgate
