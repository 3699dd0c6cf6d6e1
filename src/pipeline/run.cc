// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "commit/collector.h"
#include "commit/lease.h"
#include "commit/uid.h"
#include "pipeline/others.h"

namespace headgate {

namespace {

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

/// Carries one run from its listing to its report.
class Run {
 public:
  Run(const Workplace& workplace, Committer landing)
      : workplace_(workplace),
        settings_(workplace.settings),
        landing_(std::move(landing)),
        threads_(workplace.settings.thread_count()),
        since_(workplace.clock()) {
    report_.run = make_run_id(since_);
    report_.source = workplace.source.root();
    report_.landing = workplace.landing.root();
  }

  [[nodiscard]] const std::string& id() const { return report_.run; }

  Result<RunReport> carry_out() {
    const auto begin = std::chrono::steady_clock::now();
    notify(RunStarted{report_.run, report_.source, report_.landing});
    TRY_OK(check_contracts(landing_, workplace_.contracts));
    TRY_OK(landing_.check_source(settings_.source_name, workplace_.source.root()));
    TRY_OK(meet());
    TRY(const auto rolled, landing_.roll_forward(workplace_.clock));
    for (const auto& [seq, files] : rolled) {
      report_.rolled_forward.push_back(seq);
      notify(CommitRolledForward{seq});
    }
    // Others have committed meanwhile, perhaps under other contracts.
    TRY_OK(check_contracts(landing_, workplace_.contracts));
    TRY_OK(Collector(landing_).collect(workplace_.clock(), snapshot_retention(settings_)));
    TRY_OK(list());
    while (!plan_.pending.empty() && report_.outcome != RunReport::Outcome::PublishPending) {
      const Status done = carry_out(cut_chunk(plan_.pending, 0, settings_));
      if (!done) return forward(with_history(done.error()));
    }
    TRY_OK(finish());
    report_.groups = groups_.groups();
    report_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return report_;
  }

 private:
  void notify(const RunEvent& event) const { workplace_.observer.notify(event); }

  Status meet() {
    TRY(Met met, meet_others(workplace_, landing_, report_.run, "run", since_));
    report_.others = std::move(met.others);
    has_lease_ = met.has_lease;
    return {};
  }

  Status list() {
    TRY(plan_, plan_run(workplace_.source, landing_, settings_, workplace_.clock()));
    report_.objects = plan_.objects;
    report_.done_objects = plan_.done_objects;
    report_.is_whole_listing = plan_.is_whole;
    for (const SkippedObject& skipped : plan_.skipped) TRY_OK(skip(skipped));
    for (const TaskObject& object : plan_.pending) {
      if (object.generation == 1) continue;
      notify(ObjectReturned{object.info.name, object.generation});
      report_.returned.push_back(object);
    }
    const auto chunks = cut_chunks(plan_.pending, settings_);
    std::uint64_t tasks = 0;
    for (const Chunk& chunk : chunks) tasks += chunk.tasks.size();
    notify(SourceListed{plan_.objects, plan_.bytes, plan_.done_objects, plan_.pending.size(),
                        plan_.pending_bytes, chunks.size(), tasks});
    return {};
  }

  Status skip(const SkippedObject& skipped) {
    if (settings_.strict) {
      return fail(ErrorCode::Io, "{}: {} (--strict: nothing of this chunk is committed)", skipped.object,
                  skipped.reason);
    }
    notify(ObjectSkipped{skipped.object, skipped.reason});
    report_.skipped.push_back(skipped);
    return {};
  }

  Result<StagedTask> stage(const Task& task) {
    // Others know by the lease that what is staged is not garbage: it stands before the first file.
    TRY_OK(landing_.begin());
    TRY_OK(renew_lease(workplace_, report_.run, "run", since_));
    has_lease_ = true;
    auto staged = workplace_.stage ? workplace_.stage(task, report_.run, threads_)
                                   : stage_task(workplace_, task, report_.run, threads_);
    // Whoever is taken for dead finds that files are gone: that is why, and not the disk.
    if (staged) return staged;
    const Status mine = landing_.check_may_commit(report_.run);
    if (!mine && mine.error().code == ErrorCode::Fenced) return forward(mine.error());
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
    std::erase_if(plan_.pending, [&](const TaskObject& object) { return gone.contains(object.info.name); });
    return {};
  }

  /// Commits and publishes; adds to `gone` what is committed.
  Status commit(const std::vector<Manifest>& manifests, const GroupReports& groups,
                std::set<std::string>& gone) {
    TRY(const Committed committed, commit_chunk(landing_, workplace_, report_.run, manifests));
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
    report_.outcome = RunReport::Outcome::Done;
    report_.commits.push_back(committed.seq);
    const auto published = landing_.roll_forward(workplace_.clock);
    if (!published) {
      // What is committed stays; whoever comes next publishes it.
      report_.outcome = RunReport::Outcome::PublishPending;
      report_.pending_reason = published.error().message;
      return {};
    }
    for (const auto& [seq, files] : *published) notify(CommitPublished{seq, files});
    // Others have committed in the meantime: what they took is not staged for nothing.
    if (landing_.head() != committed.seq) return forget_taken(gone);
    return {};
  }

  /// Takes off what another run's commit took of what is pending here. What a dropped task alone held stays.
  Status forget_taken(const std::set<std::string>& gone) {
    std::vector<TaskObject> pending;
    for (const TaskObject& object : plan_.pending) {
      if (gone.contains(object.info.name)) continue;
      auto still = still_pending(workplace_.source, landing_, settings_, object);
      if (!still) {
        TRY_OK(skip({object.info.name, still.error().message}));
      } else if (*still) {
        pending.push_back(**still);
      }
    }
    plan_.pending = std::move(pending);
    return {};
  }

  /// Ends the lease, sums up the log and takes away what nobody needs. Who had nothing to do writes nothing.
  Status finish() {
    const bool pending = report_.outcome == RunReport::Outcome::PublishPending;
    Status done = pending ? Status() : tidy();
    if (has_lease_) {
      const Status ended = end_lease(workplace_.landing, report_.run);
      if (done) done = ended;
    }
    if (done || report_.commits.empty()) return done;
    // All is committed and visible: that something is left over is the next run's work.
    if (!pending) report_.pending_reason = done.error().message;
    report_.outcome = RunReport::Outcome::PublishPending;
    return {};
  }

  Status tidy() {
    TRY_OK(remember_listing(workplace_.landing, plan_, settings_, since_));
    TRY_OK(Collector(landing_).checkpoint());
    if (!has_lease_) return {};
    return Collector(landing_).collect(workplace_.clock(), snapshot_retention(settings_));
  }

  Error with_history(Error error) const {
    if (!report_.commits.empty()) {
      error.message += fmt::format(" ({} commits of this run came before and stay)", report_.commits.size());
    }
    return error;
  }

  const Workplace& workplace_;
  const Settings& settings_;
  Committer landing_;
  unsigned threads_;
  Micros since_;
  bool has_lease_ = false;
  RunPlan plan_;
  RunReport report_;
  GroupReports groups_;
};

/// Gives the hash of each contract that the landing knows: where it has not changed there is nothing to
/// check.
std::string contracts_text(const CommitLog& log) {
  std::string text;
  for (const NamedHash& contract : log.state().contracts) text += contract.name + contract.hash;
  return text;
}

}  // namespace

std::string data_version(const TableFormat& format) {
  return fmt::format("{}/{}", kDataVersion, format.version());
}

namespace {

Status check_none_is_gone(const CommitLog& log, const std::vector<std::shared_ptr<const Plan>>& before,
                          const Contracts& contracts) {
  for (const auto& old : before) {
    if (contracts.find(old->service, old->record_type) != nullptr) continue;
    return fail(
        ErrorCode::Configuration,
        "the landing {} has the table {}, and no contract for service {}, record type {} was given: its "
        "events would all be dirty. Keep the contract {} in the folder that --contracts names",
        log.root(), old->table, old->service, name(old->record_type), old->contract);
  }
  return {};
}

}  // namespace

Status check_no_contract_is_gone(const CommitLog& log, const Contracts& contracts) {
  TRY(const auto before, log.last_contracts());
  return check_none_is_gone(log, before, contracts);
}

Status check_contracts(const CommitLog& log, const Contracts& contracts) {
  TRY(const auto before, log.last_contracts());
  TRY_OK(check_none_is_gone(log, before, contracts));
  for (const auto& old : before) {
    const Plan* now = contracts.find(old->service, old->record_type);
    const std::string change = incompatible_change(*old, *now);
    if (change.empty()) continue;
    return fail(
        ErrorCode::Configuration,
        "{}: {} in the table {}, and the files that are there would no longer fit. Put the column back, give "
        "the new one another name, or let `headgate reprocess` rebuild the table (--dry-run says first what "
        "that changes)",
        now->file, change, now->table);
  }
  return {};
}

Result<Committed> commit_chunk(Committer& landing, const Workplace& workplace, const std::string& run,
                               const std::vector<Manifest>& manifests) {
  const std::string& source_name = workplace.settings.source_name;
  Draft draft;
  draft.run = run;
  draft.time = workplace.clock();
  draft.data_version = workplace.data_version;
  draft.plan_hash = workplace.plan_hash;
  draft.tasks = manifests;
  // Before the books: of what was swept they say that it is missing, and not why.
  TRY_OK(landing.check_may_commit(run));
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
  }
  TRY_OK(landing.check_staged(run, manifests));
  // Whatever the log has grown by since the last look.
  if (const Status fits = check_contracts(landing, workplace.contracts); !fits) {
    TRY_OK(landing.discard(run, manifests));
    return forward(fits.error());
  }
  TRY_OK(landing.check_source(source_name, workplace.source.root()));
  draft.sources[source_name] = root_text(workplace.source.root());
  TRY_OK(landing.keep_contracts(workplace.contracts));
  for (const auto& plan : workplace.contracts.plans())
    draft.contracts.push_back({plan->contract, plan->hash});
  draft.still_fits = [&, known = contracts_text(landing)]() -> Status {
    TRY_OK(landing.check_source(source_name, workplace.source.root()));
    return contracts_text(landing) == known ? Status() : check_contracts(landing, workplace.contracts);
  };
  TRY(Committed committed, landing.commit(std::move(draft)));
  if (committed.seq == 0) return committed;
  std::uint64_t objects = 0;
  for (const Manifest& manifest : manifests) objects += manifest.objects.size();
  for (const Manifest& manifest : committed.dropped) objects -= manifest.objects.size();
  workplace.observer.notify(ChunkCommitted{committed.seq, objects});
  return committed;
}

std::string make_run_id(Micros now) {
  std::string time = format_time(now);
  std::erase_if(time, [](char c) { return c == '-' || c == ':' || c == '.'; });
  return time + "-" + make_uid().substr(0, 8);
}

Status check_dirty(const Settings& settings, const Books& books, ByteView so) {
  if (!settings.dirty_max) return {};
  const std::uint64_t dirty = books.dirty_lines, all = books.frames + books.dropped_ranges;
  if (!settings.dirty_max->exceeded(dirty, all)) return {};
  return fail(ErrorCode::DirtyMax, "{} of {} events are dirty, more than --dirty-max allows: {}", dirty, all,
              so);
}

Micros snapshot_retention(const Settings& settings) {
  return static_cast<Micros>(settings.snapshot_retention_days) * 24 * 3600 * 1'000'000;
}

Result<RunReport> run(const Workplace& workplace) {
  TRY(Committer landing, Committer::open(workplace.landing));
  Run run(workplace, std::move(landing));
  auto report = run.carry_out();
  if (!report) give_up(workplace, run.id(), "run", report.error());
  return report;
}

}  // namespace headgate
