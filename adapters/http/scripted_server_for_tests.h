// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "adapters/http/client.h"

namespace headgate::http {

/// Listens on a free port of this machine.
class Listener {
 public:
  Listener() : handle_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(handle_, any, size) != 0 || ::listen(handle_, 64) != 0 ||
        ::getsockname(handle_, any, &size) != 0)
      throw std::runtime_error("there is no free port");
    port_ = ntohs(address.sin_port);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() { ::close(handle_); }

  /// Waits for the next connection; negative, with errno, where there is none.
  [[nodiscard]] int accept() const { return ::accept(handle_, nullptr, nullptr); }
  /// Ends all waiting.
  void stop() const { ::shutdown(handle_, SHUT_RDWR); }

  [[nodiscard]] Endpoint endpoint() const { return {"127.0.0.1", port_, false, ""}; }

 private:
  const int handle_;
  std::uint16_t port_ = 0;
};

/// Answers requests as a test says, on a free port of this machine: one connection after the other, one
/// request for each.
class ScriptedServer {
 public:
  struct Asked {
    std::string head;  ///< All before the body.
    std::string body;

    [[nodiscard]] bool is(const std::string& part) const { return head.find(part) != std::string::npos; }
  };
  /// Gives the bytes that are written; none: the server hangs up.
  using Script = std::function<std::string(const Asked&)>;
  enum class Bodies { Read, Left };

  /// Bodies that are left are not read, and the server hangs up on them.
  explicit ScriptedServer(Script script, Bodies bodies = Bodies::Read)
      : script_(std::move(script)), bodies_(bodies), thread_([this] { serve(); }) {}
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ~ScriptedServer() {
    listener_.stop();
    thread_.join();
  }

  [[nodiscard]] Endpoint endpoint() const { return listener_.endpoint(); }
  /// Gives what was asked until now.
  std::vector<Asked> asked() {
    const std::lock_guard guard(mutex_);
    return asked_;
  }

  /// Changes what the script looks at, between two requests.
  template <class T>
  void set(T& what, std::type_identity_t<T> value) {
    const std::lock_guard guard(mutex_);
    what = std::move(value);
  }

  static std::string answer(int status, const std::string& body, const std::string& headers = {}) {
    return fmt::format("HTTP/1.1 {} Said\r\ncontent-length: {}\r\n{}connection: close\r\n\r\n{}", status,
                       body.size(), headers, body);
  }
  static std::string error(int status, const std::string& code) {
    return answer(status, "<Error><Code>" + code + "</Code><Message>on purpose</Message></Error>");
  }

 private:
  void serve() {
    for (;;) {
      const int peer = listener_.accept();
      if (peer < 0 && errno == EMFILE) continue;  // A test takes all descriptors for a moment.
      if (peer < 0) return;
      answer_one(peer);
      ::close(peer);
    }
  }

  void answer_one(int peer) {
    Asked asked;
    if (!read(peer, asked)) return;
    std::string said;
    {
      const std::lock_guard guard(mutex_);
      asked_.push_back(asked);
      said = script_(asked);
    }
    (void)::send(peer, said.data(), said.size(), MSG_NOSIGNAL);
  }

  bool read(int peer, Asked& asked) const {
    std::string& head = asked.head;
    for (std::size_t end; (end = head.find("\r\n\r\n")) == std::string::npos;)
      if (!read_more(peer, head)) return false;
    const std::size_t end = head.find("\r\n\r\n") + 4;
    asked.body = head.substr(end);
    head.resize(end);
    if (bodies_ == Bodies::Left) return true;
    const std::size_t length = head.find("content-length: ");
    const std::size_t size = length == std::string::npos ? 0 : std::stoul(head.substr(length + 16));
    while (asked.body.size() < size)
      if (!read_more(peer, asked.body)) return false;
    return true;
  }

  static bool read_more(int peer, std::string& bytes) {
    char buffer[4096];
    const ssize_t n = ::recv(peer, buffer, sizeof buffer, 0);
    if (n > 0) bytes.append(buffer, static_cast<std::size_t>(n));
    return n > 0;
  }

  const Script script_;
  const Bodies bodies_;
  const Listener listener_;
  std::mutex mutex_;
  std::vector<Asked> asked_;
  std::thread thread_;
};

struct CredentialsForTests : CredentialSource {
  Result<Credentials> credentials() override { return Credentials{"key", "secret", ""}; }
};

}  // namespace headgate::http
