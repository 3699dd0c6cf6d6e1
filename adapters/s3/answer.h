// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/s3/http_names.h"
#include "base/result.h"

namespace headgate::s3 {

enum class Asked : std::uint8_t { ToRead, ToAct };

/// What a server says of a request that it did not carry out.
struct Refusal {
  unsigned status = 0;
  std::string code;     ///< `NoSuchKey`; empty where it says none, as to HEAD.
  std::string message;  ///< Its own words.
  std::string region;   ///< Where the bucket is, if it says so.
  Asked asked = Asked::ToRead;
};

/// Reads a refusal; nothing where the answer is a success. What is asked to act may be refused in the body of
/// a 200; of what is asked to read, the body is the object's own.
std::optional<Refusal> refusal_of(const Answer& answer, Asked asked);

/// Turns a refusal into an error: by its code, and by its status where that is not known. `tried` is what the
/// message begins with. A 412 is Exists; what reads has to tell it as Changed.
///
/// Retryable is what a server says before it acts: SlowDown, 409, a token that has expired. Of any other 5xx
/// nobody knows whether it acted: OutcomeUnknown.
/// (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html)
Error error_of(const Refusal& refusal, const std::string& tried);

}  // namespace headgate::s3
