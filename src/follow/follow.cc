// SPDX-License-Identifier: Apache-2.0
#include "follow/follow.h"

#include <algorithm>

#include "layout/follower_name.h"
#include "layout/layout.h"

namespace headgate {

namespace {

/// Marks all up to `seq` as taken in. The greatest mark counts, so that one that lands late moves nothing
/// back; the smaller ones say nothing any more.
Status mark(ObjectStore& landing, const std::string& follower, std::uint64_t seq, const Clock& clock) {
  TRY_OK(landing.put(layout::loaded_name(follower, seq), format_time(clock()) + "\n"));
  TRY(const auto marks, landing.list(layout::loaded_folder(follower)));
  std::vector<std::string> smaller;
  for (const ObjectInfo& each : marks) {
    const auto number = layout::seq_of(each.name, layout::loaded_folder(follower));
    if (number && *number < seq) smaller.push_back(each.name);
  }
  return landing.remove_all(smaller);
}

/// `marked` is what a mark says already.
Status take_next(CommitLog& log, Follower& follower, std::uint64_t marked, const Clock& clock,
                 Followed& so_far) {
  const std::uint64_t seq = so_far.position + 1;
  TRY(const CommitRecord commit, log.commit_record(seq));
  if (commit.kind != CommitKind::Fence) {
    TRY(const auto tasks, log.manifests(commit));
    TRY_OK(follower.take(log, commit, tasks));
    if (seq > marked) TRY_OK(mark(log.store(), follower.name(), seq, clock));
    so_far.commits.push_back(seq);
  }
  so_far.position = seq;
  return {};
}

}  // namespace

Result<std::uint64_t> followed(ObjectStore& landing, const std::string& follower) {
  const std::string folder = layout::loaded_folder(follower);
  TRY(const auto marks, landing.list(folder));
  std::uint64_t last = 0;
  for (const ObjectInfo& each : marks) last = std::max(last, layout::seq_of(each.name, folder).value_or(0));
  return last;
}

Result<Followed> follow(CommitLog& log, Follower& follower, const Clock& clock, bool anew) {
  Followed so_far;
  TRY(const std::uint64_t marked, followed(log.store(), follower.name()));
  so_far.position = anew ? 0 : marked;
  while (so_far.position < log.applied()) {
    const Status taken = take_next(log, follower, marked, clock, so_far);
    if (taken) continue;
    so_far.stopped = taken.error();
    break;
  }
  return so_far;
}

Result<Unfollowed> unfollowed(const CommitLog& log, const std::string& follower) {
  TRY(const std::uint64_t position, followed(log.store(), follower));
  return unfollowed(log, position);
}

Result<Unfollowed> unfollowed(const CommitLog& log, std::uint64_t position) {
  Unfollowed left;
  for (std::uint64_t seq = position + 1; seq <= log.head(); ++seq) {
    TRY(const CommitRecord commit, log.commit_record(seq));
    if (commit.kind == CommitKind::Fence) continue;
    ++left.commits;
    left.log_lines += commit.books.log_lines;
  }
  return left;
}

Result<bool> is_replaced(const CommitLog& log, std::uint64_t seq, const std::string& task) {
  for (std::uint64_t later = seq + 1;; ++later) {
    const auto commit = log.commit_record(later);
    if (!commit && commit.error().code == ErrorCode::NotFound) return false;
    if (!commit) return forward(commit.error());
    if (commit->kind != CommitKind::Rewrite) continue;
    TRY(const auto manifests, log.manifests(*commit));
    if (std::ranges::any_of(
            manifests, [&](const Manifest& each) { return each.replaces && each.replaces->task == task; }))
      return true;
  }
}

Result<std::optional<StoredLines>> open_lines(const CommitLog& log, std::uint64_t seq, const Manifest& task,
                                              const std::string& final_name) {
  auto lines = StoredLines::open(log.store(), final_name);
  if (lines) return std::optional(std::move(*lines));
  if (lines.error().code != ErrorCode::NotFound) return forward(lines.error());
  TRY(const bool replaced, is_replaced(log, seq, task.task));
  if (replaced) return std::optional<StoredLines>();
  return fail(ErrorCode::Corrupt, "{}/{} is missing, and commit {} names it", log.root(), final_name, seq);
}

}  // namespace headgate
