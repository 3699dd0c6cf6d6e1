// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/kept_credentials.h"

#include <fmt/format.h>

namespace headgate::s3 {

namespace {

// The chain renews what expires some minutes before it does.
constexpr std::chrono::seconds kKeptFor{20};
// Many are refused together, and each look may ask a server of its own.
constexpr std::chrono::seconds kLooksApart{1};

}  // namespace

Result<Credentials> KeptCredentials::credentials() {
  const std::lock_guard guard(mutex_);
  const Time now = clock_();
  const bool is_known = !known_.access_key.empty();
  if (is_known && now - since_ < (is_refused_ ? kLooksApart : kKeptFor)) return known_;
  auto found = look_up_(is_refused_);
  if (!is_known && !found) return found;
  since_ = now;
  if (found) {
    is_refused_ = false;
    known_ = std::move(*found);
  } else if (is_refused_) {
    return forward(
        {ErrorCode::Denied,
         fmt::format("the credentials have expired, and there are no newer ones: {}", found.error().message),
         ErrorClass::Retryable});
  }
  return known_;
}

void KeptCredentials::expired(const Credentials& refused) {
  const std::lock_guard guard(mutex_);
  if (refused == known_) is_refused_ = true;
}

}  // namespace headgate::s3
