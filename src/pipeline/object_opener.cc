// SPDX-License-Identifier: Apache-2.0
#include "pipeline/object_opener.h"

#include <exception>
#include <utility>

#include "base/assert.h"

namespace headgate {

void ObjectOpener::open_ahead() {
  std::promise<Opened> opened;
  std::size_t place = 0;
  {
    const std::lock_guard lock(mutex_);
    if (begun_ == task_.objects.size() || waiting_.size() >= ahead_max_) return;
    waiting_.push_back(opened.get_future());
    place = begun_++;
  }
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
    }
  }
  return opened.valid() ? opened.get() : open(place);
}

}  // namespace headgate
