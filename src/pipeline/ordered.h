// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "base/result.h"

namespace headgate {

/// Says what helps where the memory does not suffice for windows on all threads.
inline constexpr ByteView kMemoryRemedy = "set fewer threads or a smaller window_bytes";

/// Passes items through three steps: `take` one at a time, `work` on many at once, `put` one at a time in the
/// order in which they were taken. Each thread has one item of its own and works it through all three, so
/// that there are never more items than threads. What `put` leaves to do is done by its thread after it has
/// let the next one in. What `prepare` does is what the next `take` would else wait for.
///
///     prepare: () -> void                    many at once, with no item in hand
///     take: Item& -> Result<bool>            false: there are no more
///     work: Item& -> void
///     put:  Item&, jobs& -> Status           jobs: done at any time, on any thread
///
/// The first error stops everything and is returned.
template <class Item, class Prepare, class Take, class Work, class Put>
Status run_ordered(std::vector<Item>& items, Prepare prepare, Take take, Work work, Put put) {
  std::mutex take_mutex, mutex;
  std::condition_variable turn_changed;
  std::size_t taken = 0, turn = 0;
  bool over = false;
  std::optional<Error> error;

  const auto stop = [&](Error why) {
    const std::lock_guard lock(mutex);
    if (!error) error = std::move(why);
    turn_changed.notify_all();
  };
  const auto stopped = [&] {
    const std::lock_guard lock(mutex);
    return error.has_value();
  };

  const auto thread = [&](Item& item) {
    std::vector<std::function<Status()>> jobs;
    while (!stopped()) {
      prepare();
      std::size_t mine = 0;
      {
        const std::lock_guard lock(take_mutex);
        if (over) return;
        const Result<bool> more = take(item);
        if (!more) return stop(more.error());
        if (!*more) {
          over = true;
          return;
        }
        mine = taken++;
      }
      work(item);
      {
        std::unique_lock lock(mutex);
        turn_changed.wait(lock, [&] { return turn == mine || error.has_value(); });
        if (error) return;
      }
      jobs.clear();
      if (const Status done = put(item, jobs); !done) return stop(done.error());
      {
        const std::lock_guard lock(mutex);
        ++turn;
        turn_changed.notify_all();
      }
      for (const auto& job : jobs) {
        if (const Status done = job(); !done) return stop(done.error());
      }
    }
  };

  on_threads(
      items.size(), [&](std::size_t i) { thread(items[i]); }, [&] { stop(memory_error(kMemoryRemedy)); });
  if (error) return forward(std::move(*error));
  return {};
}

template <class Item, class Take, class Work, class Put>
Status run_ordered(std::vector<Item>& items, Take take, Work work, Put put) {
  return run_ordered(
      items, [] {}, std::move(take), std::move(work), std::move(put));
}

/// Does independent jobs on `threads` threads; the first error stops what has not begun and is returned.
Status run_jobs(std::vector<std::function<Status()>>& jobs, unsigned threads);

}  // namespace headgate
