// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "pipeline/backlog.h"
#include "read/object_reader.h"

namespace headgate {

/// Opens the objects of a task in their order, some of them ahead of the one that is read: while a slow store
/// answers, others read and judge. What one gives does not depend on when it was opened: it is pinned to its
/// listing, and a failure is told when its turn has come. Any thread.
///
/// Where a store takes one call at a time, those who judge open ahead. Where it takes many, threads of its
/// own do, as many as calls are worth making, and the memory is the bound: each open object may hold
/// kReadAheadBytes.
class ObjectOpener {
 public:
  /// Bounds what is open and whose turn has not come.
  struct Ahead {
    std::size_t objects_max = 0;  ///< Opened by those who judge.
    std::uint64_t bytes_max = 0;  ///< Held by what threads of its own open; one object at least.
  };

  /// `store` and `task` have to outlive it.
  ObjectOpener(ObjectStore& store, const Task& task, Ahead ahead_max);
  /// Waits for the calls that are under way.
  ~ObjectOpener();
  ObjectOpener(const ObjectOpener&) = delete;
  ObjectOpener& operator=(const ObjectOpener&) = delete;

  /// Opens the first object that nobody has begun to open, if there is one, enough are not open yet, and no
  /// threads of its own do that.
  void open_ahead();

  /// Gives the next object: waits where a thread is about to open it, and opens it where none is. REQUIRES
  /// that there is one; one call at a time.
  Result<std::unique_ptr<ObjectReader>> next();

  /// Gives the objects that were opened, whose turn never came, and that could not be: their places in the
  /// task, in order. Waits for the calls that are under way; nothing is opened afterwards.
  std::vector<std::pair<std::size_t, Error>> failures();

 private:
  using Opened = Result<std::unique_ptr<ObjectReader>>;

  Opened open(std::size_t place) {
    const TaskObject& object = task_.objects[place];
    return ObjectReader::open(store_, object.info, Unpacking::Whole,
                              object.part ? Pinning::Growing : Pinning::Listed);
  }
  void begin_threads(std::size_t count);
  void end_threads();
  void keep_opening();
  [[nodiscard]] std::uint64_t held_bytes(std::size_t place) const;
  [[nodiscard]] bool has_room() const;
  void open_one(std::unique_lock<std::mutex> lock);

  ObjectStore& store_;
  const Task& task_;
  const Ahead ahead_max_;
  std::mutex mutex_;
  std::condition_variable has_room_;
  std::size_t begun_ = 0;                    ///< So many objects are open, or about to be.
  std::deque<std::future<Opened>> waiting_;  ///< The last of them, whose turn has not come,
  std::uint64_t waiting_bytes_ = 0;          ///< and what they hold.
  bool is_over_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace headgate
