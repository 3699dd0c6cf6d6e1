// SPDX-License-Identifier: Apache-2.0
#include "adapters/http/socket.h"

#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <cerrno>

namespace headgate::http {

namespace {

boost::system::error_code last_error() { return {errno, boost::system::system_category()}; }

}  // namespace

Socket::error_code Socket::connect(const addrinfo& address, std::chrono::milliseconds patience) {
  close();
  handle_ =
      ::socket(address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, address.ai_protocol);
  if (handle_ < 0) return last_error();
  const int yes = 1;  // A head and its body go out one after the other; neither waits for the other's answer.
  ::setsockopt(handle_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (::connect(handle_, address.ai_addr, address.ai_addrlen) == 0) return {};
  if (errno != EINPROGRESS) return last_error();
  if (const error_code error = wait_for(POLLOUT, patience)) return error;
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(handle_, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return last_error();
  return {error, boost::system::system_category()};
}

void Socket::close() {
  if (handle_ >= 0) ::close(handle_);
  handle_ = -1;
}

bool Socket::is_quiet() const {
  char byte;
  // Whatever there is to read is an end, mostly.
  return handle_ >= 0 && ::recv(handle_, &byte, 1, MSG_PEEK) < 0 && errno == EAGAIN;
}

std::size_t Socket::receive(void* buffer, std::size_t size, error_code& error) {
  error = {};
  while (size != 0 && !error) {
    const ssize_t n = ::recv(handle_, buffer, size, 0);
    if (n > 0) return static_cast<std::size_t>(n);
    if (n == 0) {
      error = boost::asio::error::eof;
    } else if (errno == EAGAIN) {
      error = wait_for(POLLIN, patience_);
    } else if (errno != EINTR) {
      error = last_error();
    }
  }
  return 0;
}

std::size_t Socket::send(const void* bytes, std::size_t size, error_code& error) {
  error = {};
  while (size != 0 && !error) {
    const ssize_t n = ::send(handle_, bytes, size, MSG_NOSIGNAL);
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno == EAGAIN) {
      error = wait_for(POLLOUT, patience_);
    } else if (errno != EINTR) {
      error = last_error();
    }
  }
  return 0;
}

Socket::error_code Socket::wait_for(short event, std::chrono::milliseconds patience) const {
  using std::chrono::steady_clock;
  constexpr std::int64_t kLookMs = 200;  // So often the flag is looked at.
  const auto end = std::min(steady_clock::now() + patience, deadline_);
  for (;;) {
    if (stop_ != nullptr && *stop_) return boost::asio::error::operation_aborted;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - steady_clock::now()).count();
    const std::int64_t look = stop_ == nullptr ? left : std::min(left, kLookMs);
    pollfd waited{handle_, event, 0};
    const int n = ::poll(&waited, 1, static_cast<int>(std::max<std::int64_t>(look, 0)));
    if (n > 0) return {};  // Or an error: the next call tells it.
    if (n == 0 && look >= left) return boost::asio::error::timed_out;
    if (n < 0 && errno != EINTR) return last_error();
  }
}

Socket::executor_type Socket::get_executor() {
  // It never ends: what is static may hold connections.
  static auto& clocks = *new boost::asio::io_context(1);
  return clocks.get_executor();
}

}  // namespace headgate::http
