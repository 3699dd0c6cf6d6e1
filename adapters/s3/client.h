// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "adapters/http/client.h"
#include "adapters/http/signature.h"
#include "adapters/s3/answer.h"
#include "adapters/s3/traffic_counter.h"

namespace headgate::s3 {

/// Signs requests and sends them to one server, each over a connection of its own out of those that are free.
/// Tries nothing twice: classes of errors say who may. Any thread.
class Client {
 public:
  struct Options {
    Endpoint endpoint;
    std::optional<Endpoint> proxy;
    std::string region = "us-east-1";
    Patience patience;
    unsigned requests_max = 256;  ///< So many are under way at most; fewer where there are few descriptors.
  };

  Client(Options options, std::shared_ptr<CredentialSource> credentials);

  /// Looks whether somebody listens there; the connection is kept for the first request.
  Status reach() { return http_.reach(); }

  /// Sends a request and reads all that is answered. `tried` says in an error's message what it was for:
  /// "reading s3://bucket/key". A refusal is the error that error_of() makes of it.
  Result<Answer> call(Request request, const std::string& tried);

  /// Sends a request and reads all that is answered, a refusal too.
  Result<Answer> ask(Request request);

  [[nodiscard]] const Options& options() const { return options_; }
  /// Says what was asked so far, and how much of what came back was read.
  [[nodiscard]] Traffic traffic() const;

 private:
  Options options_;
  const std::shared_ptr<CredentialSource> credentials_;
  http::Client http_;
  TrafficCounter counter_;
};

}  // namespace headgate::s3
