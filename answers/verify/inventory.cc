// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/inventory.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "base/hash.h"

namespace headgate::verify {

namespace {

/// Folders that the layout sets aside, and of which nothing is said yet.
bool is_reserved(const std::string& file) {
  return std::any_of(std::begin(kReserved), std::end(kReserved),
                     [&](const char* folder) { return file.starts_with(folder); });
}

/// Says whether a file is a hint for runs and people: nothing rests on it.
bool is_hint(const std::string& file) {
  return file.starts_with(kListings) || file.starts_with(kFenced) || file == kLastFailure;
}

}  // namespace

Status check_landing_record(ObjectStore& landing, Listing& listing, Faults& faults) {
  const std::size_t at = listing.find(kLandingRecord);
  const auto [first, last] = listing.under(kCommits);
  if (at == Listing::kNone && first == last) {
    return fail(ErrorCode::Configuration, "{} is no landing: it has no {}", landing.root(), kLandingRecord);
  }
  if (at == Listing::kNone) {
    faults.add(Invariant::Log, kLandingRecord, "", "the record of the landing", "none");
    return {};
  }
  listing.name(at);
  TRY(const std::string text, landing.get(kLandingRecord));
  if (const Status read = read_landing(text); !read)
    faults.add(Invariant::Log, kLandingRecord, "", "the record of the landing", read.error().message);
  return {};
}

Result<Inventory> Inventory::read(ObjectStore& landing, Listing& listing, const Log& log, Micros now) {
  Inventory inventory(landing, listing, log);
  TRY_OK(inventory.read_leases(now));
  return inventory;
}

/// A lease stands until it expires, or its process has ended.
Status Inventory::read_leases(Micros now) {
  const auto [first, last] = listing_->under(kLeases);
  for (std::size_t i = first; i < last; ++i) {
    const std::string& file = (*listing_)[i].name;
    listing_->name(i);
    if (!file.ends_with("/lease.json")) continue;
    const auto text = landing_->get(file);
    if (!text && text.error().code == ErrorCode::NotFound) continue;  // Its run has just ended.
    if (!text) return forward(text.error());
    const auto lease = read_lease(*text);
    if (!lease || !lease->expires || *lease->expires < now) continue;
    if (!lease->writer.empty()) {
      TRY(const bool gone, landing_->is_gone(lease->writer));
      if (gone) continue;
    }
    leased_runs_.insert(run_of(file, kLeases));
  }
  return {};
}

std::string Inventory::take(const CommitRecord& commit, const std::string& manifest,
                            const OutputRecord& output, bool is_kept, Faults& faults) {
  const auto add = [&](const std::string& file, std::string place, std::string expected, std::string found) {
    faults.add(Invariant::Files, file, std::move(place), std::move(expected), std::move(found));
  };
  const std::string staging = kStaging + commit.run + "/";
  if (!is_kept && !output.staged.starts_with(staging)) {
    add(manifest, "staged of " + output.final_name, "a name under " + staging, quoted(output.staged));
  }
  const std::size_t at = listing_->find(output.final_name);
  const bool twice =
      at == Listing::kNone ? !missing_.emplace(output.final_name, commit.seq).second : !listing_->name(at);
  if (twice) {
    add(manifest, "final", "a name that no other output has", quoted(output.final_name));
    return {};
  }
  if (at != Listing::kNone) {
    hashes_[at] = output.hash;
    return output.final_name;
  }
  if (!commit.is_applied && listing_->has(output.staged)) return output.staged;
  add(output.final_name, "", fmt::format("a file of {} bytes, by {}", output.size, manifest), "none");
  return {};
}

bool Inventory::is_raw_source(const std::string& file) const {
  if (!file.starts_with("data/raw/")) return false;
  const std::string path = landing_->root() + "/" + file;
  return std::any_of(log_->sources().begin(), log_->sources().end(),
                     [&](const auto& source) { return path.starts_with(source.second + "/"); });
}

void Inventory::report_staging(const std::string& file, Faults& faults) const {
  const bool unfinished = file.starts_with(kUnfinished);
  const std::string run = unfinished ? "" : run_of(file, kStaging);
  if (unfinished ? is_disturbed() : leased_runs_.contains(run) || log_->is_pending(run)) return;
  faults.add(Invariant::Staging, file, "", "nothing that a run left behind",
             "this file: the next run removes it");
}

void Inventory::report_unnamed(const Replay& replay, Faults& faults) {
  for (std::size_t i = 0; i < listing_->size(); ++i) {
    if (!listing_->is_named(i)) report(i, replay, faults);
  }
}

void Inventory::report(std::size_t place, const Replay& replay, Faults& faults) const {
  const std::string& file = (*listing_)[place].name;
  const auto add = [&](Invariant invariant, std::string expected, std::string found) {
    faults.add(invariant, file, "", std::move(expected), std::move(found));
  };
  if (file.starts_with(kStaging) || file.starts_with(kUnfinished)) {
    report_staging(file, faults);
  } else if (file.starts_with(kApplied)) {
    add(Invariant::Listing, "a mark of a commit", "no commit of that number");
  } else if (file.starts_with(kManifests)) {
    if (leased_runs_.contains(run_of(file, kManifests))) return;
    add(Invariant::Staging, "a manifest that a commit names", "none does");
  } else if (const CommitRecord* const rewrite = replay.replaced_by(place)) {
    add(Invariant::Files, "no such file, since " + rewrite->file + " replaced it",
        "this file: the next run removes it");
  } else if (file.starts_with(kRetired)) {
    add(Invariant::Files, "a file that the rewrite of that number replaced", "none did");
  } else if (!is_raw_source(file) && !is_reserved(file) && !is_hint(file)) {
    add(Invariant::Files, "a file that a live task names", "none does");
  }
}

std::string Inventory::data_hash() const {
  ContentHash hash;
  for (std::size_t i = 0; i < hashes_.size(); ++i) {
    if (hashes_[i].empty()) continue;
    hash.feed(fmt::format("{} {} {}\n", (*listing_)[i].name, (*listing_)[i].size_bytes, hashes_[i]));
  }
  return hash.hex();
}

}  // namespace headgate::verify
