// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/replay.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "answers/verify/read/lines.h"
#include "base/hash.h"
#include "base/parallel.h"

namespace headgate::verify {

namespace {

/// Each file of the replaced task goes or stays, and no other one does.
void check_files(const ManifestRecord& rewrite, const ManifestRecord& replaced, const FileFaults& fault) {
  std::map<std::string, OutputRecord> due;
  for (OutputRecord& file : replaced.files()) due.emplace(file.final_name, std::move(file));
  std::set<std::string> gone_or_kept;
  for (const auto& [key, files] : {std::pair("replaces, files", &rewrite.replaces->files),
                                   std::pair("replaces, kept", &rewrite.replaces->kept)}) {
    for (const OutputRecord& file : *files) {
      if (!gone_or_kept.insert(file.final_name).second) {
        fault(key, "each file once", quoted(file.final_name) + " again");
        continue;
      }
      const auto known = due.find(file.final_name);
      if (known == due.end()) {
        fault(key, "files of " + replaced.file, quoted(file.final_name));
        continue;
      }
      if (file != known->second)
        fault(fmt::format("{}, {}", key, file.final_name), "what " + replaced.file + " says of it",
              "something else");
      due.erase(known);
    }
  }
  for (const auto& [name, file] : due)
    fault("replaces", fmt::format("{}, a file of {}, in files or kept", name, replaced.file), "none");
  // What wrappers hold does not depend on contracts.
  for (const OutputRecord& file : rewrite.replaces->files) {
    if (output_kind(file.final_name) == OutputKind::Wrappers)
      fault("replaces, files", "records of wrappers kept", quoted(file.final_name));
  }
  for (const OutputRecord& file : rewrite.outputs) {
    if (output_kind(file.final_name) == OutputKind::Wrappers)
      fault("outputs", "records of wrappers kept", quoted(file.final_name));
    if (gone_or_kept.contains(file.final_name))
      fault("outputs", "a name that no replaced file has", quoted(file.final_name));
  }
}

/// A rewrite reads the same objects.
void check_objects(const ManifestRecord& rewrite, const ManifestRecord& replaced, const FileFaults& fault) {
  if (rewrite.objects.size() != replaced.objects.size()) {
    return fault("inputs", fmt::format("{} objects, by {}", replaced.objects.size(), replaced.file),
                 std::to_string(rewrite.objects.size()));
  }
  for (std::size_t i = 0; i < rewrite.objects.size(); ++i) {
    const ObjectRecord &found = rewrite.objects[i], &expected = replaced.objects[i];
    const std::string label = object_label(expected);
    const auto compare = [&](const std::string& what, const auto& due, const auto& told) {
      fault.compare("inputs, " + what + " of " + label, due, told, ", by " + replaced.file);
    };
    compare("name", label, object_label(found));
    compare("hash", expected.hash, found.hash);
    compare("size", expected.size, found.size);
    const auto part_text = [](const ObjectRecord& object) {
      const auto& part = object.part;
      return part ? fmt::format("{} to {}, {}", part->begin, part->end, part->hash) : "none";
    };
    compare("part", part_text(expected), part_text(found));
    for (const char* key : {"bytes_read", "frames", "dropped_ranges"})
      compare(key, expected.books.at(key), found.books.at(key));
  }
}

/// The tables of the contracts of a commit that judged an event of its tasks: those with lines of theirs.
class JudgedTables {
 public:
  JudgedTables(const CommitRecord& commit, const ContractFiles& contracts) : told_(commit.judged) {
    for (const NamedHash& contract : commit.contracts) {
      const auto plan = contracts.plan(contract.hash);
      is_known_ = is_known_ && plan != nullptr;
      if (plan == nullptr) continue;
      for (const bool clean : {true, false})
        tables_[folder_of(line_file(clean, plan->service, name(plan->record_type), ""))] = plan->table;
    }
  }

  void take(const ManifestRecord& manifest) {
    for (const OutputRecord& file : manifest.files()) {
      if (const auto table = tables_.find(folder_of(file.final_name)); table != tables_.end())
        judged_.insert(table->second);
    }
  }

  void check(const FileFaults& fault) const {
    if (is_known_ && told_ && *told_ != judged_) fault("judged", quoted(judged_), quoted(*told_));
  }

 private:
  static std::string folder_of(const std::string& file) { return file.substr(0, file.rfind('/') + 1); }

  std::optional<std::set<std::string>> told_;
  bool is_known_ = true;                       ///< Every contract is there as it was.
  std::map<std::string, std::string> tables_;  ///< By the folders of lines.
  std::set<std::string> judged_;
};

/// Looks whether the task of a rewrite takes the place of `replaced` whole: all of its files, and the same
/// objects.
void check_rewrite(const ManifestRecord& rewrite, const ManifestRecord& replaced, Faults& faults) {
  const FileFaults fault = faults.in(rewrite.file, Invariant::Rewrites);
  check_files(rewrite, replaced, fault);
  check_objects(rewrite, replaced, fault);
  std::set<std::string> contracts;
  for (const NamedHash& contract : rewrite.contracts) {
    if (!contracts.insert(contract.name).second)
      fault("contracts", "each once", quoted(contract.name) + " again");
  }
  for (const auto& [key, count] : replaced.books)
    fault.compare("replaces, books, " + key, count, rewrite.replaces->books.at(key), ", by " + replaced.file);
}

}  // namespace

Status Replay::carry_out(Checkpoints& checkpoints) {
  is_whole_ = log_.is_whole;
  for (const CommitRecord& commit : log_.commits) {
    TRY_OK(take(commit));
    TRY_OK(checkpoints.check_at(commit.seq, is_whole_, summary_, ledger_));
  }
  return {};
}

Status Replay::take(const CommitRecord& commit) {
  summary_.take(commit);
  TRY_OK(contracts_.read(commit.file, commit.contracts));
  Counts found;
  JudgedTables judged(commit, contracts_);
  bool whole = true;
  for (const NamedHash& named : commit.manifests) {
    TRY(const auto manifest, read(commit, named));
    whole = whole && manifest;
    if (!manifest) continue;
    for (const auto& [key, count] : manifest->books) found[key] += count;
    judged.take(*manifest);
    TRY_OK(take(commit, named, *manifest));
  }
  is_whole_ = is_whole_ && whole;
  if (!whole) return {};
  const FileFaults fault = landing_.faults.in(commit.file, Invariant::Books);
  for (const auto& [key, told] : commit.books)
    fault.compare("books, " + key, found[key], told, ", the sum of its manifests");
  judged.check(landing_.faults.in(commit.file, Invariant::Log));
  return {};
}

/// Reads a manifest and looks whether it is the one that its commit names; nothing where it is none.
Result<std::optional<ManifestRecord>> Replay::read(const CommitRecord& commit, const NamedHash& named) {
  const auto none = [&](const std::string& file, const char* place, std::string expected, std::string found) {
    landing_.faults.add(Invariant::Log, file, place, std::move(expected), std::move(found));
    return std::optional<ManifestRecord>();
  };
  if (!named.name.starts_with(kManifests))
    return none(commit.file, "manifests", fmt::format("names under {}", kManifests), quoted(named.name));
  std::size_t at = landing_.find(named.name);
  if (at == Landing::kNone && !commit.is_applied) at = landing_.find(staged_manifest_file(named.name));
  if (at == Landing::kNone) return none(named.name, "", "a manifest that " + commit.file + " names", "none");
  if (!landing_.name(at)) return none(commit.file, "manifests", "each manifest once", named.name + " again");
  TRY(const std::string text, landing_.store.get(landing_[at].name));
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
  const FileFaults fault = landing_.faults.in(manifest.file, Invariant::Log);
  Made made{&commit, &named, nullptr, true, {}};
  if (manifest.replaces) {
    TRY_OK(contracts_.read(manifest.file, manifest.contracts));
    TRY(made.replaces, replace(commit, manifest));
    made.old_index = take_replaced(commit, manifest);
  } else {
    for (const ObjectRecord& object : manifest.objects) {
      if (!commit.sources || !commit.sources->contains(object.source))
        fault("source of " + object_label(object), "a source of " + commit.file, quoted(object.source));
      ledger_.take(commit, manifest.file, object, landing_.faults);
    }
  }
  summary_.take(manifest);
  tasks_.push_back(std::move(made));
  if (!by_name_.emplace(manifest.task, &tasks_.back()).second)
    fault("task", "a task that no other commit made", quoted(manifest.task));
  return {};
}

/// Ends the life of the task that a rewrite replaces; nullptr where there is no such task.
Result<const Replay::Made*> Replay::replace(const CommitRecord& commit, const ManifestRecord& manifest) {
  const FileFaults fault = landing_.faults.in(manifest.file, Invariant::Rewrites);
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
  fault.compare("replaces, commit", replaced.commit->seq, replaces.commit, ", which made the task");
  TRY(const ManifestRecord record, this->manifest(replaced));
  check_rewrite(manifest, record, landing_.faults);
  summary_.take_off(record, manifest);
  return &replaced;
}

/// Notes where the files lie that a rewrite replaces; gives where the frame index does, if it is one of them.
std::string Replay::take_replaced(const CommitRecord& commit, const ManifestRecord& manifest) {
  std::string index;
  for (const OutputRecord& file : manifest.replaces->files) {
    const std::size_t retired = landing_.find(retired_file(commit.seq, file.final_name));
    const std::size_t visible = landing_.find(file.final_name);
    if (retired != Landing::kNone && landing_.name(retired)) retired_.emplace_back(retired, file);
    if (visible != Landing::kNone) {
      replaced_[visible] = &commit;
      // It stays until the rewrite is published.
      if (!commit.is_applied) landing_.name(visible);
    }
    const std::size_t stands = retired != Landing::kNone ? retired : visible;
    if (output_kind(file.final_name) == OutputKind::Index && stands != Landing::kNone)
      index = landing_[stands].name;
  }
  return index;
}

Status Replay::check_replaced_files(unsigned threads) const {
  std::vector<Faults> found(retired_.size());
  TRY_OK(in_parallel(threads, retired_.size(), [&](std::size_t i) -> Status {
    const auto& [place, file] = retired_[i];
    const std::string& name = landing_[place].name;
    const auto content = content_hash(landing_.store, name);
    // Kept for a while, and then deleted: by now, maybe.
    if (!content && content.error().code == ErrorCode::NotFound) return {};
    if (!content) return forward(content.error());
    found[i]
        .in(name, Invariant::Files)
        .compare_content(file.size, file.hash, content->second, content->first);
    return {};
  }));
  for (Faults& each : found) landing_.faults.take(std::move(each));
  return {};
}

const Replay::Made* Replay::find(const std::string& task) const {
  const auto at = by_name_.find(task);
  return at == by_name_.end() ? nullptr : at->second;
}

Result<ManifestRecord> Replay::manifest(const Made& task) const {
  const std::string& name = task.manifest->name;
  TRY(const std::string text, landing_.store.get(landing_.has(name) ? name : staged_manifest_file(name)));
  auto manifest = read_manifest(text, name);
  if (manifest && hash_hex(text) == task.manifest->hash) return manifest;
  return fail(ErrorCode::Changed, "{}/{} changed while it was looked at", landing_.store.root(), name);
}

const CommitRecord* Replay::replaced_by(std::size_t place) const {
  const auto at = replaced_.find(place);
  return at == replaced_.end() ? nullptr : at->second;
}

}  // namespace headgate::verify
