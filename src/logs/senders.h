// SPDX-License-Identifier: Apache-2.0
// Internal to logs.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "logs/log_index.h"

namespace headgate {

/// Sends batches on a few threads: as many wait as are under way, and give() waits where more would.
class Senders {
 public:
  /// Gets what became of each batch, one at a time.
  using Heard = std::function<Status(SentLogs)>;

  Senders(LogIndex& index, Heard heard);
  Senders(const Senders&) = delete;
  Senders& operator=(const Senders&) = delete;
  /// Forgets what waits.
  ~Senders();

  /// Takes a batch; the first failure of an earlier one.
  Status give(std::vector<LogDocument> batch);
  /// Waits until all is sent and heard of.
  Status finish();

 private:
  void work();
  void end();

  LogIndex& index_;
  const Heard heard_;
  const std::size_t threads_max_;
  std::mutex mutex_;
  std::condition_variable room_, work_;
  std::deque<std::vector<LogDocument>> waiting_;
  std::size_t under_way_ = 0;
  bool is_ended_ = false;
  std::optional<Error> failure_;
  std::vector<std::thread> threads_;
};

}  // namespace headgate
