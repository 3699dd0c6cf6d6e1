// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "adapters/http/endpoint.h"
#include "adapters/http/request.h"
#include "base/result.h"

namespace headgate::http {

/// How long to wait before a server counts as gone; each piece of a body begins anew.
struct Patience {
  std::chrono::milliseconds connect{10'000}, silence{60'000};
  const std::atomic<bool>* stop = nullptr;  ///< Ends all waiting once it is raised: Interrupted.
};

/// Says how a server is reached.
struct Server {
  Endpoint endpoint;
  std::optional<Endpoint> proxy = {};
  Patience patience = {};
  /// A file with the certificates of those who vouch for it; empty: what the environment names, or the
  /// system.
  std::string certificates = {};
  std::string certificates_setting = "AWS_CA_BUNDLE";  ///< What names that file, for people.
  std::string requests_setting = {};  ///< What bounds how many requests are under way, for people.
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
  /// Connects to a server, through its proxy where there is one. Io, and Retryable, where nobody answers,
  /// Denied and Retryable where the proxy is busy, NoSpace and Retryable where the system has no more
  /// descriptors; Configuration where the server's certificate is not to be trusted.
  static Result<std::unique_ptr<Connection>> open(const Server& server);
  ~Connection();

  /// Sends a request, and reads the head of its answer. REQUIRES: is_free().
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

}  // namespace headgate::http
