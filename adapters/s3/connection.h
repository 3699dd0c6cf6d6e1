// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "adapters/s3/endpoint.h"
#include "adapters/s3/request.h"
#include "base/result.h"

namespace headgate::s3 {

/// How long to wait before a server counts as gone; each piece of a body begins anew.
struct Patience {
  std::chrono::milliseconds connect{10'000}, silence{60'000};
  const std::atomic<bool>* stop = nullptr;  ///< Ends all waiting once it is raised: Interrupted.
};

/// Holds what comes before the body of an answer.
struct Head {
  unsigned status = 0;
  Fields headers;  ///< Names in lower case.

  /// Gives a header's value; empty where there is none.
  [[nodiscard]] ByteView header(ByteView name) const;
};

/// Talks HTTP/1.1 to one server, one request after the other.
///
/// What fails before a request was wholly sent is Retryable: no server acts on half a request. Behind that it
/// is OutcomeUnknown. One thread at a time.
class Connection {
 public:
  /// Connects to `endpoint`, through `proxy` where there is one. Io, and Retryable, where nobody answers,
  /// Denied and Retryable where the proxy is busy, NoSpace and Retryable where the system has no more
  /// descriptors; Configuration where the server's certificate is not to be trusted.
  static Result<std::unique_ptr<Connection>> open(const Endpoint& endpoint,
                                                  const std::optional<Endpoint>& proxy,
                                                  const Patience& patience);
  ~Connection();

  /// Sends a request that is signed, and reads the head of its answer. REQUIRES: is_free().
  Result<Head> send(const Request& request);

  /// Reads up to `size` bytes of the answer's body; 0 means its end.
  Result<std::size_t> read(char* buffer, std::size_t size);

  /// Says whether the last answer was read to its end and another request may follow: nobody has hung up.
  [[nodiscard]] bool is_free();

 private:
  class Link;
  explicit Connection(std::unique_ptr<Link> link);
  std::unique_ptr<Link> link_;
};

}  // namespace headgate::s3
