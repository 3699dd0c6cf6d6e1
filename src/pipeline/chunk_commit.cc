// SPDX-License-Identifier: Apache-2.0
#include "pipeline/chunk_commit.h"

#include <string>
#include <utility>

#include "pipeline/contract_fit.h"

namespace headgate {

namespace {

/// Checks what a manifest says of itself: between workers and the commit it travels through other hands.
Status check_manifest(const Workplace& workplace, const Manifest& manifest) {
  Task task;
  std::uint64_t frames = 0, bytes = 0, rows = 0;
  bool holds_together = true;
  for (const ManifestObject& object : manifest.objects) {
    const auto& part = object.part;
    task.objects.push_back({{object.object, object.size_bytes, object.etag}, object.generation, part});
    holds_together = holds_together &&
                     (!part || (part->begin < part->end && part->end - part->begin == object.bytes_read));
    frames += object.frames;
    bytes += object.bytes_read;
  }
  for (const StagedFile& file : manifest.outputs) rows += file.table.empty() ? 0 : file.rows;
  const Books& books = manifest.books;
  if (holds_together &&
      manifest.task == task_name(task, workplace.settings.source_name, workplace.plan_hash) &&
      frames == books.frames && bytes == books.bytes_read && rows == books.rows &&
      manifest.outputs.size() == books.files_named) {
    return {};
  }
  return fail(
      ErrorCode::Corrupt,
      "the manifest of task {} does not hold together: its objects, outputs and books tell of different "
      "things. Nothing of this chunk is committed, stage the task again",
      manifest.task);
}

}  // namespace

Status check_run_fits(const CommitLog& landing, const Workplace& workplace) {
  TRY_OK(check_contracts(landing, workplace.contracts));
  return landing.check_source(workplace.settings.source_name, workplace.source.root());
}

Result<Committed> commit_chunk(Shift& shift, const Workplace& workplace,
                               const std::vector<Manifest>& manifests) {
  Draft draft;
  draft.tasks = manifests;
  draft.sources[workplace.settings.source_name] = root_text(workplace.source.root());
  draft.still_fits = [&, known = std::string()]() mutable -> Status {
    const CommitLog& landing = shift.landing();
    std::string binding = binding_text(landing);
    if (binding == known)
      return landing.check_source(workplace.settings.source_name, workplace.source.root());
    known = std::move(binding);
    return check_run_fits(landing, workplace);
  };
  for (const Manifest& manifest : manifests) TRY_OK(check_manifest(workplace, manifest));
  return shift.commit(std::move(draft));
}

}  // namespace headgate
