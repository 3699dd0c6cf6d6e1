// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <future>
#include <memory>
#include <mutex>

#include "pipeline/backlog.h"
#include "read/object_reader.h"

namespace headgate {

/// Opens the objects of a task in their order, a few of them ahead of the one that is read: while a slow
/// store answers, other threads read and judge. What one gives does not depend on when it was opened: it is
/// pinned to its listing, and a failure is told when its turn has come. Any thread.
class ObjectOpener {
 public:
  /// `store` and `task` have to outlive it. No more than `ahead_max` objects are open whose turn has not
  /// come.
  ObjectOpener(ObjectStore& store, const Task& task, std::size_t ahead_max)
      : store_(store), task_(task), ahead_max_(ahead_max) {}

  /// Opens the first object that nobody has begun to open, if there is one and enough are not open yet.
  void open_ahead();

  /// Gives the next object: waits where a thread is about to open it, and opens it where none is. REQUIRES
  /// that there is one; one call at a time.
  Result<std::unique_ptr<ObjectReader>> next();

 private:
  using Opened = Result<std::unique_ptr<ObjectReader>>;

  Opened open(std::size_t place) { return ObjectReader::open(store_, task_.objects[place].info); }

  ObjectStore& store_;
  const Task& task_;
  std::size_t ahead_max_;
  std::mutex mutex_;
  std::size_t begun_ = 0;                    ///< So many objects are open, or about to be.
  std::deque<std::future<Opened>> waiting_;  ///< The last of them, whose turn has not come.
};

}  // namespace headgate
