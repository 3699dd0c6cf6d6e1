// SPDX-License-Identifier: Apache-2.0
#include "pipeline/object_opener.h"

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

#include "base/assert.h"

namespace headgate {

ObjectOpener::ObjectOpener(ObjectStore& store, const Task& task, Ahead ahead_max)
    : store_(store), task_(task), ahead_max_(ahead_max) {
  if (store.calls_at_once() > 1)
    begin_threads(std::min<std::size_t>(store.calls_at_once(), task.objects.size()));
}

ObjectOpener::~ObjectOpener() { end_threads(); }

void ObjectOpener::end_threads() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  has_room_.notify_all();
  for (std::thread& each : threads_) each.join();
  threads_.clear();
}

std::vector<std::pair<std::size_t, Error>> ObjectOpener::failures() {
  end_threads();
  std::vector<std::pair<std::size_t, Error>> failed;
  std::size_t place = begun_ - waiting_.size();
  for (std::future<Opened>& each : waiting_) {
    if (const auto opened = each.get(); !opened) failed.emplace_back(place, opened.error());
    ++place;
  }
  waiting_.clear();
  return failed;
}

void ObjectOpener::begin_threads(std::size_t count) {
  const auto open = [this] {
    try {
      keep_opening();
    } catch (const std::bad_alloc&) {  // Nobody has begun what this could not: whose turn it is opens it.
    }
  };
  try {
    threads_.reserve(count);
    while (threads_.size() < count) threads_.emplace_back(open);
  } catch (const std::exception&) {  // There can be no more: those that are there have to do.
  }
}

void ObjectOpener::keep_opening() {
  for (;;) {
    std::unique_lock lock(mutex_);
    has_room_.wait(lock, [&] { return is_over_ || begun_ == task_.objects.size() || has_room(); });
    // There may be room for more than one, and there is for those who end.
    has_room_.notify_one();
    if (is_over_ || begun_ == task_.objects.size()) return;
    open_one(std::move(lock));
  }
}

std::uint64_t ObjectOpener::held_bytes(std::size_t place) const {
  return std::min(task_.objects[place].info.size_bytes, kReadAheadBytes);
}

bool ObjectOpener::has_room() const {
  return waiting_.empty() || waiting_bytes_ + held_bytes(begun_) <= ahead_max_.bytes_max;
}

void ObjectOpener::open_ahead() {
  std::unique_lock lock(mutex_);
  if (!threads_.empty() || begun_ == task_.objects.size() || waiting_.size() >= ahead_max_.objects_max)
    return;
  open_one(std::move(lock));
}

/// Opens the next one that nobody has begun, without the lock.
void ObjectOpener::open_one(std::unique_lock<std::mutex> lock) {
  std::promise<Opened> opened;
  waiting_.push_back(opened.get_future());
  const std::size_t place = begun_++;
  waiting_bytes_ += held_bytes(place);
  lock.unlock();
  try {
    opened.set_value(open(place));
  } catch (...) {  // No memory: the thread that waits for it has to hear of it.
    opened.set_exception(std::current_exception());
  }
}

Result<std::unique_ptr<ObjectReader>> ObjectOpener::next() {
  std::future<Opened> opened;
  std::size_t place = 0;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) {
      HEADGATE_ASSERT(begun_ < task_.objects.size());
      place = begun_++;
    } else {
      opened = std::move(waiting_.front());
      waiting_.pop_front();
      waiting_bytes_ -= held_bytes(begun_ - waiting_.size() - 1);
    }
  }
  has_room_.notify_one();
  return opened.valid() ? opened.get() : open(place);
}

}  // namespace headgate
