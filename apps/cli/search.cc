// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "apps/cli/progress.h"
#include "apps/cli/screen.h"
#include "apps/cli/text.h"

namespace headgate::cli {

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
