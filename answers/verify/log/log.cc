// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/log/log.h"

#include <fmt/format.h>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "base/time.h"

namespace headgate::verify {

Result<Log> Log::read(ObjectStore& landing, Listing& listing, Faults& faults) {
  Log log(landing, listing, faults);
  TRY_OK(log.read());
  return log;
}

Status Log::read() {
  std::uint64_t due = 1;
  const auto [first, last] = listing_->under(kCommits);
  for (std::size_t i = first; i < last; ++i) {
    const std::string& file = (*listing_)[i].name;
    listing_->name(i);
    const std::uint64_t seq = number_of(file, due);
    if (seq == 0) continue;
    due = seq;
    TRY(const std::string text, landing_->get(file));
    auto commit = read_commit(text, file);
    if (commit) {
      TRY_OK(check(*commit, due));
      commits_.push_back(std::move(*commit));
    } else {
      is_whole_ = false;
      faults_->add(Invariant::Log, file, "", "the record of a commit", commit.error().message);
      if (const std::size_t mark = listing_->find(applied_file(due)); mark != Listing::kNone)
        listing_->name(mark);
    }
    ++due;
  }
  return {};
}

/// Gives the number of a commit by its name, and reports those that are left out; 0 where it is none's.
std::uint64_t Log::number_of(const std::string& file, std::uint64_t due) {
  if (file == commit_file(due)) return due;
  is_whole_ = false;
  std::uint64_t seq = due;
  while (seq < due + listing_->size() && file != commit_file(seq)) ++seq;
  if (file != commit_file(seq)) {
    faults_->add(Invariant::Log, file, "", "the name of a commit, 20 digits", "another");
    return 0;
  }
  faults_->add(Invariant::Log, commit_file(due), "", "a commit, since " + file + " follows", "none");
  return seq;
}

void Log::fault(const CommitRecord& commit, const char* key, std::string expected, std::string found) {
  faults_->add(Invariant::Log, commit.file, key, std::move(expected), std::move(found));
}

Status Log::check(CommitRecord& commit, std::uint64_t due) {
  if (commit.seq != due) fault(commit, "seq", std::to_string(due), std::to_string(commit.seq));
  const auto [other, added] = uids_.emplace(commit.uid, commit.file);
  if (!added)
    fault(commit, "uid", "one of its own", fmt::format("{}, as in {}", quoted(commit.uid), other->second));
  TRY_OK(check_mark(commit, due));
  check_sources(commit);
  check_fences(commit);
  return {};
}

/// Marks come in the order of the log, so that none stands behind a commit without one; a fence needs none.
Status Log::check_mark(CommitRecord& commit, std::uint64_t seq) {
  const std::string file = applied_file(seq);
  const auto fault = [&](std::string expected, std::string found) {
    faults_->add(Invariant::Listing, file, "", std::move(expected), std::move(found));
  };
  const std::size_t mark = listing_->find(file);
  const bool stands = mark != Listing::kNone;
  if (stands) listing_->name(mark);
  if (commit.kind == CommitKind::Fence) {
    commit.is_applied = first_pending_.empty();
    if (stands) fault("no mark, since " + commit.file + " is a fence", "one");
  } else if (stands) {
    commit.is_applied = first_pending_.empty();
    if (!commit.is_applied) fault("no mark, since " + first_pending_ + " before it has none", "one");
    TRY(const std::string time, landing_->get(file));
    if (!parse_time(time)) fault("the time at which the commit was published", quoted(time));
  } else {
    pending_runs_.insert(commit.run);
    if (first_pending_.empty()) first_pending_ = commit.file;
    fault("the mark that the commit is published", "none: the next run publishes it");
  }
  if (commit.is_applied) applied_ = seq;
  return {};
}

/// The same objects under two names, or others under the same name, would be taken for what they are not.
void Log::check_sources(const CommitRecord& commit) {
  if (commit.kind == CommitKind::Run && !commit.sources)
    return fault(commit, "sources", "the root of each source", "none");
  if (!commit.sources) return;
  for (const auto& [name, root] : *commit.sources) {
    const auto [known, added] = sources_.emplace(name, root);
    if (known->second != root) {
      fault(commit, "sources", fmt::format("{} at {}, as before", quoted(name), quoted(known->second)),
            quoted(root));
    }
    for (const auto& [other, other_root] : sources_) {
      if (other == name || other_root != root) continue;
      fault(commit, "sources", fmt::format("{}, the name of {}", quoted(other), quoted(root)), quoted(name));
    }
  }
}

/// A run that was fenced never commits again: what it staged may be deleted.
void Log::check_fences(const CommitRecord& commit) {
  if (commit.kind != CommitKind::Fence) {
    const auto fence = fenced_.find(commit.run);
    if (fence != fenced_.end())
      fault(commit, "run", "a run that " + fence->second + " did not stop", quoted(commit.run));
    return;
  }
  if (!commit.run.empty()) fault(commit, "run", "none, since it is a fence", quoted(commit.run));
  if (commit.fenced.empty()) fault(commit, "fenced", "a run", "none");
  for (const std::string& run : commit.fenced) fenced_.emplace(run, commit.file);
}

}  // namespace headgate::verify
