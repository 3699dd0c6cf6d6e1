// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace headgate {

/// Runs a real S3 server on a free port of this machine, and ends it.
class S3ServerForTests {
 public:
  /// `{port}` in an argument stands for the port.
  explicit S3ServerForTests(std::vector<std::string> command) {
    const int port = free_port();
    endpoint_ = fmt::format("http://127.0.0.1:{}", port);
    std::vector<char*> arguments;
    for (std::string& part : command) {
      if (const std::size_t at = part.find("{port}"); at != std::string::npos)
        part.replace(at, 6, std::to_string(port));
      arguments.push_back(part.data());
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t quiet;
    ::posix_spawn_file_actions_init(&quiet);
    for (const int stream : {STDOUT_FILENO, STDERR_FILENO})
      ::posix_spawn_file_actions_addopen(&quiet, stream, "/dev/null", O_WRONLY, 0);
    const int failed = ::posix_spawn(&process_, arguments[0], &quiet, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&quiet);
    if (failed != 0) throw std::runtime_error(command[0] + " cannot be started");
    for (int tries = 0; !listens(port); ++tries) {
      if (tries == 600 || ::waitpid(process_, nullptr, WNOHANG) != 0)
        throw std::runtime_error(command[0] + " does not listen");
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  S3ServerForTests(const S3ServerForTests&) = delete;
  S3ServerForTests& operator=(const S3ServerForTests&) = delete;
  ~S3ServerForTests() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }

  [[nodiscard]] const std::string& endpoint() const { return endpoint_; }

 private:
  static sockaddr_in local(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
  }

  static int free_port() {
    const int taken = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = local(0);
    socklen_t size = sizeof address;
    if (::bind(taken, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(taken, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("there is no free port");
    ::close(taken);
    return ntohs(address.sin_port);
  }

  static bool listens(int port) {
    const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = local(port);
    const bool answers = ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(probe);
    return answers;
  }

  std::string endpoint_;
  pid_t process_ = 0;
};

}  // namespace headgate
