// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <netdb.h>

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>

namespace headgate::http {

/// Sends and receives bytes over TCP, and waits for each piece no longer than is patient.
///
/// Takes one descriptor. A stream of the library has time limits only for what does not block, and brings a
/// context of three more with it. It is a SyncStream to the library, and a next layer to its TLS. One thread
/// at a time.
class Socket {
 public:
  using lowest_layer_type = Socket;
  using executor_type = boost::asio::io_context::executor_type;
  using error_code = boost::system::error_code;

  Socket() = default;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() { close(); }

  /// Connects to one address.
  error_code connect(const addrinfo& address, std::chrono::milliseconds patience);
  void close();

  /// Says how long to wait for each piece from now on. What comes too late is asio's timed_out.
  void set_patience(std::chrono::milliseconds patience) { patience_ = patience; }

  /// Says when all waiting has to have ended, whatever comes in pieces until then.
  void set_deadline(std::chrono::steady_clock::time_point deadline) { deadline_ = deadline; }
  void forget_deadline() { deadline_ = std::chrono::steady_clock::time_point::max(); }

  /// Names a flag that ends all waiting once it is raised, as asio's operation_aborted. It has to outlive
  /// this.
  void heed(const std::atomic<bool>* stop) { stop_ = stop; }

  /// Says whether the other end still listens, and has said nothing that nobody read.
  [[nodiscard]] bool is_quiet() const;

  std::size_t receive(void* buffer, std::size_t size, error_code& error);
  std::size_t send(const void* bytes, std::size_t size, error_code& error);

  // What the library calls.

  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, error_code& error) {
    const boost::asio::mutable_buffer first = *boost::asio::buffer_sequence_begin(buffers);
    return receive(first.data(), first.size(), error);
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, error_code& error) {
    const boost::asio::const_buffer first = *boost::asio::buffer_sequence_begin(buffers);
    return send(first.data(), first.size(), error);
  }
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers) {
    error_code error;
    const std::size_t size = read_some(buffers, error);
    return error ? throw boost::system::system_error(error) : size;
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers) {
    error_code error;
    const std::size_t size = write_some(buffers, error);
    return error ? throw boost::system::system_error(error) : size;
  }
  Socket& lowest_layer() { return *this; }
  /// Gives the one that TLS keeps its clocks with, which run only where nothing blocks.
  static executor_type get_executor();

 private:
  [[nodiscard]] error_code wait_for(short event, std::chrono::milliseconds patience) const;

  int handle_ = -1;
  std::chrono::milliseconds patience_{60'000};
  std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
  const std::atomic<bool>* stop_ = nullptr;
};

}  // namespace headgate::http
