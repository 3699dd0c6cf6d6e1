// SPDX-License-Identifier: Apache-2.0
#include "pipeline/ordered.h"

#include <algorithm>
#include <utility>

namespace headgate {

bool Turns::wait_for(std::size_t number) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return turn_ == number || error_.has_value(); });
  return !error_.has_value();
}

void Turns::pass_on() {
  const std::lock_guard lock(mutex_);
  ++turn_;
  changed_.notify_all();
}

void Turns::stop(Error why) {
  const std::lock_guard lock(mutex_);
  if (!error_) error_ = std::move(why);
  changed_.notify_all();
}

bool Turns::is_stopped() const {
  const std::lock_guard lock(mutex_);
  return error_.has_value();
}

Status Turns::result() const {
  if (error_) return forward(*error_);
  return {};
}

Status run_jobs(std::vector<std::function<Status()>>& jobs, unsigned threads) {
  return in_parallel(
      std::max(1U, threads), jobs.size(),
      [&](std::size_t i) {
        const auto job = std::move(jobs[i]);  // What it holds goes with it.
        return job();
      },
      kMemoryRemedy);
}

}  // namespace headgate
