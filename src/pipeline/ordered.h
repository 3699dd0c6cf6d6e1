// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "base/result.h"

namespace headgate {

/// Says what helps where the memory does not suffice for windows on all threads.
inline constexpr ByteView kMemoryRemedy = "set fewer threads or a smaller window_bytes";

/// Lets threads go one after the other, in the order of their numbers from 0 on, until an error stops all of
/// them. Any thread.
class Turns {
 public:
  /// Waits for the turn of a number; false where an error came first.
  bool wait_for(std::size_t number);
  /// Ends the turn: the next number goes on.
  void pass_on();

  /// Stops all; the first error is the one that counts.
  void stop(Error why);
  [[nodiscard]] bool is_stopped() const;
  /// Gives the error, if there was one. REQUIRES that no thread is at work any more.
  [[nodiscard]] Status result() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t turn_ = 0;
  std::optional<Error> error_;
};

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
  Turns turns;
  std::mutex mutex;
  std::size_t taken = 0;
  bool is_over = false;
  // Gives the item its number; nothing where there are no more.
  const auto take_next = [&](Item& item) -> Result<std::optional<std::size_t>> {
    const std::lock_guard lock(mutex);
    if (is_over) return std::nullopt;
    const Result<bool> more = take(item);
    is_over = !more || !*more;  // Behind an error, too, nothing is taken.
    if (!more) return forward(more.error());
    if (is_over) return std::nullopt;
    return taken++;
  };
  const auto thread = [&](Item& item) -> Status {
    std::vector<std::function<Status()>> jobs;
    while (!turns.is_stopped()) {
      prepare();
      TRY(const auto number, take_next(item));
      if (!number) break;
      work(item);
      if (!turns.wait_for(*number)) break;
      jobs.clear();
      TRY_OK(put(item, jobs));
      turns.pass_on();
      for (const auto& job : jobs) TRY_OK(job());
    }
    return {};
  };
  on_threads(
      items.size(),
      [&](std::size_t i) {
        if (Status done = thread(items[i]); !done) turns.stop(std::move(done.error()));
      },
      [&] { turns.stop(memory_error(kMemoryRemedy)); });
  return turns.result();
}

/// The same with nothing to prepare.
template <class Item, class Take, class Work, class Put>
Status run_ordered(std::vector<Item>& items, Take take, Work work, Put put) {
  return run_ordered(
      items, [] {}, std::move(take), std::move(work), std::move(put));
}

/// Does independent jobs on `threads` threads; the first error stops what has not begun and is returned.
Status run_jobs(std::vector<std::function<Status()>>& jobs, unsigned threads);

}  // namespace headgate
