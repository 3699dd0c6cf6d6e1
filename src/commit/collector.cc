// SPDX-License-Identifier: Apache-2.0
#include "commit/collector.h"

#include <algorithm>
#include <set>

#include "commit/lease.h"
#include "layout/layout.h"

namespace headgate {

namespace {

constexpr std::size_t kCheckpointsKept = 2;
/// A mark may be as much older than its switch as a write may be late, and whatever was sent before the
/// switch may land as much later.
constexpr Micros kSettledAfter = 2 * kLateMax;
/// So many commits lie between two looks for nodes that no checkpoint leads to.
constexpr std::uint64_t kSweepEvery = 64;

std::set<std::string> runs_of(const std::vector<ObjectInfo>& objects, const std::string& prefix) {
  std::set<std::string> runs;
  for (const ObjectInfo& object : objects) runs.insert(layout::run_of(object.name, prefix));
  return runs;
}

}  // namespace

Status Collector::collect(Micros now, Micros retention) {
  const Status removed = store_.remove_unfinished();
  // What it may not look for it leaves to somebody who may.
  if (!removed && removed.error().code != ErrorCode::Denied) return removed;
  if (!log_.exists_) return {};
  TRY_OK(log_.refresh());
  TRY(const auto dead, suspects(now));
  if (!dead.empty()) {
    TRY(const bool is_fenced, log_.fence(dead, now));
    // What stands there instead was committed by a run that may be dead: whoever ends this turn publishes it.
    if (!is_fenced) return log_.refresh();
  }
  TRY_OK(sweep_staging());
  TRY(const auto leases, list_leases(store_));
  for (const Lease& lease : leases) {
    TRY(const bool at_work, stands(store_, lease, now));
    if (!at_work) TRY_OK(end_lease(store_, lease.run));
  }
  return sweep_retired(now, retention);
}

/// Gives the runs that have something in staging and seem dead. Clocks decide whom to suspect, never what is
/// safe. A fenced one is not fenced again: a collector that loops would take every number of the log.
Result<std::vector<std::string>> Collector::suspects(Micros now) {
  // The leases are read after the staging: a run that begins in between has one.
  TRY(const auto staged, store_.list(layout::kStaging));
  std::set<std::string> runs = runs_of(staged, layout::kStaging);
  if (runs.empty()) return std::vector<std::string>();
  TRY(const auto leases, list_leases(store_));
  for (const Lease& lease : leases) {
    TRY(const bool at_work, stands(store_, lease, now));
    if (at_work) runs.erase(lease.run);
  }
  std::erase_if(runs, [&](const std::string& run) { return log_.is_fenced(run); });
  return std::vector<std::string>(runs.begin(), runs.end());
}

/// Removes, in each pass, what fenced runs have in staging, but for what waits to be published.
Status Collector::sweep_staging() {
  TRY(const auto staged, store_.list(layout::kStaging));
  std::set<std::string> waiting;
  for (const auto& recent : log_.recent_) {
    if (recent.is_applied || staged.empty()) continue;
    TRY(const auto manifests, log_.manifests(recent.commit));
    for (const NamedHash& named : recent.commit.manifests)
      waiting.insert(layout::staged_manifest_name(named.name));
    for (const Manifest& manifest : manifests) {
      for (const StagedFile& file : manifest.outputs) waiting.insert(file.staged);
    }
  }
  std::vector<std::string> nobodys;
  for (const ObjectInfo& object : staged) {
    if (log_.is_fenced(layout::run_of(object.name, layout::kStaging)) && !waiting.contains(object.name))
      nobodys.push_back(object.name);
  }
  return store_.remove_all(nobodys);
}

/// Removes what was replaced longer ago than snapshots are kept, and than a write may land late. The visible
/// name goes once more: a copy that landed late may have brought it back.
Status Collector::sweep_retired(Micros now, Micros retention) {
  std::vector<Checkpoint::Rewrite> still;
  for (const Checkpoint::Rewrite& rewrite : log_.state_.rewrites) {
    if (rewrite.seq > log_.applied_) {
      still.push_back(rewrite);
      continue;
    }
    TRY(const Micros switched, switch_time(rewrite));
    const bool is_old = switched + std::max(retention, kSettledAfter) < now;
    if (!is_old && switched + kSettledAfter < now) {
      still.push_back(rewrite);
      continue;
    }
    const std::string folder = layout::kRetired + layout::digits(rewrite.seq) + "/";
    TRY(const auto retired, store_.list(folder));
    std::vector<std::string> visible, old;
    for (const ObjectInfo& object : retired) {
      const std::string name = object.name.substr(folder.size());
      const auto stands = store_.stat(name);
      if (stands) visible.push_back(name);
      old.push_back(object.name);
    }
    TRY_OK(store_.remove_all(visible));
    if (is_old) {
      TRY_OK(store_.remove_all(old));
    } else {
      still.push_back(rewrite);
    }
  }
  log_.state_.rewrites = std::move(still);
  return {};
}

/// Gives when a rewrite was carried out: where its run was killed, another did that, perhaps days later.
Result<Micros> Collector::switch_time(const Checkpoint::Rewrite& rewrite) const {
  TRY(const std::string mark, store_.get(layout::applied_name(rewrite.seq)));
  return std::max(rewrite.time, parse_time(mark).value_or(rewrite.time));
}

Status Collector::checkpoint() {
  if (log_.base_ == log_.head() || log_.applied_ < log_.head()) return {};
  const std::uint64_t before = log_.base_;
  // Ours stays that of `base_` until the checkpoint stands: to add the same once more would be twice.
  std::optional<Ledger> grown;
  TRY_OK(log_.with_ledger([&]() -> Status {
    grown = log_.ledger_;
    return grown->add(log_.recent_objects_, log_.head());
  }));
  if (log_.applied_ < log_.head()) return {};  // The log was read anew, and has grown.
  log_.state_.ledger = grown->root();
  TRY(const auto staged, store_.list(layout::kStaging));
  const std::set<std::string> runs = runs_of(staged, layout::kStaging);
  // A run that has left nothing in staging is forgotten here, but for one word: whoever goes on with it under
  // the same id, as workers do, has to stop all the same.
  std::vector<std::string> still;
  for (const std::string& run : log_.state_.fenced) {
    if (!runs.contains(run)) TRY_OK(store_.put(layout::kFenced + run, ""));
    if (runs.contains(run)) still.push_back(run);
  }
  log_.state_.fenced = std::move(still);
  TRY_OK(store_.put(layout::checkpoint_name(log_.head()), to_json(log_.state_)));
  log_.ledger_ = std::move(*grown);
  log_.base_ = log_.head();
  log_.recent_.clear();
  log_.recent_objects_.clear();
  return sweep_checkpoints(before);
}

/// Keeps the newest checkpoints, and from time to time looks for nodes that none of them leads to. Whoever
/// still puts an older one together may lose its nodes: nobody will ever read it.
Status Collector::sweep_checkpoints(std::uint64_t before) {
  TRY(const auto listed, store_.list(layout::kCheckpoints));
  std::vector<std::string> old;
  for (std::size_t i = 0; i + kCheckpointsKept < listed.size(); ++i) old.push_back(listed[i].name);
  TRY_OK(store_.remove_all(old));
  if (before / kSweepEvery == log_.base_ / kSweepEvery) return {};
  std::set<std::string> used;
  std::uint64_t oldest = log_.base_;
  for (std::size_t i = old.size(); i < listed.size(); ++i) {
    const auto text = store_.get(listed[i].name);
    if (!text) return {};  // Somebody else is at it.
    const auto kept = read_checkpoint(*text, log_.root() + "/" + listed[i].name);
    if (!kept) return {};  // Nobody reads it: the next one takes its place.
    auto names = Ledger(store_, kept->ledger).node_names();
    if (!names) return {};
    used.insert(names->begin(), names->end());
    oldest = std::min(oldest, kept->seq);
  }
  TRY(const auto nodes, store_.list(layout::kLedger));
  std::vector<std::string> unused;
  for (const ObjectInfo& node : nodes) {
    const auto seq = layout::seq_of(node.name, layout::kLedger);
    if (seq && *seq < oldest && !used.contains(node.name)) unused.push_back(node.name);
  }
  return store_.remove_all(unused);
}

}  // namespace headgate
