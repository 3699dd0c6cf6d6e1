// SPDX-License-Identifier: Apache-2.0
#include "logs/task_documents.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "layout/data_name.h"

namespace headgate {

namespace {

constexpr std::size_t kIdsAtOnce = 1000;

}  // namespace

std::optional<StagedFile> log_file_of(const std::vector<StagedFile>& files) {
  const std::string folder = layout::folder_of(layout::Output::ProfilingLogs);
  const auto found = std::ranges::find_if(
      files, [&](const StagedFile& file) { return file.final_name.starts_with(folder); });
  return found == files.end() ? std::nullopt : std::optional(*found);
}

Result<bool> TaskDocuments::add(ByteView line) {
  auto document = documents_.document_of(line);
  if (!document) return false;
  if (const ByteView object = object_of(line); asks_ && object != object_) {
    TRY_OK(end_object());
    object_ = object;
  }
  auto frame = clean_ == CleanLogs::File ? clean_frame_of(line, *document) : std::nullopt;
  if (frame) {
    frames_.push_back(std::move(*frame));
    if (frames_.size() >= kIdsAtOnce) TRY_OK(settle_frames());
  } else {
    TRY_OK(take_(std::move(*document)));
  }
  return true;
}

Status TaskDocuments::finish() {
  TRY_OK(end_object());
  return settle_left_over();
}

/// Gives what a group is told of a frame; nothing of one that is dirty, or has something to say beside.
std::optional<TaskDocuments::CleanFrame> TaskDocuments::clean_frame_of(ByteView line, LogDocument& document) {
  const auto record = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
  const auto text = [&](const char* key) {
    const auto found = record.find(key);
    return found != record.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (text("status") != "clean" || record.contains("recovered") || record.contains("warning_count"))
    return std::nullopt;
  const auto length = record.find("length");
  CleanFrame frame;
  frame.group = {text("service"),  text("record_type"),      text("table"),
                 text("contract"), text("contract_version"), ""};
  frame.sum = {1, length->is_number_unsigned() ? length->get<std::uint64_t>() : 0,
               parse_time(text("event_time"))};
  // 2022-04-19T18
  if (frame.sum.event_time) frame.group.hour = format_time(*frame.sum.event_time).substr(0, 13);
  frame.document = std::move(document);
  return frame;
}

Status TaskDocuments::settle_frames() {
  if (frames_.empty()) return {};
  std::vector<std::string> ids;
  for (const CleanFrame& frame : frames_) ids.push_back(frame.document.id);
  TRY(const auto found, index_.standing(ids));
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    auto& [document, group, of_frame] = frames_[i];
    if (found[i]) {
      TRY_OK(take_(std::move(document)));
      continue;
    }
    CleanSum& sum = groups_[group];
    sum.events += of_frame.events;
    sum.bytes += of_frame.bytes;
    sum.event_time = std::max(sum.event_time, of_frame.event_time);
  }
  frames_.clear();
  return {};
}

Status TaskDocuments::end_object() {
  TRY_OK(settle_frames());
  std::uint64_t number = 0;
  for (const auto& [group, sum] : groups_)
    TRY_OK(take_(documents_.document_of_group(object_, number++, group, sum)));
  groups_.clear();
  if (object_.empty()) return {};
  left_over_.push_back({std::exchange(object_, {}), number});
  return left_over_.size() < kIdsAtOnce ? Status() : settle_left_over();
}

Status TaskDocuments::settle_left_over() {
  while (!left_over_.empty()) {
    std::vector<std::string> ids;
    for (const LeftOver& each : left_over_) ids.push_back(documents_.id_of_group(each.object, each.number));
    TRY(const auto found, index_.standing(ids));
    std::vector<LeftOver> further;
    for (std::size_t i = 0; i < left_over_.size(); ++i) {
      if (!found[i]) continue;
      auto& [object, number] = left_over_[i];
      TRY_OK(take_(documents_.document_of_group(object, number, {}, {})));
      further.push_back({std::move(object), number + 1});
    }
    left_over_ = std::move(further);
  }
  return {};
}

}  // namespace headgate
