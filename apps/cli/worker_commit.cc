// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/worker_commit.h"

#include <map>

#include "apps/cli/lease.h"
#include "apps/cli/report_json.h"
#include "apps/cli/text.h"

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

/// Gives the commit that holds the chunk already: none, that of an earlier call, or Busy where it is
/// another's.
Result<const CommitRecord*> earlier_commit(const Landing& landing, const WorkerPlan& plan,
                                           const std::vector<Manifest>& manifests) {
  for (const Manifest& manifest : manifests) {
    for (const ManifestObject& object : manifest.objects) {
      const LedgerEntry* const entry = landing.find(object.source, object.object);
      if (entry == nullptr) continue;
      const CommitRecord& commit = landing.commits()[entry->commit - 1];
      if (commit.run == plan.run) return &commit;
      return fail(ErrorCode::Busy, "the object {} was committed by another run ({}): plan again",
                  object.object, commit.run);
    }
  }
  return nullptr;
}

/// Looks at the dirty events of the run so far, as `headgate run` does. Not with its function: that one sums
/// what its own process has committed, and here the chunks before were other processes' and stand in the log.
Status check_dirty(const Settings& settings, const Landing& landing, const WorkerPlan& plan,
                   const std::vector<Manifest>& manifests) {
  Books books;
  for (const CommitRecord& commit : landing.commits()) {
    if (commit.run == plan.run) books.add(commit.books);
  }
  for (const Manifest& manifest : manifests) books.add(manifest.books);
  const std::uint64_t all = books.frames + books.dropped_ranges;
  if (!settings.dirty_max || !settings.dirty_max->exceeded(books.dirty_lines, all)) return {};
  return fail(ErrorCode::DirtyMax,
              "{} of {} events are dirty, more than --dirty-max allows: this chunk is not committed",
              books.dirty_lines, all);
}

}  // namespace

Result<WorkerCommit> commit_lines(Engine& engine, const WorkerPlan& plan, std::size_t chunk,
                                  const std::vector<std::string>& lines) {
  TRY(const auto manifests, manifests_of(plan, chunk, lines));
  ObjectStore& store = engine.landing();
  TRY(const auto lock, store.lock());
  TRY(Landing landing, Landing::open(store));
  TRY(const CommitRecord* const earlier, earlier_commit(landing, plan, manifests));
  WorkerCommit committed;
  if (earlier != nullptr) {
    committed.was_there = true;
    committed.commit = earlier->seq;
    committed.books = earlier->books;
  } else if (!manifests.empty()) {
    TRY(const bool stands, lease_stands(store, plan.run));
    if (!stands) {
      return fail(ErrorCode::Busy,
                  "the lease of run {} on {} is gone, and with it what was staged: plan again", plan.run,
                  store.root());
    }
    TRY_OK(check_contracts(landing, engine.contracts()));
    TRY_OK(check_dirty(engine.settings(), landing, plan, manifests));
    TRY(committed.books, commit_chunk(landing, engine.workplace(), plan.run, manifests));
    committed.commit = landing.commits().back().seq;
  }
  if (committed.commit != 0 && !landing.is_applied(committed.commit)) {
    const CommitRecord record = landing.commits()[committed.commit - 1];
    const auto published = landing.publish(record);
    if (published) {
      engine.observer().notify(CommitPublished{record.seq, *published});
    } else {
      committed.pending_reason = published.error().message;
    }
  }
  if (chunk + 1 == plan.chunks.size()) TRY_OK(end_lease(store, plan.run));
  return committed;
}

std::string to_json(const WorkerCommit& commit) {
  Json json = {{"commit", commit.commit == 0 ? Json() : Json(commit.commit)},
               {"was_there", commit.was_there},
               {"published", commit.commit != 0 && commit.pending_reason.empty()},
               {"books", books_json(commit.books)}};
  if (!commit.pending_reason.empty()) json["pending_reason"] = commit.pending_reason;
  return line_of(json);
}

}  // namespace headgate::cli
