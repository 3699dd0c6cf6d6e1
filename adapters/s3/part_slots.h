// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace headgate::s3 {

/// Bounds how many parts of all uploads of a store are held while they are sent. Any thread.
class PartSlots {
 public:
  explicit PartSlots(int count) : free_(count) {}

  /// Waits for a slot, but not for ever: where the system gives no threads a part is sent only when somebody
  /// waits for it, and that may be this thread.
  void take() {
    std::unique_lock lock(mutex_);
    has_free_.wait_for(lock, std::chrono::seconds(1), [&] { return free_ > 0; });
    --free_;
  }

  void give_back() {
    const std::lock_guard lock(mutex_);
    ++free_;
    has_free_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable has_free_;
  int free_;
};

}  // namespace headgate::s3
