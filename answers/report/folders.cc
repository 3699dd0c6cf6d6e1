// SPDX-License-Identifier: Apache-2.0
#include "answers/report/folders.h"

#include <algorithm>
#include <map>

#include "answers/report/limits.h"
#include "layout/data_name.h"
#include "layout/layout.h"

namespace headgate::report {

namespace {

/// Gives the last part of a folder's name: `clean_json`.
std::string word(ByteView folder) {
  folder.remove_suffix(folder.ends_with('/') ? 1 : 0);
  return std::string(folder.substr(folder.rfind('/') + 1));
}

/// Names the output of a file, and what it is of.
std::pair<std::string, std::string> place_of(const StagedFile& file) {
  const auto name = layout::DataName::parse(file.final_name);
  if (!name) return {word(layout::kFrameIndex), ""};
  if (!name->table.empty()) return {word(layout::folder_of(name->output)), name->table};
  if (name->service.empty()) return {word(layout::folder_of(name->output)), ""};
  return {word(layout::folder_of(name->output)), name->service + " " + name->record_type};
}

void add(Folder& folder, const Folder& other) {
  folder.smallest = folder.files == 0 ? other.smallest : std::min(folder.smallest, other.smallest);
  folder.largest = std::max(folder.largest, other.largest);
  folder.files += other.files;
  folder.bytes += other.bytes;
  folder.lines += other.lines;
}

}  // namespace

void count_files(const std::vector<const LiveTask*>& tasks, Report& report) {
  std::map<std::pair<std::string, std::string>, Folder> folders;
  std::vector<LargeFile> files;
  const auto larger = [](const LargeFile& a, const LargeFile& b) {
    return a.bytes != b.bytes ? a.bytes > b.bytes : a.name < b.name;
  };
  for (const LiveTask* const task : tasks) {
    for (const StagedFile& file : task->manifest.files()) {
      add(folders[place_of(file)], {"", "", 1, file.size_bytes, file.rows, file.size_bytes, file.size_bytes});
      files.push_back({file.final_name, file.size_bytes, file.rows});
      if (files.size() < 2 * kFilesShown) continue;
      std::sort(files.begin(), files.end(), larger);
      files.resize(kFilesShown);
    }
  }
  std::sort(files.begin(), files.end(), larger);
  if (files.size() > kFilesShown) files.resize(kFilesShown);
  report.largest = std::move(files);

  for (auto& [key, folder] : folders) {
    folder.output = key.first;
    folder.of = key.second;
    report.folders.push_back(std::move(folder));
  }
  std::stable_sort(report.folders.begin(), report.folders.end(),
                   [](const Folder& a, const Folder& b) { return a.bytes > b.bytes; });
  if (report.folders.size() <= kFoldersShown) return;
  Folder rest;
  rest.output = "_other";
  rest.folders = report.folders.size() - kFoldersShown;
  for (std::size_t i = kFoldersShown; i < report.folders.size(); ++i) add(rest, report.folders[i]);
  report.folders.resize(kFoldersShown);
  report.folders.push_back(std::move(rest));
}

}  // namespace headgate::report
