// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <mutex>

#include "adapters/s3/client.h"

namespace headgate::s3 {

/// Keeps what a look-up gave, and looks again now and then, and where a server takes it for expired.
///
/// Where nothing newer is to be had, what is known stays in force; once a server has refused it that is an
/// error, and Retryable. Any thread.
class KeptCredentials : public CredentialSource {
 public:
  /// Is asked to look `anew` for what is to take the place of refused ones.
  using LookUp = std::function<Result<Credentials>(bool anew)>;
  using Time = std::chrono::steady_clock::time_point;

  explicit KeptCredentials(LookUp look_up, std::function<Time()> clock = std::chrono::steady_clock::now)
      : look_up_(std::move(look_up)), clock_(std::move(clock)) {}

  Result<Credentials> credentials() override;
  /// Says nothing of others than the ones in force: requests that were under way together are refused one
  /// after the other.
  void expired(const Credentials& refused) override;

 private:
  const LookUp look_up_;
  const std::function<Time()> clock_;
  std::mutex mutex_;
  Credentials known_;  ///< Without a key before the first look.
  Time since_;
  bool is_refused_ = false;
};

}  // namespace headgate::s3
