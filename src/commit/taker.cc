// SPDX-License-Identifier: Apache-2.0
//
// Looks in the log for whoever took what a task holds.
#include <algorithm>

#include "commit/committer.h"
#include "layout/layout.h"

namespace headgate {

/// Gives the commit that holds an object of a task by what is known of the log, 0 where there is none.
Result<std::uint64_t> Committer::taker_of(const Manifest& task) {
  if (task.replaces) return 0;
  for (const ManifestObject& object : task.objects) {
    TRY(const auto known, find(object.source, object.object));
    const std::size_t taken = known ? known->generations.size() : 0;
    if (object.generation == 0 || object.generation > taken + 1) {
      return fail(ErrorCode::Corrupt, "task {} holds generation {} of {}, of which the log of {} knows {}",
                  task.task, object.generation, object.object, root(), taken);
    }
    const std::uint64_t begin = object.part ? object.part->begin : 0;
    const Generation* const taker = known ? known->taker_of(object.generation, begin) : nullptr;
    if (taker != nullptr) return taker->commit;
    const std::uint64_t end = object.generation <= taken ? known->generations.back().end() : 0;
    if (begin == end) continue;
    return fail(ErrorCode::Corrupt,
                "task {} goes on at byte {} of {}, of which the log of {} knows {} as taken", task.task,
                begin, object.object, root(), end);
  }
  return 0;
}

/// Gives the commit behind the checkpoint by which this run committed a task; nullptr where there is none.
const CommitRecord* Committer::find_own(const std::string& run, const Manifest& task) const {
  const std::string name = layout::manifest_name(run, task.task);
  for (const Recent& each : recent_) {
    const auto& manifests = each.commit.manifests;
    if (std::any_of(manifests.begin(), manifests.end(), [&](const NamedHash& m) { return m.name == name; }))
      return &each.commit;
  }
  return nullptr;
}

/// Refuses what another process of the same run commits or has committed: its staged files are ours.
Status Committer::check_not_own(const CommitRecord& taker, const std::string& run) const {
  if (taker.run != run) return {};
  return fail(
      ErrorCode::Busy,
      "another process of the run {} has committed objects of these tasks in commit {} of {}: nothing "
      "was changed here",
      run, taker.seq, root());
}

}  // namespace headgate
