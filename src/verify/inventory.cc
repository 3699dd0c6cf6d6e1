// SPDX-License-Identifier: Apache-2.0
#include "verify/inventory.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "verify/cell_text.h"
#include "verify/layout.h"

namespace headgate::verify {

namespace {

/// Folders that the layout sets aside, and of which nothing is said yet.
bool is_reserved(const std::string& file) {
  return std::any_of(std::begin(kReserved), std::end(kReserved),
                     [&](const char* folder) { return file.starts_with(folder); });
}

}  // namespace

Result<Inventory> Inventory::read(ObjectStore& landing, Micros now, Faults& faults) {
  Inventory inventory(landing, now);
  TRY_OK(inventory.list(faults));
  TRY_OK(inventory.read_landing_record(faults));
  TRY_OK(inventory.read_leases());
  TRY_OK(inventory.read_commits(faults));
  return inventory;
}

Status Inventory::list(Faults& faults) {
  for (const char* prefix : {kBooksFolder, kData}) {
    std::vector<std::pair<std::string, Error>> unlistable;
    TRY(auto listed, landing_->list(prefix, &unlistable));
    for (ObjectInfo& info : listed) files_.push_back(std::move(info));
    for (const auto& [name, error] : unlistable) {
      faults.add(Invariant::Files, name, "", "a file or a folder", error.message);
    }
  }
  named_.assign(files_.size(), false);
  hashes_.resize(files_.size());
  return {};
}

std::size_t Inventory::find(const std::string& file) const {
  const auto at =
      std::lower_bound(files_.begin(), files_.end(), file,
                       [](const ObjectInfo& info, const std::string& name) { return info.name < name; });
  return at != files_.end() && at->name == file ? static_cast<std::size_t>(at - files_.begin())
                                                : files_.size();
}

Status Inventory::read_landing_record(Faults& faults) {
  const std::size_t at = find(kLandingRecord);
  const bool any = std::any_of(files_.begin(), files_.end(),
                               [](const ObjectInfo& info) { return info.name.starts_with(kCommits); });
  if (at == files_.size() && !any) {
    return fail(ErrorCode::Configuration, "{} is no landing: it has no {}", landing_->root(), kLandingRecord);
  }
  if (at == files_.size()) {
    faults.add(Invariant::Log, kLandingRecord, "", "the record of the landing", "none");
    return {};
  }
  named_[at] = true;
  TRY(const std::string text, landing_->get(kLandingRecord));
  auto sources = verify::read_landing(text);
  if (!sources) {
    faults.add(Invariant::Log, kLandingRecord, "", "the record of the landing", sources.error().message);
    return {};
  }
  sources_ = std::move(*sources);
  return {};
}

Status Inventory::read_leases() {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const std::string& file = files_[i].name;
    if (!file.starts_with(kLeases)) continue;
    named_[i] = true;
    if (!file.ends_with("/lease.json")) continue;
    TRY(const std::string text, landing_->get(file));
    const auto end = read_lease_end(text);
    const auto expires = end ? parse_time(*end) : std::nullopt;
    if (expires && *expires > now_) leased_runs_.insert(run_of(file, kLeases));
  }
  return {};
}

Status Inventory::read_commits(Faults& faults) {
  std::uint64_t due = 1;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const std::string& file = files_[i].name;
    if (!file.starts_with(kCommits)) continue;
    named_[i] = true;
    if (file != commit_file(due)) {
      const auto is_commit = [&](std::uint64_t seq) { return file == commit_file(seq); };
      std::uint64_t seq = due;
      while (seq < due + files_.size() && !is_commit(seq)) ++seq;
      const std::string missing = is_commit(seq) ? commit_file(due) : file;
      faults.add(Invariant::Log, missing, "",
                 is_commit(seq) ? "a commit, since " + file + " follows" : "the name of a commit, 20 digits",
                 is_commit(seq) ? "none" : "another");
      if (!is_commit(seq)) continue;
      due = seq;
    }
    TRY(const std::string text, landing_->get(file));
    auto commit = read_commit(text, file);
    if (!commit) {
      faults.add(Invariant::Log, file, "", "the record of a commit", commit.error().message);
    } else {
      check_commit(*commit, due, faults);
      commits_.push_back(std::move(*commit));
    }
    ++due;
  }
  return {};
}

void Inventory::check_commit(const CommitRecord& commit, std::uint64_t due, Faults& faults) {
  const auto check = [&](bool holds, const char* key, std::string expected, std::string found) {
    if (!holds) faults.add(Invariant::Log, commit.file, key, std::move(expected), std::move(found));
  };
  check(commit.seq == due, "seq", std::to_string(due), std::to_string(commit.seq));
  check(commit.kind == "run", "kind", "run", quoted(commit.kind));
  const auto [other, added] = uids_.emplace(commit.uid, commit.file);
  check(added, "uid", "one of its own", fmt::format("{}, as in {}", quoted(commit.uid), other->second));
  const std::size_t mark = find(applied_file(due));
  if (mark == files_.size()) {
    pending_runs_.insert(commit.run);
    faults.add(Invariant::Listing, applied_file(due), "", "the mark that the commit is published",
               "none: the next run publishes it");
    return;
  }
  named_[mark] = true;
  if (files_[mark].size_bytes == 0) return;
  faults.add(Invariant::Listing, applied_file(due), "", "an empty mark",
             fmt::format("{} bytes", files_[mark].size_bytes));
}

Result<std::optional<ManifestRecord>> Inventory::manifest(const CommitRecord& commit, const NamedHash& named,
                                                          Faults& faults) {
  const auto none = [&](const std::string& file, const char* place, std::string expected, std::string found) {
    faults.add(Invariant::Log, file, place, std::move(expected), std::move(found));
    return std::optional<ManifestRecord>();
  };
  const std::size_t at = find(named.name);
  if (at == files_.size() || !named.name.starts_with(kManifests)) {
    return none(named.name, "", "a manifest that " + commit.file + " names", "none");
  }
  if (named_[at]) return none(commit.file, "manifests", "each manifest once", named.name + " again");
  named_[at] = true;
  TRY(const std::string text, landing_->get(named.name));
  if (const std::string hash = hash_hex(text); hash != named.hash) {
    return none(named.name, "", fmt::format("the hash {} of {}", named.hash, commit.file), hash);
  }
  auto manifest = read_manifest(text, named.name);
  if (!manifest) return none(named.name, "", "a manifest", manifest.error().message);
  const std::string task = task_of(commit.plan_hash, manifest->objects);
  if (manifest->task != task) {
    return none(named.name, "task",
                fmt::format("{}, from the objects and plan_hash of {}", task, commit.file),
                quoted(manifest->task));
  }
  const std::string name = fmt::format("{}{}/{}.json", kManifests, commit.run, task);
  if (named.name != name)
    none(commit.file, "run", "the run whose manifests it names: " + named.name, quoted(commit.run));
  return std::optional(std::move(*manifest));
}

Result<std::shared_ptr<const Plan>> Inventory::contract(const CommitRecord& commit, const NamedHash& named,
                                                        Faults& faults) {
  const std::string file = kContracts + named.hash + ".yaml";
  const auto [known, added] = contracts_.try_emplace(named.hash);
  if (added) {
    if (find(file) == files_.size()) {
      faults.add(Invariant::Log, file, "", "a contract that " + commit.file + " names", "none");
      return known->second;
    }
    TRY(const std::string text, landing_->get(file));
    auto plan = compile_contract(text, file);
    if (hash_hex(text) != named.hash || !plan) {
      faults.add(Invariant::Log, file, "", "a contract with the hash " + named.hash,
                 plan ? hash_hex(text) : plan.error().message);
      return known->second;
    }
    known->second = std::move(*plan);
  }
  if (known->second != nullptr && known->second->contract != named.name) {
    faults.add(Invariant::Log, commit.file, "contracts",
               fmt::format("{}, the name in {}", known->second->contract, file), quoted(named.name));
  }
  return known->second;
}

std::string Inventory::take(const CommitRecord& commit, const std::string& manifest,
                            const OutputRecord& output, Faults& faults) {
  const auto add = [&](const std::string& file, std::string place, std::string expected, std::string found) {
    faults.add(Invariant::Files, file, std::move(place), std::move(expected), std::move(found));
  };
  const std::string staging = kStaging + commit.run + "/";
  if (!output.staged.starts_with(staging)) {
    add(manifest, "staged of " + output.final_name, "a name under " + staging, quoted(output.staged));
  }
  const std::size_t at = find(output.final_name);
  const bool twice =
      at == files_.size() ? !missing_.emplace(output.final_name, commit.seq).second : named_[at];
  if (twice) {
    add(manifest, "final", "a name that no other output has", quoted(output.final_name));
    return {};
  }
  if (at != files_.size()) {
    named_[at] = true;
    hashes_[at] = output.hash;
    return output.final_name;
  }
  const bool pending = pending_runs_.contains(commit.run);
  if (pending && find(output.staged) != files_.size()) return output.staged;
  add(output.final_name, "", fmt::format("a file of {} bytes, by {}", output.size, manifest), "none");
  return {};
}

void Inventory::take(const CommitRecord& commit, const std::string& manifest, const ObjectRecord& object,
                     Faults& faults) {
  if (!sources_.contains(object.source)) {
    faults.add(Invariant::Log, manifest, "source of " + object_label(object),
               fmt::format("a source of {}", kLandingRecord), quoted(object.source));
  }
  const std::string key = fmt::format("{}\n{}\n{}", object.generation, object.source, object.object);
  const auto [other, added] = objects_.emplace(key, commit.seq);
  if (added) return;
  faults.add(Invariant::Objects, manifest, object_label(object), "an object that no other commit covers",
             "it stands in " + commit_file(other->second) + " too");
}

bool Inventory::is_raw_source(const std::string& file) const {
  if (!file.starts_with("data/raw/")) return false;
  const std::string path = landing_->root() + "/" + file;
  return std::any_of(sources_.begin(), sources_.end(),
                     [&](const auto& source) { return path.starts_with(source.second + "/"); });
}

void Inventory::report_staging(const std::string& file, Faults& faults) const {
  const bool unfinished = file.starts_with(kUnfinished);
  const std::string run = unfinished ? "" : run_of(file, kStaging);
  if (unfinished ? !leased_runs_.empty() : leased_runs_.contains(run) || pending_runs_.contains(run)) return;
  faults.add(Invariant::Staging, file, "", "nothing that a run left behind",
             "this file: the next run removes it");
}

Status Inventory::report_unnamed(Faults& faults) {
  TRY_OK(check_contract_files(faults));
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const std::string& file = files_[i].name;
    if (named_[i]) continue;
    if (file.starts_with(kStaging) || file.starts_with(kUnfinished)) {
      report_staging(file, faults);
    } else if (file.starts_with(kApplied)) {
      faults.add(Invariant::Listing, file, "", "a mark of a commit", "no commit of that number");
    } else if (file.starts_with(kManifests)) {
      if (leased_runs_.contains(run_of(file, kManifests))) continue;
      faults.add(Invariant::Staging, file, "", "a manifest that a commit names",
                 "none does: the next run removes it");
    } else if (!is_raw_source(file) && !is_reserved(file)) {
      faults.add(Invariant::Files, file, "", "a file that a commit names", "none does");
    }
  }
  return {};
}

/// A contract is kept before the commit that names it, so one more than those is no fault.
Status Inventory::check_contract_files(Faults& faults) {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const std::string& file = files_[i].name;
    if (!file.starts_with(kContracts)) continue;
    named_[i] = true;
    TRY(const std::string text, landing_->get(file));
    const std::string expected = kContracts + hash_hex(text) + ".yaml";
    const bool reported = std::any_of(contracts_.begin(), contracts_.end(), [&](const auto& contract) {
      return file == kContracts + contract.first + ".yaml";
    });
    if (file == expected || reported) continue;
    faults.add(Invariant::Files, file, "", "the name " + expected, "this one");
  }
  return {};
}

std::string Inventory::data_hash() const {
  ContentHash hash;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (hashes_[i].empty()) continue;
    hash.feed(fmt::format("{} {} {}\n", files_[i].name, files_[i].size_bytes, hashes_[i]));
  }
  return hash.hex();
}

}  // namespace headgate::verify
