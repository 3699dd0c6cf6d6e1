// SPDX-License-Identifier: Apache-2.0
#include "commit/snapshot.h"

#include <algorithm>
#include <map>

#include "base/hash.h"
#include "base/parallel.h"
#include "layout/layout.h"

namespace headgate {

const StagedFile* LiveTask::file(ByteView final_name) const {
  const auto find = [&](const std::vector<StagedFile>& files) {
    const auto at = std::find_if(files.begin(), files.end(),
                                 [&](const StagedFile& file) { return file.final_name == final_name; });
    return at == files.end() ? nullptr : &*at;
  };
  const StagedFile* const made = find(manifest.outputs);
  return made != nullptr || !manifest.replaces ? made : find(manifest.replaces->kept);
}

std::string LiveTask::frame_index() const {
  for (const StagedFile& file : manifest.files()) {
    if (file.final_name.starts_with(layout::kFrameIndex)) return file.final_name;
  }
  return {};
}

const std::vector<NamedHash>& LiveTask::contracts() const {
  return manifest.replaces ? manifest.contracts : commit->contracts;
}

Result<Snapshot> Snapshot::open(ObjectStore& store, std::size_t threads) {
  struct Fetched {
    CommitRecord commit;
    std::vector<Manifest> manifests;
  };
  constexpr std::size_t kEach = 32;  // So many are held for each thread before their order is due.
  TRY(CommitLog log, CommitLog::open(store));
  Snapshot snapshot(store, std::move(log));
  const CommitLog& known = snapshot.log_;
  for (std::uint64_t seq = 0; seq < known.head();) {
    std::vector<Fetched> fetched(std::min<std::uint64_t>(kEach * threads, known.head() - seq));
    TRY_OK(in_parallel(threads, fetched.size(), [&](std::size_t i) -> Status {
      TRY(fetched[i].commit, known.commit_record(seq + 1 + i));
      TRY(fetched[i].manifests, known.manifests(fetched[i].commit));
      return {};
    }));
    for (Fetched& each : fetched) snapshot.take(std::move(each.commit), std::move(each.manifests));
    seq += fetched.size();
  }
  return snapshot;
}

void Snapshot::take(CommitRecord commit, std::vector<Manifest> manifests) {
  std::map<std::string, Makers> replaced;
  for (const Manifest& manifest : manifests) {
    if (manifest.replaces) replaced[manifest.replaces->task];
  }
  if (!replaced.empty()) retire(replaced);
  const auto shared = std::make_shared<const CommitRecord>(std::move(commit));
  for (Manifest& manifest : manifests) {
    LiveTask& task = tasks_.emplace_back(LiveTask{shared, std::move(manifest)});
    if (task.manifest.replaces) task.earlier = std::move(replaced[task.manifest.replaces->task]);
  }
}

/// Takes away the tasks of those names, and tells which commits had made each and those before it.
void Snapshot::retire(std::map<std::string, Makers>& replaced) {
  std::map<std::uint64_t, std::shared_ptr<const Maker>> makers;  // One for all tasks of a commit.
  for (LiveTask& task : tasks_) {
    const auto at = replaced.find(task.manifest.task);
    if (at == replaced.end()) continue;
    auto& maker = makers[task.commit->seq];
    if (maker == nullptr) maker = std::make_shared<const Maker>(Maker{task.commit->seq, task.commit->run});
    at->second = std::move(task.earlier);
    at->second.push_back(maker);
  }
  std::erase_if(tasks_, [&](const LiveTask& task) { return replaced.contains(task.manifest.task); });
}

Result<std::string> Snapshot::place_of(const LiveTask& task, const std::string& final_name) const {
  const StagedFile* const file = task.file(final_name);
  if (file == nullptr) {
    return fail(ErrorCode::Corrupt, "commit {} of {} names no file {}", task.commit->seq, store_->root(),
                final_name);
  }
  // Published between the first two looks, it is found by the third.
  for (const std::string& name : {file->final_name, file->staged, file->final_name}) {
    const auto info = store_->stat(name);
    if (info && info->size_bytes == file->size_bytes) return name;
    if (info || info.error().code != ErrorCode::NotFound) {
      return fail(
          ErrorCode::Corrupt, "{}/{} is not the file that commit {} names ({})", store_->root(), name,
          task.commit->seq,
          info ? fmt::format("{} bytes, not {}", info->size_bytes, file->size_bytes) : info.error().message);
    }
  }
  TRY(const std::string retired, retired_place(final_name));
  if (!retired.empty()) return retired;
  return fail(ErrorCode::Corrupt, "{}/{} is missing, and commit {} names it", store_->root(), final_name,
              task.commit->seq);
}

Result<std::string> Snapshot::proven_place_of(const LiveTask& task, const std::string& final_name) const {
  TRY(std::string place, place_of(task, final_name));
  TRY(const auto source, store_->open(place));
  ContentHash hash;
  std::string block(1 << 20, '\0');
  for (;;) {
    TRY(const std::size_t n, source->read(block.data(), block.size()));
    if (n == 0) break;
    hash.feed(ByteView(block).substr(0, n));
  }
  if (hash.hex() == task.file(final_name)->hash) return place;
  return fail(ErrorCode::Corrupt,
              "{}/{} does not hold the bytes that commit {} names: `headgate verify` says more",
              store_->root(), place, task.commit->seq);
}

/// Looks for a file where a later switch has moved it.
Result<std::string> Snapshot::retired_place(const std::string& final_name) const {
  for (std::uint64_t seq = log_.head() + 1;; ++seq) {
    const auto later = log_.commit_record(seq);
    if (!later && later.error().code == ErrorCode::NotFound) return std::string();
    if (!later) return forward(later.error());
    if (later->kind != CommitKind::Rewrite) continue;
    const std::string name = layout::retired_name(seq, final_name);
    const auto info = store_->stat(name);
    if (info) return name;
    if (info.error().code != ErrorCode::NotFound) return forward(info.error());
  }
}

}  // namespace headgate
