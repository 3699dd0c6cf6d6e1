// SPDX-License-Identifier: Apache-2.0
#include "pipeline/shared_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/pages.h"
#include "commit/failure.h"
#include "commit/lease.h"
#include "commit/uid.h"
#include "layout/layout.h"
#include "pipeline/chunk_commit.h"
#include "pipeline/shift.h"

namespace headgate {

namespace {

constexpr const char* kVerb = "worker";

/// Each commit reads the log anew, from its last checkpoint on: without one in between, a backlog of many
/// chunks would cost as the square of their number.
constexpr std::size_t kChunksSummedUp = 8;

/// Leaves word of a failure for `headgate status`. The lease stays: what is staged may still be committed.
template <class Done>
Result<Done> told(const Workplace& workplace, const std::string& run, Result<Done> done) {
  if (!done && done.error().code != ErrorCode::Configuration)
    (void)keep_failure(workplace.landing, {run, kVerb, workplace.clock(), done.error().message});
  return done;
}

Result<SharedRun> begin(const Workplace& workplace, Shift& shift, Micros lease_length) {
  const Settings& settings = workplace.settings;
  TRY_OK(shift.begin([&] { return check_run_fits(shift.landing(), workplace); }));
  TRY(Backlog backlog, list_backlog(workplace.source, shift.landing(), settings, shift.since()));
  if (settings.strict && !backlog.skipped.empty()) {
    const SkippedObject& first = backlog.skipped.front();
    return fail(ErrorCode::Io, "{}: {} (--strict); see {}", first.object, first.reason,
                pages::kSkippedObjects);
  }
  SharedRun shared{.run = shift.run(),
                   .source = root_text(workplace.source.root()),
                   .landing = workplace.landing.root(),
                   .source_name = settings.source_name,
                   .data_version = workplace.data_version,
                   .plan_hash = workplace.plan_hash,
                   .time = shift.since(),
                   .head = shift.landing().head(),
                   .is_whole_listing = backlog.is_whole,
                   .returned = {},
                   .others = shift.others(),
                   .chunks = cut_chunks(backlog.pending, settings),
                   .skipped = std::move(backlog.skipped),
                   .objects = backlog.objects,
                   .done_objects = backlog.done_objects,
                   .left_objects = backlog.left_objects,
                   .left_bytes = backlog.left_bytes,
                   .rolled_forward = shift.rolled_forward(),
                   .traffic = {}};
  for (const TaskObject& object : backlog.pending) {
    if (object.generation > 1 && !object.goes_on()) shared.returned.push_back(object);
  }
  if (!shared.chunks.empty()) {
    TRY_OK(shift.share_lease(lease_length));
  } else {
    TRY_OK(shift.landing().found());
    TRY_OK(shift.end(
        [&] { return remember_listing(workplace.landing, shared.is_whole_listing, settings, shared.time); }));
  }
  return shared;
}

/// Reads the lines of a chunk's tasks, and puts their manifests together in the order of the tasks.
Result<std::vector<Manifest>> manifests_of(const SharedRun& shared, std::size_t chunk,
                                           const std::vector<std::string>& lines) {
  std::map<std::string, std::optional<Manifest>> staged;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    TRY(StagedLine line, read_staged_line(lines[i], fmt::format("line {}", i + 1)));
    // A task that has two lines, of which one came to nothing, is staged.
    std::optional<Manifest>& manifest = staged[line.task];
    if (line.manifest) manifest = std::move(line.manifest);
  }
  std::vector<Manifest> manifests;
  for (const Task& task : shared.chunks[chunk].tasks) {
    const auto found = staged.find(shared.name_of(task));
    if (found == staged.end()) {
      return fail(ErrorCode::Configuration,
                  "the task {} of chunk {} has no line: every task has to be staged", shared.name_of(task),
                  chunk);
    }
    if (found->second) manifests.push_back(std::move(*found->second));
  }
  return manifests;
}

/// What the log knows of the tasks of a chunk.
struct Standing {
  std::optional<CommitRecord> mine;  ///< Of this run: an earlier call committed the chunk.
  std::vector<Manifest> free;        ///< None of their objects is taken.
  std::vector<Manifest> lost;        ///< Another run took an object of them.
};

/// Gives the commit that took an object of a task, nothing where none did.
Result<std::optional<CommitRecord>> taker_of(CommitLog& landing, const Manifest& manifest) {
  for (const ManifestObject& object : manifest.objects) {
    TRY(const auto known, landing.find(object.source, object.object));
    if (!known) continue;
    const Generation* const taker = known->taker_of(object.generation, object.part ? object.part->begin : 0);
    if (taker == nullptr) continue;
    TRY(CommitRecord commit, landing.commit_record(taker->commit));
    return commit;
  }
  return std::nullopt;
}

/// Gives the commit of this run that holds a task, nothing where there is none: of an object that grows the
/// ledger knows the last part alone, which another run may have taken since.
Result<std::optional<CommitRecord>> own_commit(const CommitLog& landing, const SharedRun& shared,
                                               const Manifest& manifest) {
  const std::string name = layout::manifest_name(shared.run, manifest.task);
  for (std::uint64_t seq = landing.head(); seq > shared.head; --seq) {
    TRY(CommitRecord commit, landing.commit_record(seq));
    if (std::ranges::find(commit.manifests, name, &NamedHash::name) != commit.manifests.end()) return commit;
  }
  return std::nullopt;
}

Result<Standing> standing_of(CommitLog& landing, const SharedRun& shared,
                             const std::vector<Manifest>& manifests) {
  Standing standing;
  for (const Manifest& manifest : manifests) {
    TRY(auto taker, taker_of(landing, manifest));
    if (taker && taker->run != shared.run) {
      TRY(auto own, own_commit(landing, shared, manifest));
      if (own) taker = std::move(own);
    }
    if (!taker) {
      standing.free.push_back(manifest);
    } else if (taker->run == shared.run) {
      standing.mine = std::move(*taker);
    } else {
      standing.lost.push_back(manifest);
    }
  }
  return standing;
}

/// Looks at the dirty events of the run so far. A run of one process sums what it has committed itself; here
/// the chunks before were other processes' and stand in the log.
Status check_dirty_so_far(const Workplace& workplace, const CommitLog& landing, const SharedRun& shared,
                          const std::vector<Manifest>& manifests) {
  if (!workplace.settings.dirty_max) return {};
  Books books;
  for (std::uint64_t seq = landing.head(); seq > shared.head; --seq) {
    TRY(const CommitRecord commit, landing.commit_record(seq));
    if (commit.run == shared.run) books.add(commit.books);
  }
  for (const Manifest& manifest : manifests) books.add(manifest.books);
  return check_dirty(workplace.settings, books, "this chunk is not committed");
}

/// Looks whether a run may still commit: nobody has taken its workers for dead and swept what they staged.
Status check_lease(ObjectStore& store, const SharedRun& shared) {
  const auto lease = store.stat(layout::lease_name(shared.run));
  if (lease || lease.error().code != ErrorCode::NotFound) {
    return lease ? Status() : forward(lease.error());
  }
  return fail(ErrorCode::Fenced, "the lease of run {} on {} has ended, and with it what was staged is void",
              shared.run, store.root());
}

/// Commits what no commit holds yet; says what became of each task.
Result<SharedCommit> commit_once(const Workplace& workplace, Shift& shift, const SharedRun& shared,
                                 const std::vector<Manifest>& manifests) {
  TRY(const Standing standing, standing_of(shift.landing(), shared, manifests));
  SharedCommit committed;
  const auto drop = [&](const std::vector<Manifest>& tasks) {
    for (const Manifest& task : tasks) committed.dropped.push_back(task.task);
  };
  drop(standing.lost);
  if (standing.mine) {
    committed.was_there = true;
    committed.commit = standing.mine->seq;
    committed.books = standing.mine->books;
    drop(standing.free);
    return committed;
  }
  TRY_OK(shift.landing().discard(shared.run, standing.lost));
  if (standing.free.empty()) return committed;
  TRY_OK(check_lease(workplace.landing, shared));
  TRY_OK(check_dirty_so_far(workplace, shift.landing(), shared, standing.free));
  TRY(const Committed made, commit_chunk(shift, workplace, standing.free));
  committed.commit = made.seq;
  committed.books = made.books;
  drop(made.dropped);
  return committed;
}

/// Ends the run. Its lease goes first: what its processes staged and nobody committed is garbage from here
/// on.
Status end(const Workplace& workplace, Shift& shift, const SharedRun& shared) {
  TRY_OK(shift.end_lease());
  TRY_OK(remember_listing(workplace.landing, shared.is_whole_listing, workplace.settings, shared.time));
  return shift.tidy();
}

Result<SharedCommit> commit(const Workplace& workplace, const SharedRun& shared, std::size_t chunk,
                            const std::vector<std::string>& lines) {
  TRY(const auto manifests, manifests_of(shared, chunk, lines));
  TRY(Shift shift, Shift::open(workplace, kVerb, shared.run));
  auto committed = commit_once(workplace, shift, shared, manifests);
  if (!committed && committed.error().code == ErrorCode::Fenced) {
    committed.error().message += "; `headgate worker plan` plans anew what is left";
  }
  if (!committed) return committed;
  if (shift.landing().head() > shift.landing().applied()) shift.publish();
  committed->pending_reason = shift.pending_reason();
  if (shift.is_pending()) return committed;
  if (chunk + 1 != shared.chunks.size()) {
    // It is derived: where it cannot be stored, the next one does that.
    if ((chunk + 1) % kChunksSummedUp == 0) (void)shift.sum_up();
    return committed;
  }
  const Status done = end(workplace, shift, shared);
  if (done) return committed;
  // What is committed stays; whoever comes next finishes it.
  if (committed->commit == 0) return forward(done.error());
  committed->pending_reason = done.error().message;
  return committed;
}

}  // namespace

const Task* SharedRun::find(const std::string& name) const {
  for (const Chunk& chunk : chunks) {
    for (const Task& task : chunk.tasks) {
      if (name_of(task) == name) return &task;
    }
  }
  return nullptr;
}

Result<SharedRun> begin_shared_run(const Workplace& workplace, Micros lease_length) {
  TRY(Shift shift, Shift::open(workplace, kVerb));
  auto shared = begin(workplace, shift, lease_length);
  if (!shared) shift.give_up(shared.error());
  if (shared) shared->traffic = {workplace.source.traffic(), workplace.landing.traffic()};
  return shared;
}

Result<StagedTask> stage_shared_task(const Workplace& workplace, const SharedRun& shared, const Task& task) {
  Workplace here = workplace;
  here.attempts = make_uid().substr(0, 8) + "-";
  return told(workplace, shared.run, stage_at(here, task, shared.run));
}

Result<SharedCommit> commit_shared_chunk(const Workplace& workplace, const SharedRun& shared,
                                         std::size_t chunk, const std::vector<std::string>& lines) {
  auto committed = told(workplace, shared.run, commit(workplace, shared, chunk, lines));
  if (committed) committed->traffic = {workplace.source.traffic(), workplace.landing.traffic()};
  return committed;
}

Result<SharedEnd> abandon_shared_run(const Workplace& workplace, const std::string& run,
                                     const std::string& why) {
  if (!is_run_id(run)) return fail(ErrorCode::Configuration, "{} is no id of a run", run);
  TRY(Shift shift, Shift::open(workplace, kVerb, run));
  SharedEnd ended{.run = run, .was_at_work = false, .published = {}};
  TRY(const auto leases, list_leases(workplace.landing));
  for (const Lease& lease : leases) {
    if (lease.run != run) continue;
    if (lease.verb != kVerb) {
      return fail(ErrorCode::Configuration, "run {} is a {} on {}: it ends with its process", run, lease.verb,
                  lease.host);
    }
    ended.was_at_work = true;
    TRY_OK(shift.end_lease());
  }
  if (!why.empty()) TRY_OK(keep_failure(workplace.landing, {run, kVerb, workplace.clock(), why}));
  // What is committed is published from what was staged, and only then is the rest garbage.
  TRY(const auto published, shift.landing().roll_forward(workplace.clock));
  for (const auto& [seq, files] : published) ended.published.push_back(seq);
  TRY_OK(shift.tidy());
  // Where another's commit came before the fence, the next run takes away what is left.
  return ended;
}

}  // namespace headgate
