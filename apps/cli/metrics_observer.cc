// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/metrics_observer.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "base/hash.h"
#include "observe/run_metrics.h"

namespace headgate::cli {

namespace {

/// Puts a file in its place as a whole: who collects it may come at any time.
bool put_whole(const std::filesystem::path& file, const std::string& text) {
  const std::filesystem::path unfinished = file.string() + ".unfinished";
  std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (out && std::rename(unfinished.c_str(), file.c_str()) == 0) return true;
  const int why = errno;
  std::error_code ignored;
  std::filesystem::remove(unfinished, ignored);
  errno = why;
  return false;
}

class MetricsObserver : public Observer {
 public:
  MetricsObserver(std::unique_ptr<Observer> observer, MetricsSettings settings)
      : observer_(std::move(observer)), settings_(std::move(settings)) {}
  MetricsObserver(const MetricsObserver&) = delete;
  MetricsObserver& operator=(const MetricsObserver&) = delete;
  ~MetricsObserver() override {
    observer_.reset();  // The bar goes first.
    write();
  }

  void notify(const RunEvent& event) override {
    observer_->notify(event);
    const std::lock_guard guard(mutex_);
    metrics_.add(event, now());
  }

 private:
  void write() const {
    if (!metrics_.has_begun()) return;
    const Micros ended = now();
    if (settings_.embedded) fmt::print(stderr, "{}\n", metrics_.embedded(ended));
    if (settings_.folder.empty()) return;
    // Each landing and verb has its own: of two equal series in one folder a collector drops one.
    const std::string name =
        fmt::format("headgate_{}_{}.prom", hash_hex(metrics_.landing()).substr(0, 16), metrics_.verb());
    const std::filesystem::path file = std::filesystem::path(settings_.folder) / name;
    if (!put_whole(file, metrics_.prometheus(ended)))
      fmt::print(stderr, "headgate: metrics are not written: {}: {}\n", file.string(), std::strerror(errno));
  }

  std::unique_ptr<Observer> observer_;
  const MetricsSettings settings_;
  std::mutex mutex_;
  RunMetrics metrics_;
};

}  // namespace

std::unique_ptr<Observer> with_metrics(std::unique_ptr<Observer> observer, const MetricsSettings& settings) {
  if (settings.folder.empty() && !settings.embedded) return observer;
  return std::make_unique<MetricsObserver>(std::move(observer), settings);
}

}  // namespace headgate::cli
