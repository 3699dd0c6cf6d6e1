// SPDX-License-Identifier: Apache-2.0
//
// How a record gets into the log: rules R2 to R8, R17, R20 and R26 of docs/decisions/0005-commit-protocol.md.
#include <algorithm>
#include <set>

#include "base/hash.h"
#include "commit/landing.h"
#include "commit/layout.h"

namespace headgate {

namespace {

CommitRecord record_of(const Draft& draft, std::uint64_t seq, const std::vector<NamedHash>& manifests) {
  CommitRecord record;
  record.seq = seq;
  record.uid = make_uid();
  record.kind = draft.kind;
  record.run = draft.run;
  record.time = draft.time;
  record.data_version = draft.data_version;
  record.plan_hash = draft.plan_hash;
  record.contracts = draft.contracts;
  record.sources = draft.sources;
  record.manifests = manifests;
  for (const Manifest& task : draft.tasks) record.books.add(task.books);
  return record;
}

/// What a commit took: whoever holds any of it is too late.
class Taken {
 public:
  Taken(const CommitRecord& commit, const std::vector<Manifest>& manifests) {
    for (const Manifest& manifest : manifests) {
      if (manifest.replaces) tasks_.insert(manifest.replaces->task);
      if (commit.kind != "run") continue;
      for (const ManifestObject& object : manifest.objects)
        objects_.insert(ledger_key(object.source, object.object));
    }
  }

  /// A name counts, whatever its content: two runs that know different histories of a name overlap.
  [[nodiscard]] bool overlaps(const Manifest& task) const {
    if (task.replaces) return tasks_.contains(task.replaces->task);
    return std::any_of(task.objects.begin(), task.objects.end(), [&](const ManifestObject& object) {
      return objects_.contains(ledger_key(object.source, object.object));
    });
  }

 private:
  std::set<std::string> objects_, tasks_;
};

}  // namespace

Result<NamedHash> Landing::keep_manifest(const std::string& run, const Manifest& manifest) {
  const std::string text = to_json(manifest);
  const NamedHash named{layout::manifest_name(run, manifest.task), hash_hex(text)};
  TRY_OK(store_->put(layout::staged_manifest_name(named.name), text));
  return named;
}

Status Landing::check_staged(const std::string& run, const std::vector<Manifest>& manifests) {
  std::set<std::string> finals;
  for (const Manifest& manifest : manifests) {
    for (const StagedFile& file : manifest.outputs) {
      const bool named =
          file.staged.starts_with(layout::kStaging + run + "/") &&
          (file.final_name.starts_with("data/") || file.final_name.starts_with(layout::kFrameIndex)) &&
          file.final_name.find(manifest.task) != std::string::npos &&
          ("/" + file.final_name + "/").find("/../") == std::string::npos;
      if (!named || !finals.insert(file.final_name).second) {
        return fail(ErrorCode::Corrupt, "task {} says that it staged {} for {}: no task of run {} does that",
                    manifest.task, file.staged, file.final_name, run);
      }
      const auto staged = store_->stat(file.staged);
      if (!staged || staged->size_bytes != file.size_bytes) {
        // The most likely reason is that somebody took this run for dead.
        TRY_OK(refresh());
        if (is_fenced(run)) return fenced(run);
        return fail(ErrorCode::Corrupt,
                    "{}/{} is not as task {} staged it ({}): run again, nothing is committed", root(),
                    file.staged, manifest.task,
                    staged ? fmt::format("{} bytes, not {}", staged->size_bytes, file.size_bytes)
                           : staged.error().message);
      }
    }
  }
  return {};
}

tl::unexpected<Error> Landing::fenced(const std::string& run) const {
  return fail(
      ErrorCode::Fenced,
      "the run {} was taken for dead and stopped by a commit of {}: what it staged is void, run again", run,
      root());
}

Status Landing::discard(const std::string& run, const std::vector<Manifest>& manifests) {
  std::vector<std::string> staged;
  for (const Manifest& manifest : manifests) {
    for (const StagedFile& file : manifest.outputs) staged.push_back(file.staged);
    staged.push_back(layout::staged_manifest_name(layout::manifest_name(run, manifest.task)));
  }
  return store_->remove_all(staged);
}

/// Says whether a commit behind the checkpoint holds an object of a task of a run.
bool Landing::was_taken(const Manifest& task) const {
  if (task.replaces) return false;
  return std::any_of(task.objects.begin(), task.objects.end(), [&](const ManifestObject& object) {
    const auto known = recent_objects_.find(ledger_key(object.source, object.object));
    return known != recent_objects_.end() && known->second.generations.back().generation >= object.generation;
  });
}

/// Takes tasks out of a draft, and what they have staged out of the landing; gives them.
Result<std::vector<Manifest>> Landing::drop(Draft& draft, std::vector<NamedHash>& manifests,
                                            const std::function<bool(const Manifest&)>& is_lost) {
  std::vector<Manifest> dropped;
  for (std::size_t i = draft.tasks.size(); i-- > 0;) {
    if (!is_lost(draft.tasks[i])) continue;
    dropped.push_back(std::move(draft.tasks[i]));
    draft.tasks.erase(draft.tasks.begin() + static_cast<std::ptrdiff_t>(i));
    manifests.erase(manifests.begin() + static_cast<std::ptrdiff_t>(i));
  }
  TRY_OK(discard(draft.run, dropped));
  return dropped;
}

Result<Committed> Landing::commit(Draft draft) {
  std::vector<NamedHash> manifests;
  for (const Manifest& task : draft.tasks) {
    TRY(manifests.emplace_back(), keep_manifest(draft.run, task));
  }
  Committed committed;
  // What the log grew by since these tasks were planned counts like what it grows by from here.
  TRY(committed.dropped, drop(draft, manifests, [&](const Manifest& task) { return was_taken(task); }));
  while (!draft.tasks.empty()) {
    const CommitRecord record = record_of(draft, head() + 1, manifests);
    TRY(const bool is_mine, put_record(record));
    if (is_mine) {
      TRY_OK(take(record, draft.tasks));
      committed.seq = record.seq;
      committed.books = record.books;
      return committed;
    }
    TRY(const CommitRecord other, commit_record(record.seq));
    TRY(const auto others, this->manifests(other));
    TRY_OK(take(other, others));
    if (is_fenced(draft.run)) return fenced(draft.run);
    if (draft.still_fits) {
      if (const Status fits = draft.still_fits(); !fits) {
        TRY_OK(discard(draft.run, draft.tasks));
        return forward(fits.error());
      }
    }
    const Taken taken(other, others);
    TRY(auto dropped, drop(draft, manifests, [&](const Manifest& task) { return taken.overlaps(task); }));
    if (!dropped.empty() && draft.kind == "rewrite") {
      TRY_OK(discard(draft.run, draft.tasks));
      return fail(
          ErrorCode::Busy,
          "commit {} of {} has replaced files that were to be replaced here: nothing was changed, run "
          "again",
          other.seq, root());
    }
    std::move(dropped.begin(), dropped.end(), std::back_inserter(committed.dropped));
  }
  return committed;
}

/// Says whether the record stands under its number now; false where another's does.
Result<bool> Landing::put_record(const CommitRecord& record) {
  constexpr int kTries = 5;
  const std::string name = layout::commit_name(record.seq);
  const std::string text = to_json(record);
  bool may_stand = false;
  Error why{ErrorCode::Unknown, ""};
  for (int i = 0; i < kTries; ++i) {
    const Status put = store_->put_if_absent(name, text);
    if (put) return true;
    why = put.error();
    may_stand = may_stand || why.code == ErrorCode::Exists || why.kind == ErrorClass::OutcomeUnknown;
    // Whatever was answered, what stands there decides.
    const auto standing = store_->get(name);
    if (standing) {
      TRY(const CommitRecord other, read_commit(*standing, root() + "/" + name));
      return other.uid == record.uid;
    }
    // Absent: the same key with the same bytes again, since the first try may still land.
  }
  if (!may_stand) return forward(why);
  return forward({ErrorCode::Unknown,
                  fmt::format("it could not be found out whether {}/{} was stored ({}): run again, nothing "
                              "was deleted",
                              root(), name, why.message),
                  ErrorClass::OutcomeUnknown});
}

Result<bool> Landing::fence(const std::vector<std::string>& runs, Micros now) {
  CommitRecord record;
  record.seq = head() + 1;
  record.uid = make_uid();
  record.kind = "fence";
  record.time = now;
  record.fenced = runs;
  const auto is_mine = put_record(record);
  // Nobody knows whether it stands, or it does not: nothing is deleted then. The next pass tries again.
  if (!is_mine || !*is_mine) return false;
  TRY_OK(take(record, {}));
  TRY_OK(read_marks());
  return true;
}

}  // namespace headgate
