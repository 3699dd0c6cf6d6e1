// SPDX-License-Identifier: Apache-2.0
//
// How a record gets into the log, and what it commits to where readers see it.
#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/pages.h"
#include "base/parallel.h"
#include "commit/committer.h"
#include "commit/landing_record.h"
#include "commit/uid.h"
#include "layout/layout.h"

namespace headgate {

namespace {

/// Gives the tables of the contracts that judged an event of these tasks.
std::set<std::string> judged_in(const Draft& draft) {
  std::set<std::string> judged;
  for (const Manifest& task : draft.tasks) {
    for (const StagedFile& file : task.files()) {
      const auto name = layout::DataName::parse(file.final_name);
      if (!name) continue;
      if (const auto table = draft.tables.find(*name); table != draft.tables.end())
        judged.insert(table->second);
    }
  }
  return judged;
}

CommitRecord record_of(const Draft& draft, std::uint64_t seq, const std::vector<NamedHash>& manifests) {
  CommitRecord record;
  record.seq = seq;
  record.uid = make_uid();
  record.kind = draft.kind;
  record.run = draft.run;
  record.time = draft.time;
  record.caller = draft.caller;
  record.data_version = draft.data_version;
  record.plan_hash = draft.plan_hash;
  record.contracts = draft.contracts;
  record.judged = judged_in(draft);
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
      if (commit.kind != CommitKind::Run) continue;
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

tl::unexpected<Error> overtaken(const CommitRecord& by, const std::string& root) {
  return fail(
      ErrorCode::Busy,
      "commit {} of {} has replaced files that were to be replaced here: nothing was changed, run again",
      by.seq, root);
}

}  // namespace

Result<Committer> Committer::open(ObjectStore& store) {
  Committer committer(store);
  TRY_OK(committer.load(/*with_checkpoint=*/true));
  return committer;
}

Status Committer::found() {
  if (exists_) return {};
  const Status put = store_->put_if_absent(layout::kRecord, landing_record_json());
  if (!put && put.error().code != ErrorCode::Exists) {
    // Whatever was answered: it stands there, or it does not.
    TRY(const bool stands, has_landing_record(*store_));
    if (!stands) return put;
  }
  exists_ = true;
  return {};
}

Status Committer::begin() {
  TRY_OK(found());
  return check_condition();
}

/// Refuses a store that takes a condition and ignores it. One that is near is no server of others.
Status Committer::check_condition() {
  if (keeps_condition_ || store_->calls_at_once() == 1) return {};
  // Not the bytes that stand: when an answer is lost, they are how one's own are known.
  const Status put = store_->put_if_absent(layout::kRecord, landing_record_json() + "\n");
  if (put) {
    return fail(
        ErrorCode::Configuration,
        "the server of {} ignores `If-None-Match: *` and overwrites what stands: two runs at once "
        "would destroy each other's commits. Nothing was staged; `headgate doctor {}` says more; see {}",
        root(), root(), pages::kLandingServer);
  }
  if (put.error().code != ErrorCode::Exists) return put;
  keeps_condition_ = true;
  return {};
}

/// Makes a landing that is about to hold an object in parts one that versions refuse which do not know them:
/// they would take what they find grown for a new content.
Status Committer::admit_parts(const Draft& draft) {
  const auto is_part = [](const ManifestObject& object) { return object.part.has_value(); };
  const auto has_parts = [&](const Manifest& task) {
    return std::any_of(task.objects.begin(), task.objects.end(), is_part);
  };
  if (admits_parts_ || std::none_of(draft.tasks.begin(), draft.tasks.end(), has_parts)) return {};
  TRY(const int format, landing_format(*store_));
  if (format < kLandingFormatWithParts)
    TRY_OK(store_->put(layout::kRecord, landing_record_json(kLandingFormatWithParts)));
  admits_parts_ = true;
  return {};
}

Status Committer::keep_contracts(const Contracts& contracts) {
  std::vector<std::shared_ptr<const Plan>> missing;
  for (const auto& plan : contracts.plans())
    if (!kept_contracts_.contains(plan->hash)) missing.push_back(plan);
  TRY_OK(in_parallel(store_->calls_at_once(), missing.size(), [&](std::size_t i) -> Status {
    const Status kept = store_->put_if_absent(layout::contract_name(missing[i]->hash), missing[i]->text);
    if (!kept && kept.error().code != ErrorCode::Exists) return kept;
    return {};
  }));
  for (const auto& plan : missing) kept_contracts_.insert(plan->hash);
  return {};
}

Result<NamedHash> Committer::keep_manifest(const std::string& run, const Manifest& manifest) {
  const std::string text = to_json(manifest);
  const NamedHash named{layout::manifest_name(run, manifest.task), hash_hex(text)};
  TRY_OK(store_->put(layout::staged_manifest_name(named.name), text));
  return named;
}

Status Committer::check_staged(const std::string& run, const std::vector<Manifest>& manifests) {
  std::set<std::string> finals;
  std::vector<std::string> names;
  for (const Manifest& manifest : manifests) {
    for (const StagedFile& file : manifest.outputs) {
      names.push_back(file.staged);
      const bool named =
          file.staged.starts_with(layout::kStaging + run + "/") &&
          (file.final_name.starts_with(layout::kData) || file.final_name.starts_with(layout::kFrameIndex)) &&
          file.final_name.find(manifest.task) != std::string::npos &&
          ("/" + file.final_name + "/").find("/../") == std::string::npos;
      if (named && finals.insert(file.final_name).second) continue;
      return fail(ErrorCode::Corrupt, "task {} says that it staged {} for {}: no task of run {} does that",
                  manifest.task, file.staged, file.final_name, run);
    }
  }
  TRY(const auto sizes, staged_sizes(*store_, names));
  for (const Manifest& manifest : manifests) {
    for (const StagedFile& file : manifest.outputs) {
      const auto size = sizes.find(file.staged);
      if (size != sizes.end() && size->second == file.size_bytes) continue;
      // The most likely reason is that somebody took this run for dead.
      TRY_OK(refresh());
      TRY_OK(check_not_fenced(run));
      const auto staged = store_->stat(file.staged);
      return fail(ErrorCode::Corrupt,
                  "{}/{} is not as task {} staged it ({}): run again, nothing is committed", root(),
                  file.staged, manifest.task,
                  staged ? fmt::format("{} bytes, not {}", staged->size_bytes, file.size_bytes)
                         : staged.error().message);
    }
  }
  return {};
}

Status Committer::discard(const std::string& run, const std::vector<Manifest>& manifests) {
  std::vector<std::string> staged;
  for (const Manifest& manifest : manifests) {
    for (const StagedFile& file : manifest.outputs) staged.push_back(file.staged);
    staged.push_back(layout::staged_manifest_name(layout::manifest_name(run, manifest.task)));
  }
  return store_->remove_all(staged);
}

Status Committer::check_not_fenced(const std::string& run) const {
  if (!is_fenced(run)) return {};
  return fail(ErrorCode::Fenced,
              "the run {} was taken for dead, and a record in the log of {} says so: what it staged is void, "
              "run again",
              run, root());
}

/// Also looks for the word that a checkpoint leaves of a fence which it forgets.
Status Committer::check_never_fenced(const std::string& run) const {
  TRY_OK(check_not_fenced(run));
  const auto word = store_->stat(layout::kFenced + run);
  if (!word && word.error().code == ErrorCode::NotFound) return {};
  if (!word) return forward(word.error());
  return fail(ErrorCode::Fenced, "the run {} was taken for dead by another one on {}: run again", run,
              root());
}

Status Committer::check_may_commit(const std::string& run) {
  TRY_OK(refresh());
  return check_never_fenced(run);
}

/// Makes sure that what is built upon outlasts a power cut: another process may have shown its record and not
/// synced it yet. To put it once more is refused, and syncs it.
Status Committer::confirm() {
  // Nothing is summed up that may not last.
  if (std::max(confirmed_, base_) >= head()) return {};
  const std::string name = layout::commit_name(head());
  TRY(const std::string text, store_->get(name));
  const Status put = store_->put_if_absent(name, text);
  if (!put && put.error().code != ErrorCode::Exists) return put;
  confirmed_ = head();
  return {};
}

/// Looks whether what a rewrite replaces is still live: its tasks were looked up some while ago.
Status Committer::check_not_overtaken(const Draft& draft) {
  if (draft.kind != CommitKind::Rewrite) return {};
  for (std::uint64_t seq = draft.planned_at + 1; seq <= head(); ++seq) {
    TRY(const CommitRecord other, commit_record(seq));
    if (other.kind != CommitKind::Rewrite) continue;
    TRY(const auto others, manifests(other));
    const Taken taken(other, others);
    if (std::none_of(draft.tasks.begin(), draft.tasks.end(),
                     [&](const Manifest& task) { return taken.overlaps(task); })) {
      continue;
    }
    TRY_OK(discard(draft.run, draft.tasks));
    return overtaken(other, root());
  }
  return {};
}

Result<Committed> Committer::commit(Draft draft) {
  Committed committed;
  // What was read of the log since the tasks were planned has not been judged yet.
  std::vector<Manifest> free;
  for (Manifest& task : draft.tasks) {
    TRY(const std::uint64_t seq, taker_of(task));
    if (seq != 0) {
      TRY(const CommitRecord taker, commit_record(seq));
      TRY_OK(check_not_own(taker, draft.run));
      // Of an object that grows the ledger knows the last part, which may be another run's, behind ours.
      if (const CommitRecord* const own = find_own(draft.run, task)) TRY_OK(check_not_own(*own, draft.run));
    }
    (seq != 0 ? committed.dropped : free).push_back(std::move(task));
  }
  draft.tasks = std::move(free);
  // Only now: to look into the ledger may have meant to read on.
  TRY_OK(check_never_fenced(draft.run));
  TRY_OK(check_not_overtaken(draft));
  TRY_OK(discard(draft.run, committed.dropped));
  TRY_OK(admit_parts(draft));
  std::vector<NamedHash> manifests;
  for (const Manifest& task : draft.tasks) {
    TRY(manifests.emplace_back(), keep_manifest(draft.run, task));
  }
  while (!draft.tasks.empty()) {
    TRY_OK(confirm());
    const CommitRecord record = record_of(draft, head() + 1, manifests);
    TRY(const bool is_mine, put_record(record));
    if (is_mine) {
      confirmed_ = record.seq;
      TRY_OK(take(record, draft.tasks));
      committed.seq = record.seq;
      committed.books = record.books;
      return committed;
    }
    TRY(const CommitRecord other, commit_record(record.seq));
    TRY(const auto others, this->manifests(other));
    TRY_OK(take(other, others));
    TRY_OK(check_not_fenced(draft.run));
    if (draft.still_fits) {
      if (const Status fits = draft.still_fits(); !fits) {
        TRY_OK(discard(draft.run, draft.tasks));
        return forward(fits.error());
      }
    }
    const Taken taken(other, others);
    std::vector<Manifest> dropped;
    for (std::size_t i = draft.tasks.size(); i-- > 0;) {
      if (!taken.overlaps(draft.tasks[i])) continue;
      dropped.push_back(std::move(draft.tasks[i]));
      draft.tasks.erase(draft.tasks.begin() + static_cast<std::ptrdiff_t>(i));
      manifests.erase(manifests.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (dropped.empty()) continue;
    TRY_OK(check_not_own(other, draft.run));
    TRY_OK(discard(draft.run, dropped));
    if (draft.kind == CommitKind::Rewrite) {
      TRY_OK(discard(draft.run, draft.tasks));
      return overtaken(other, root());
    }
    std::move(dropped.begin(), dropped.end(), std::back_inserter(committed.dropped));
  }
  return committed;
}

/// Says whether the record stands under its number now; false where another's does.
Result<bool> Committer::put_record(const CommitRecord& record) {
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

Result<bool> Committer::fence(const std::vector<std::string>& runs, Micros now) {
  TRY_OK(check_condition());
  TRY_OK(confirm());
  CommitRecord record;
  record.seq = head() + 1;
  record.uid = make_uid();
  record.kind = CommitKind::Fence;
  record.time = now;
  record.fenced = runs;
  const auto is_mine = put_record(record);
  // Nobody knows whether it stands, or it does not: nothing is deleted then. The next pass tries again.
  if (!is_mine || !*is_mine) return false;
  confirmed_ = record.seq;
  TRY_OK(take(record, {}));
  TRY_OK(read_marks());
  return true;
}

Result<std::map<std::uint64_t, std::uint64_t>> Committer::roll_forward(const Clock& clock) {
  TRY_OK(refresh());
  std::map<std::uint64_t, std::uint64_t> files;
  if (applied_ < head()) TRY_OK(confirm());
  while (applied_ < head()) {
    const CommitRecord& commit = recent_[applied_ - base_].commit;
    TRY(const auto manifests, manifests(commit));
    TRY(files[commit.seq], publish(*store_, commit, manifests, clock));
    recent_[applied_ - base_].is_applied = true;
    TRY_OK(read_marks());
  }
  return files;
}

}  // namespace headgate
