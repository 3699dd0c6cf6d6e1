// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/parallel.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <vector>

namespace headgate::verify {

Status in_parallel(unsigned threads, std::size_t count, const std::function<Status(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::optional<Error> error;
  const auto stop = [&](Error why) {
    const std::lock_guard lock(mutex);
    if (!error) error = std::move(why);
    next = count;
  };
  const auto thread = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) {
        if (Status done = work(i); !done) stop(std::move(done.error()));
      }
    } catch (const std::bad_alloc&) {
      stop({ErrorCode::NoSpace, "there is not enough memory: set fewer threads"});
    }
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < std::min<std::size_t>(threads, count); ++i) others.emplace_back(thread);
  thread();
  for (std::thread& each : others) each.join();
  if (error) return forward(std::move(*error));
  return {};
}

}  // namespace headgate::verify
