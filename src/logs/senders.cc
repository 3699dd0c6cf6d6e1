// SPDX-License-Identifier: Apache-2.0
#include "logs/senders.h"

#include <algorithm>

namespace headgate {

Senders::Senders(LogIndex& index, Heard heard)
    : index_(index), heard_(std::move(heard)), threads_max_(std::max(1U, index.calls_at_once())) {}

Senders::~Senders() {
  {
    const std::lock_guard guard(mutex_);
    waiting_.clear();
  }
  end();
}

void Senders::end() {
  {
    const std::lock_guard guard(mutex_);
    is_ended_ = true;
  }
  work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

Status Senders::give(std::vector<LogDocument> batch) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [&] { return failure_ || waiting_.size() < threads_max_; });
  if (failure_) return forward(*failure_);
  waiting_.push_back(std::move(batch));
  // A thread for each that would have to wait: a small commit needs one.
  if (threads_.size() < threads_max_ && under_way_ + waiting_.size() > threads_.size())
    threads_.emplace_back([this] { work(); });
  work_.notify_one();
  return {};
}

Status Senders::finish() {
  {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return failure_ || (waiting_.empty() && under_way_ == 0); });
  }
  end();
  if (failure_) return forward(*failure_);
  return {};
}

void Senders::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [&] { return is_ended_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    std::vector<LogDocument> batch = std::move(waiting_.front());
    waiting_.pop_front();
    ++under_way_;
    lock.unlock();
    room_.notify_all();
    auto sent = index_.send(std::move(batch));
    lock.lock();
    --under_way_;
    if (!failure_) {
      if (!sent) {
        failure_ = std::move(sent.error());
      } else if (Status heard = heard_(std::move(*sent)); !heard) {
        failure_ = std::move(heard.error());
      }
    }
    if (failure_) waiting_.clear();
    room_.notify_all();
  }
}

}  // namespace headgate
