// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/committed.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "apps/cli/progress.h"
#include "apps/cli/screen.h"
#include "apps/cli/text.h"

namespace headgate::cli {

const StagedFile* CommittedTask::output(ByteView final_name) const {
  const auto at = std::find_if(manifest.outputs.begin(), manifest.outputs.end(),
                               [&](const StagedFile& file) { return file.final_name == final_name; });
  return at == manifest.outputs.end() ? nullptr : &*at;
}

Result<Committed> Committed::open(ObjectStore& store) {
  TRY(Landing landing, Landing::open(store));
  Committed committed(store, std::move(landing));
  for (const CommitRecord& commit : committed.landing_.commits()) {
    TRY(auto manifests, committed.landing_.manifests(commit));
    for (Manifest& manifest : manifests) committed.tasks_.push_back({&commit, std::move(manifest)});
  }
  return committed;
}

Result<std::string> Committed::place_of(const CommittedTask& task, const std::string& final_name) const {
  const StagedFile* const file = task.output(final_name);
  if (file == nullptr) {
    return fail(ErrorCode::Corrupt, "commit {} of {} names no file {}", task.commit->seq, store_->root(),
                final_name);
  }
  for (const std::string& name : {file->final_name, file->staged}) {
    const auto info = store_->stat(name);
    if (info && info->size_bytes == file->size_bytes) return name;
    if (info || info.error().code != ErrorCode::NotFound) {
      return fail(
          ErrorCode::Corrupt, "{}/{} is not the file that commit {} names ({})", store_->root(), name,
          task.commit->seq,
          info ? fmt::format("{} bytes, not {}", info->size_bytes, file->size_bytes) : info.error().message);
    }
  }
  return fail(ErrorCode::Corrupt, "{}/{} is missing, and commit {} names it", store_->root(), final_name,
              task.commit->seq);
}

std::string frame_index_of(const CommittedTask& task) {
  return "_headgate/frame_index/" + task.manifest.task + ".parquet";
}

struct SearchProgress::Line {
  std::mutex mutex;
  LiveLine line{stderr};
  std::string what;
  std::size_t done = 0, files = 0;

  void draw() {
    if (line.is_due() || done == files) {
      line.draw(cut(fmt::format("{} {}/{}", what, done, count_text(files, "file")), line.width()));
    }
  }
};

SearchProgress::SearchProgress(bool quiet) {
  if (!quiet && is_terminal(stderr)) line_ = std::make_unique<Line>();
}

SearchProgress::~SearchProgress() = default;

void SearchProgress::begin(std::string what, std::size_t files) {
  if (line_ == nullptr) return;
  line_->what = std::move(what);
  line_->done = 0;
  line_->files = files;
  line_->draw();
}

void SearchProgress::advance() {
  if (line_ == nullptr) return;
  const std::lock_guard lock(line_->mutex);
  ++line_->done;
  line_->draw();
}

Status in_parallel(std::size_t count, const std::function<Status(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::optional<Error>> errors(count);
  std::atomic<bool> failed = false;
  const auto take = [&] {
    for (std::size_t i = next++; i < count && !failed; i = next++) {
      if (Status done = work(i); !done) {
        errors[i] = std::move(done.error());
        failed = true;
      }
    }
  };
  std::vector<std::jthread> threads;
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  for (std::size_t i = 1; i < std::min(cores, count); ++i) threads.emplace_back(take);
  take();
  threads.clear();
  for (std::optional<Error>& error : errors) {
    if (error) return forward(std::move(*error));
  }
  return {};
}

}  // namespace headgate::cli
