// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/inventory.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "base/hash.h"

namespace headgate::verify {

/// A lease stands until it expires, or its process has ended.
Status Inventory::read_leases(Micros now) {
  for (const std::size_t at : landing_.under(kLeases)) {
    const std::string& file = landing_[at].name;
    landing_.name(at);
    if (!file.ends_with("/lease.json")) continue;
    const auto text = landing_.store.get(file);
    if (!text && text.error().code == ErrorCode::NotFound) continue;  // Its run has just ended.
    if (!text) return forward(text.error());
    const auto lease = read_lease(*text);
    if (!lease || !lease->expires || *lease->expires < now) continue;
    if (!lease->writer.empty()) {
      TRY(const bool gone, landing_.store.is_gone(lease->writer));
      if (gone) continue;
    }
    leased_runs_.insert(run_of(file, kLeases));
  }
  return {};
}

std::string Inventory::take(const CommitRecord& commit, const std::string& manifest,
                            const OutputRecord& output, bool is_kept, Faults& faults) {
  const FileFaults fault = faults.in(manifest, Invariant::Files);
  const std::string staging = kStaging + commit.run + "/";
  if (!is_kept && !output.staged.starts_with(staging))
    fault("staged of " + output.final_name, "a name under " + staging, quoted(output.staged));
  const std::size_t at = landing_.find(output.final_name);
  const bool is_there = at != Landing::kNone;
  if (is_there ? !landing_.name(at) : !missing_.insert(output.final_name).second) {
    fault("final", "a name that no other output has", quoted(output.final_name));
    return {};
  }
  if (is_there) {
    hashes_[at] = output.hash;
    return output.final_name;
  }
  if (!commit.is_applied && landing_.has(output.staged)) return output.staged;
  faults.add(Invariant::Files, output.final_name, "",
             fmt::format("a file of {} bytes, by {}", output.size, manifest), "none");
  return {};
}

bool Inventory::is_raw_source(const std::string& file) const {
  if (!file.starts_with("data/raw/")) return false;
  const std::string path = landing_.store.root() + "/" + file;
  return std::ranges::any_of(log_.sources,
                             [&](const auto& source) { return path.starts_with(source.second + "/"); });
}

/// Says whether what lies in staging may be of a run at work, or waits for its commit to be published.
bool Inventory::is_at_work(const std::string& file) const {
  if (file.starts_with(kUnfinished)) return is_disturbed();
  const std::string run = run_of(file, kStaging);
  return leased_runs_.contains(run) || log_.pending_runs.contains(run);
}

void Inventory::report_unnamed(const Replay& replay) const {
  for (std::size_t i = 0; i < landing_.size(); ++i) {
    if (!landing_.is_named(i)) report(i, replay);
  }
}

void Inventory::report(std::size_t place, const Replay& replay) const {
  const std::string& file = landing_[place].name;
  const auto add = [&](Invariant invariant, std::string expected, std::string found) {
    landing_.faults.add(invariant, file, "", std::move(expected), std::move(found));
  };
  if (file.starts_with(kStaging) || file.starts_with(kUnfinished)) {
    if (!is_at_work(file))
      add(Invariant::Staging, "nothing that a run left behind", "this file: the next run removes it");
  } else if (file.starts_with(kApplied)) {
    add(Invariant::Listing, "a mark of a commit", "no commit of that number");
  } else if (file.starts_with(kManifests)) {
    if (!leased_runs_.contains(run_of(file, kManifests)))
      add(Invariant::Staging, "a manifest that a commit names", "none does");
  } else if (const CommitRecord* const rewrite = replay.replaced_by(place)) {
    add(Invariant::Files, "no such file, since " + rewrite->file + " replaced it",
        "this file: the next run removes it");
  } else if (file.starts_with(kRetired)) {
    add(Invariant::Files, "a file that the rewrite of that number replaced", "none did");
  } else if (!is_raw_source(file) && !is_hint_or_reserved(file)) {
    add(Invariant::Files, "a file that a live task names", "none does");
  }
}

std::string Inventory::data_hash() const {
  ContentHash hash;
  for (std::size_t i = 0; i < hashes_.size(); ++i) {
    if (hashes_[i].empty()) continue;
    hash.feed(fmt::format("{} {} {}\n", landing_[i].name, landing_[i].size_bytes, hashes_[i]));
  }
  return hash.hex();
}

}  // namespace headgate::verify
