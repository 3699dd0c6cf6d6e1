// SPDX-License-Identifier: Apache-2.0
#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <vector>

namespace headgate {

void on_threads(std::size_t threads, const std::function<void(std::size_t)>& work,
                const std::function<void()>& out_of_memory) {
  const auto guarded = [&](std::size_t number) {
    try {
      work(number);
    } catch (const std::bad_alloc&) {
      out_of_memory();
    }
  };
  std::vector<std::thread> others;
  try {
    others.reserve(threads);
    for (std::size_t i = 1; i < threads; ++i) others.emplace_back(guarded, i);
  } catch (const std::exception&) {
    // The system gives no more threads: those that there are do the work.
  }
  guarded(0);
  for (std::thread& each : others) each.join();
}

Status in_parallel(std::size_t threads, std::size_t count, const std::function<Status(std::size_t)>& work,
                   ByteView remedy) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::optional<Error> error;
  const auto stop = [&](Error why) {
    const std::lock_guard lock(mutex);
    if (!error) error = std::move(why);
    next = count;
  };
  on_threads(
      std::min(threads, count),
      [&](std::size_t) {
        for (std::size_t i = next++; i < count; i = next++) {
          if (Status done = work(i); !done) stop(std::move(done.error()));
        }
      },
      [&] { stop(memory_error(remedy)); });
  if (error) return forward(std::move(*error));
  return {};
}

Error memory_error(ByteView remedy) {
  return {ErrorCode::NoSpace, "there is not enough memory: " + std::string(remedy)};
}

}  // namespace headgate
