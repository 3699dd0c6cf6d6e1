// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/worker_commit.h"

#include <map>

#include "apps/cli/report_json.h"
#include "apps/cli/text.h"
#include "commit/collector.h"
#include "commit/layout.h"
#include "commit/lease.h"

namespace headgate::cli {

namespace {

/// Reads the lines of a chunk's tasks; nothing stands for a task all of whose objects were skipped.
Result<std::map<std::string, std::optional<Manifest>>> read_lines(const std::vector<std::string>& lines) {
  std::map<std::string, std::optional<Manifest>> staged;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    const std::string place = fmt::format("line {}", i + 1);
    const Json json = Json::parse(lines[i], nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || !json.contains("task") || !json["task"].is_string() ||
        !json.contains("manifest")) {
      return fail(ErrorCode::Configuration, "{} is no answer of `headgate worker task`", place);
    }
    std::optional<Manifest>& manifest = staged[json["task"].get<std::string>()];
    if (json["manifest"].is_null()) continue;
    TRY(manifest, read_manifest(json["manifest"].dump(), place));
  }
  return staged;
}

/// Puts the manifests of a chunk together, in the order of its tasks.
Result<std::vector<Manifest>> manifests_of(const WorkerPlan& plan, std::size_t chunk,
                                           const std::vector<std::string>& lines) {
  if (chunk >= plan.chunks.size()) {
    return fail(ErrorCode::Configuration, "--chunk {}: the plan has {}, from 0", chunk,
                count_text(plan.chunks.size(), "chunk"));
  }
  TRY(auto staged, read_lines(lines));
  std::vector<Manifest> manifests;
  for (const Task& task : plan.chunks[chunk].tasks) {
    const auto found = staged.find(plan.name_of(task));
    if (found == staged.end()) {
      return fail(ErrorCode::Configuration,
                  "the task {} of chunk {} has no line: every task has to be staged", plan.name_of(task),
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
    if (!known || known->generations.back().generation < object.generation) continue;
    for (const Generation& generation : known->generations) {
      if (generation.generation != object.generation) continue;
      TRY(CommitRecord commit, landing.commit_record(generation.commit));
      return commit;
    }
  }
  return std::nullopt;
}

Result<Standing> standing_of(CommitLog& landing, const WorkerPlan& plan,
                             const std::vector<Manifest>& manifests) {
  Standing standing;
  for (const Manifest& manifest : manifests) {
    TRY(auto taker, taker_of(landing, manifest));
    if (!taker) {
      standing.free.push_back(manifest);
    } else if (taker->run == plan.run) {
      standing.mine = std::move(*taker);
    } else {
      standing.lost.push_back(manifest);
    }
  }
  return standing;
}

/// Looks at the dirty events of the run so far, as `headgate run` does. Not with its function: that one sums
/// what its own process has committed, and here the chunks before were other processes' and stand in the log.
Status check_dirty(const Settings& settings, const CommitLog& landing, const WorkerPlan& plan,
                   const std::vector<Manifest>& manifests) {
  Books books;
  for (std::uint64_t seq = landing.head(); seq > plan.head; --seq) {
    TRY(const CommitRecord commit, landing.commit_record(seq));
    if (commit.run == plan.run) books.add(commit.books);
  }
  for (const Manifest& manifest : manifests) books.add(manifest.books);
  return headgate::check_dirty(settings, books, "this chunk is not committed");
}

/// Looks whether a run may still commit: nobody has taken its workers for dead and swept what they staged.
Status check_lease(ObjectStore& store, const WorkerPlan& plan) {
  const auto lease = store.stat(layout::lease_name(plan.run));
  if (lease || lease.error().code != ErrorCode::NotFound) {
    return lease ? Status() : forward(lease.error());
  }
  return fail(ErrorCode::Fenced, "the lease of run {} on {} has ended, and with it what was staged is void",
              plan.run, store.root());
}

Result<Committed> commit_free(Engine& engine, Committer& landing, const WorkerPlan& plan,
                              const std::vector<Manifest>& manifests) {
  TRY_OK(check_lease(engine.landing(), plan));
  TRY_OK(check_dirty(engine.settings(), landing, plan, manifests));
  return commit_chunk(landing, engine.workplace(), plan.run, manifests);
}

/// Commits what no commit holds yet; says what became of each task.
Result<WorkerCommit> commit_once(Engine& engine, Committer& landing, const WorkerPlan& plan,
                                 const std::vector<Manifest>& manifests) {
  TRY(const Standing standing, standing_of(landing, plan, manifests));
  WorkerCommit committed;
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
  TRY_OK(landing.discard(plan.run, standing.lost));
  if (standing.free.empty()) return committed;
  TRY(const Committed made, commit_free(engine, landing, plan, standing.free));
  committed.commit = made.seq;
  committed.books = made.books;
  drop(made.dropped);
  return committed;
}

Status publish(Engine& engine, Committer& landing, std::uint64_t commit) {
  if (commit <= landing.applied()) return {};
  TRY(const auto published, landing.roll_forward(now));
  for (const auto& [seq, files] : published) engine.observer().notify(CommitPublished{seq, files});
  return {};
}

/// Ends the run: its lease goes, the log is summed up, what nobody needs is taken away.
Status finish(Engine& engine, Committer& landing, const WorkerPlan& plan) {
  TRY_OK(end_lease(engine.landing(), plan.run));
  RunPlan listed;
  listed.is_whole = plan.is_whole_listing;
  TRY_OK(remember_listing(engine.landing(), listed, engine.settings(), plan.time));
  TRY_OK(Collector(landing).checkpoint());
  return Collector(landing).collect(now(), snapshot_retention(engine.settings()));
}

}  // namespace

Result<WorkerCommit> commit_lines(Engine& engine, const WorkerPlan& plan, std::size_t chunk,
                                  const std::vector<std::string>& lines) {
  TRY(const auto manifests, manifests_of(plan, chunk, lines));
  TRY(Committer landing, Committer::open(engine.landing()));
  auto committed = commit_once(engine, landing, plan, manifests);
  if (!committed && committed.error().code == ErrorCode::Fenced) {
    committed.error().message += "; `headgate worker plan` plans anew what is left";
  }
  if (!committed) return committed;
  Status done = publish(engine, landing, committed->commit);
  if (done && chunk + 1 == plan.chunks.size()) done = finish(engine, landing, plan);
  if (done) return committed;
  // What is committed stays; whoever comes next finishes it.
  if (committed->commit == 0) return forward(done.error());
  committed->pending_reason = done.error().message;
  return committed;
}

std::string to_json(const WorkerCommit& commit) {
  Json json = {{"commit", commit.commit == 0 ? Json() : Json(commit.commit)},
               {"was_there", commit.was_there},
               {"published", commit.commit != 0 && commit.pending_reason.empty()},
               {"dropped", commit.dropped},
               {"books", books_json(commit.books)}};
  if (!commit.pending_reason.empty()) json["pending_reason"] = commit.pending_reason;
  return line_of(json);
}

}  // namespace headgate::cli
