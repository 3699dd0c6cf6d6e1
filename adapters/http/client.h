// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/http/connection.h"
#include "adapters/http/flow_window.h"

namespace headgate::http {

/// Holds a whole answer.
struct Answer {
  Head head;
  std::string body;
};

/// Sends requests to one server, each over a connection of its own out of those that are free. Tries nothing
/// twice: classes of errors say who may. Any thread.
class Client {
 public:
  /// So many requests are under way at most; fewer where there are few descriptors.
  Client(Server server, unsigned requests_max);

  /// Looks whether somebody listens there; the connection is kept for the first request.
  Status reach();

  /// Is called with a request the moment before it goes out, for what holds the time.
  using Last = std::function<void(Request&)>;

  /// Sends a request and reads all that is answered, whatever it is.
  Result<Answer> ask(Request request, const Last& last = {});

  [[nodiscard]] const Server& server() const { return server_; }
  [[nodiscard]] unsigned requests_max() const { return requests_max_; }
  /// Says how much of bodies came back and was read.
  [[nodiscard]] std::uint64_t bytes_received() const { return bytes_received_; }

 private:
  Result<std::unique_ptr<Connection>> connect();
  void keep(std::unique_ptr<Connection> connection);
  Result<Answer> exchange(Connection& connection, const Request& request);

  const Server server_;
  const unsigned requests_max_;
  FlowWindow window_;
  std::atomic<std::uint64_t> bytes_received_ = 0;
  struct Idle {
    std::unique_ptr<Connection> connection;
    std::chrono::steady_clock::time_point since;
  };
  std::mutex mutex_;
  std::vector<Idle> idle_;  ///< The one that was used last stands last.
};

/// Says whether a server asks for fewer requests, and did nothing.
bool asks_for_fewer(const Answer& answer);

}  // namespace headgate::http
