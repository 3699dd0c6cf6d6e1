// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/replay.h"

#include <fmt/format.h>

#include "answers/verify/log/rewrite.h"
#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "base/hash.h"

namespace headgate::verify {

Status Replay::carry_out(Checkpoints& checkpoints) {
  is_whole_ = log_.is_whole();
  for (const CommitRecord& commit : log_.commits()) {
    TRY_OK(take(commit));
    TRY_OK(checkpoints.check_at(commit.seq, is_whole_, summary_, ledger_, faults_));
  }
  return {};
}

Status Replay::take(const CommitRecord& commit) {
  summary_.take(commit);
  for (const NamedHash& named : commit.contracts) TRY_OK(contracts_.read(commit.file, named, faults_));
  Counts found;
  bool whole = true;
  for (const NamedHash& named : commit.manifests) {
    TRY(const auto manifest, read(commit, named));
    whole = whole && manifest;
    if (!manifest) continue;
    for (const auto& [key, count] : manifest->books) found[key] += count;
    TRY_OK(take(commit, named, *manifest));
  }
  is_whole_ = is_whole_ && whole;
  if (!whole) return {};
  for (const auto& [key, told] : commit.books) {
    if (told == found[key]) continue;
    faults_.add(Invariant::Books, commit.file, "books, " + key,
                fmt::format("{}, the sum of its manifests", found[key]), std::to_string(told));
  }
  return {};
}

/// Reads a manifest and looks whether it is the one that its commit names; nothing where it is none.
Result<std::optional<ManifestRecord>> Replay::read(const CommitRecord& commit, const NamedHash& named) {
  const auto none = [&](const std::string& file, const char* place, std::string expected, std::string found) {
    faults_.add(Invariant::Log, file, place, std::move(expected), std::move(found));
    return std::optional<ManifestRecord>();
  };
  if (!named.name.starts_with(kManifests))
    return none(commit.file, "manifests", fmt::format("names under {}", kManifests), quoted(named.name));
  std::size_t at = listing_.find(named.name);
  if (at == Listing::kNone && !commit.is_applied) at = listing_.find(staged_manifest_file(named.name));
  if (at == Listing::kNone) return none(named.name, "", "a manifest that " + commit.file + " names", "none");
  if (!listing_.name(at)) return none(commit.file, "manifests", "each manifest once", named.name + " again");
  TRY(const std::string text, landing_.get(listing_[at].name));
  if (const std::string hash = hash_hex(text); hash != named.hash)
    return none(named.name, "", fmt::format("the hash {} of {}", named.hash, commit.file), hash);
  auto manifest = read_manifest(text, named.name);
  if (!manifest) return none(named.name, "", "a manifest", manifest.error().message);
  if (manifest->replaces.has_value() != (commit.kind == CommitKind::Rewrite)) {
    return none(named.name, "replaces",
                fmt::format("{}, since {} is a {}", manifest->replaces ? "none" : "a task", commit.file,
                            word(commit.kind)),
                manifest->replaces ? "one" : "none");
  }
  std::optional<std::uint64_t> rewrites;
  if (manifest->replaces) rewrites = manifest->replaces->commit;
  const std::string task = task_of(commit.plan_hash, manifest->objects, rewrites);
  if (manifest->task != task) {
    return none(named.name, "task",
                fmt::format("{}, from the objects and plan_hash of {}", task, commit.file),
                quoted(manifest->task));
  }
  if (named.name != manifest_file(commit.run, task))
    none(commit.file, "run", "the run whose manifests it names: " + named.name, quoted(commit.run));
  return std::optional(std::move(*manifest));
}

Status Replay::take(const CommitRecord& commit, const NamedHash& named, const ManifestRecord& manifest) {
  Made made{&commit, &named, nullptr, true, {}};
  if (manifest.replaces) {
    for (const NamedHash& contract : manifest.contracts)
      TRY_OK(contracts_.read(manifest.file, contract, faults_));
    TRY(made.replaces, replace(commit, manifest));
    made.old_index = take_replaced(commit, manifest);
  } else {
    for (const ObjectRecord& object : manifest.objects) {
      check_source(commit, manifest.file, object);
      ledger_.take(commit, manifest.file, object, faults_);
    }
  }
  summary_.take(manifest);
  tasks_.push_back(std::move(made));
  if (by_name_.emplace(manifest.task, &tasks_.back()).second) return {};
  faults_.add(Invariant::Log, manifest.file, "task", "a task that no other commit made",
              quoted(manifest.task));
  return {};
}

void Replay::check_source(const CommitRecord& commit, const std::string& manifest,
                          const ObjectRecord& object) {
  if (commit.sources && commit.sources->contains(object.source)) return;
  faults_.add(Invariant::Log, manifest, "source of " + object_label(object),
              fmt::format("a source of {}", commit.file), quoted(object.source));
}

/// Ends the life of the task that a rewrite replaces; nullptr where there is no such task.
Result<const Replay::Made*> Replay::replace(const CommitRecord& commit, const ManifestRecord& manifest) {
  const auto fault = [&](const char* place, std::string expected, std::string found) {
    faults_.add(Invariant::Rewrites, manifest.file, place, std::move(expected), std::move(found));
  };
  const ReplacedRecord& replaces = *manifest.replaces;
  const auto known = by_name_.find(replaces.task);
  if (known == by_name_.end() || !known->second->is_live || known->second->commit == &commit) {
    is_whole_ = false;
    fault("replaces, task", "a task that is live before " + commit.file,
          known == by_name_.end() || known->second->is_live
              ? quoted(replaces.task)
              : quoted(replaces.task) + ", which was replaced before");
    return nullptr;
  }
  Made& replaced = *known->second;
  replaced.is_live = false;
  if (replaces.commit != replaced.commit->seq)
    fault("replaces, commit", fmt::format("{}, which made the task", replaced.commit->seq),
          std::to_string(replaces.commit));
  TRY(const ManifestRecord record, this->manifest(replaced));
  check_rewrite(manifest, record, faults_);
  summary_.take_off(record, manifest);
  return &replaced;
}

/// Notes where the files lie that a rewrite replaces; gives where the frame index does, if it is one of them.
std::string Replay::take_replaced(const CommitRecord& commit, const ManifestRecord& manifest) {
  std::string index;
  for (const OutputRecord& file : manifest.replaces->files) {
    const std::size_t retired = listing_.find(retired_file(commit.seq, file.final_name));
    const std::size_t visible = listing_.find(file.final_name);
    if (retired != Listing::kNone && listing_.name(retired))
      replaced_files_.push_back({retired, file.size, file.hash});
    if (visible != Listing::kNone) {
      replaced_[visible] = &commit;
      // It stays until the rewrite is published.
      if (!commit.is_applied) listing_.name(visible);
    }
    if (!file.final_name.starts_with(kFrameIndex)) continue;
    if (retired != Listing::kNone) index = listing_[retired].name;
    if (retired == Listing::kNone && visible != Listing::kNone) index = file.final_name;
  }
  return index;
}

const Replay::Made* Replay::find(const std::string& task) const {
  const auto at = by_name_.find(task);
  return at == by_name_.end() ? nullptr : at->second;
}

Result<ManifestRecord> Replay::manifest(const Made& task) const {
  const std::string& name = task.manifest->name;
  TRY(const std::string text, landing_.get(listing_.has(name) ? name : staged_manifest_file(name)));
  auto manifest = read_manifest(text, name);
  if (manifest && hash_hex(text) == task.manifest->hash) return manifest;
  return fail(ErrorCode::Changed, "{}/{} changed while it was looked at", landing_.root(), name);
}

const CommitRecord* Replay::replaced_by(std::size_t place) const {
  const auto at = replaced_.find(place);
  return at == replaced_.end() ? nullptr : at->second;
}

}  // namespace headgate::verify
