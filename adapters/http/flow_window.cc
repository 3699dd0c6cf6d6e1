// SPDX-License-Identifier: Apache-2.0
#include "adapters/http/flow_window.h"

#include <algorithm>

namespace headgate::http {

void FlowWindow::enter() {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [&] { return under_way_ < static_cast<unsigned>(size_); });
  ++under_way_;
}

void FlowWindow::leave() {
  const std::lock_guard guard(mutex_);
  --under_way_;
  room_.notify_one();
}

void FlowWindow::took() {
  const std::lock_guard guard(mutex_);
  ++answered_since_;
  if (under_way_ < static_cast<unsigned>(size_)) return;
  size_ = std::min<double>(size_ + 1 / size_ + 0.5, max_);
  room_.notify_one();
}

void FlowWindow::asked_for_fewer() {
  const std::lock_guard guard(mutex_);
  // Those that were under way together are refused together: that is one refusal.
  if (answered_since_ < refused_together_) {
    ++answered_since_;
    return;
  }
  refused_together_ = static_cast<unsigned>(size_) - 1;
  answered_since_ = 0;
  size_ = std::max(1.0, size_ / 2);
}

unsigned FlowWindow::size() {
  const std::lock_guard guard(mutex_);
  return static_cast<unsigned>(size_);
}

}  // namespace headgate::http
