// SPDX-License-Identifier: Apache-2.0
#include "logs/origins.h"

namespace headgate {

Result<LandingName> landing_name(const CommitLog& log) {
  // A run that was stopped before its first commit leaves a fence in front.
  for (std::uint64_t seq = 1;; ++seq) {
    TRY(const CommitRecord first, log.commit_record(seq));
    if (first.kind != CommitKind::Fence) return LandingName{first.run, log.root()};
  }
}

Result<const CommitRecord*> Origins::of(const CommitRecord& commit, const Manifest& task) {
  if (!task.replaces) return &commit;
  Replaced at{task.replaces->task, task.replaces->commit};
  for (;;) {
    TRY(const Known* const found, known(at.commit));
    const auto of_task = found->tasks.find(at.task);
    if (of_task == found->tasks.end())
      return fail(ErrorCode::Corrupt, "commit {} has no task {}, which a later one replaces", at.commit,
                  at.task);
    if (!of_task->second) return &found->commit;
    at = *of_task->second;
  }
}

Result<const Origins::Known*> Origins::known(std::uint64_t seq) {
  const auto found = known_.find(seq);
  if (found != known_.end()) return &found->second;
  Known read;
  TRY(read.commit, log_.commit_record(seq));
  TRY(const auto tasks, log_.manifests(read.commit));
  for (const Manifest& task : tasks) {
    auto& replaced = read.tasks[task.task];
    if (task.replaces) replaced = {task.replaces->task, task.replaces->commit};
  }
  return &known_.emplace(seq, std::move(read)).first->second;
}

}  // namespace headgate
