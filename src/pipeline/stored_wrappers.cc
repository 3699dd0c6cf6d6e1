// SPDX-License-Identifier: Apache-2.0
#include "pipeline/stored_wrappers.h"

#include <fmt/format.h>

#include "layout/data_name.h"
#include "route/wrapper_record.h"

namespace headgate {

Status StoredWrappers::open() {
  for (const StagedFile& file : task_->manifest.files()) {
    const auto name = layout::DataName::parse(file.final_name);
    if (!name || name->output != layout::Output::WrapperJson) continue;
    name_ = file.final_name;
    TRY(const std::string place, snapshot_->proven_place_of(*task_, name_));
    TRY(StoredLines lines, StoredLines::open(snapshot_->store(), place));
    lines_ = std::make_unique<StoredLines>(std::move(lines));
    return {};
  }
  return fail(ErrorCode::Corrupt, "task {} has no records of wrappers, and its frame index names some",
              task_->manifest.task);
}

Result<std::shared_ptr<const Wrapper>> StoredWrappers::find(ByteView object, std::uint64_t offset) {
  if (lines_ == nullptr) TRY_OK(open());
  for (;;) {
    if (object_ == object) {
      for (auto wrapper = open_.rbegin(); wrapper != open_.rend(); ++wrapper)
        if ((*wrapper)->offset == offset) return *wrapper;
    }
    TRY(const bool more, next());
    if (more) continue;
    return fail(ErrorCode::Corrupt, "{} has no wrapper at byte {} of {}, which the frame index names", name_,
                offset, object);
  }
}

Result<bool> StoredWrappers::next() {
  TRY(const bool more, lines_->next());
  if (!more) return false;
  TRY(WrapperRecord record,
      read_wrapper_record(lines_->line(), fmt::format("{}, byte {}", name_, lines_->offset())));
  if (record.wrapper->part == Wrapper::Part::Tail) return true;
  if (object_ != record.address.object) open_.clear();
  object_ = record.address.object;
  while (!open_.empty() && (!record.outer || open_.back()->offset != *record.outer)) open_.pop_back();
  if (record.outer && open_.empty()) {
    return fail(ErrorCode::Corrupt, "{}, byte {}: no wrapper begins at byte {} of {}", name_,
                lines_->offset(), *record.outer, object_);
  }
  if (!open_.empty()) record.wrapper->outer = open_.back();
  open_.push_back(std::move(record.wrapper));
  return true;
}

}  // namespace headgate
