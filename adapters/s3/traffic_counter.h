// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "adapters/s3/http_names.h"
#include "store/traffic.h"

namespace headgate::s3 {

/// Says as what S3 charges for a request.
RequestKind kind_of(const Request& request);

/// Counts requests and the bytes of their bodies. Any thread.
class TrafficCounter {
 public:
  void sends(const Request& request);
  void was_refused() { ++refused_; }
  void was_unanswered() { ++unanswered_; }

  /// Gives all but the bytes that came back.
  [[nodiscard]] Traffic traffic() const;

 private:
  using Count = std::atomic<std::uint64_t>;
  std::array<Count, kRequestWords.size()> requests_{};
  Count refused_ = 0, unanswered_ = 0, bytes_sent_ = 0;
};

}  // namespace headgate::s3
