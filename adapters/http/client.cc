// SPDX-License-Identifier: Apache-2.0
#include "adapters/http/client.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <climits>

namespace headgate::http {

namespace {

// Servers hang up on who is silent for long; S3 after some twenty seconds.
constexpr std::chrono::seconds kIdleMax{10};

// A part of an object has 8 MiB, a page of a listing about one.
constexpr std::size_t kAnswerBytesMax = 64 * MiB;

// A body that comes more slowly, once the patience for silence is used up, counts as none.
constexpr std::size_t kBytesPerSecondMin = 16 * KiB;

/// Gives how many connections fit into a process that has other files to open, and may have two such clients.
unsigned connections_max() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY) return UINT_MAX;
  return static_cast<unsigned>(std::clamp<rlim_t>(files.rlim_cur / 4, 1, UINT_MAX));
}

bool has(const Request& request, ByteView name) {
  return std::ranges::any_of(request.headers, [&](const auto& field) { return field.first == name; });
}

}  // namespace

bool asks_for_fewer(const Answer& answer) { return answer.head.status == 503 || answer.head.status == 429; }

Client::Client(Server server, unsigned requests_max)
    : server_(std::move(server)),
      requests_max_(std::min(requests_max, connections_max())),
      window_(requests_max_) {}

Result<std::unique_ptr<Connection>> Client::connect() {
  const auto now = std::chrono::steady_clock::now();
  for (;;) {
    Idle idle;
    {
      const std::lock_guard guard(mutex_);
      if (idle_.empty()) break;
      idle = std::move(idle_.back());
      idle_.pop_back();
    }
    if (now - idle.since < kIdleMax && idle.connection->is_free()) return std::move(idle.connection);
  }
  auto opened = Connection::open(server_);
  // The likeliest want is one of descriptors.
  if (!opened && opened.error().code == ErrorCode::NoSpace) window_.asked_for_fewer();
  return opened;
}

void Client::keep(std::unique_ptr<Connection> connection) {
  const std::lock_guard guard(mutex_);
  idle_.push_back({std::move(connection), std::chrono::steady_clock::now()});
}

Status Client::reach() {
  TRY(auto connection, connect());
  keep(std::move(connection));
  return {};
}

Result<Answer> Client::ask(Request request, const Last& last) {
  const FlowWindow::Pass pass(window_);
  TRY(auto connection, connect());
  if (last) last(request);
  if (!has(request, "host")) request.headers.emplace_back("host", server_.endpoint.authority());
  TRY(Answer answer, exchange(*connection, request));
  if (connection->is_free()) keep(std::move(connection));
  asks_for_fewer(answer) ? window_.asked_for_fewer() : window_.took();
  return answer;
}

Result<Answer> Client::exchange(Connection& connection, const Request& request) {
  Answer answer;
  TRY(answer.head, connection.send(request));
  if (request.method == "HEAD") return answer;
  const ByteView length = answer.head.header("content-length");
  std::uint64_t expected = 0;
  std::from_chars(length.data(), length.data() + length.size(), expected);
  std::size_t filled = 0;
  const auto begin = std::chrono::steady_clock::now();
  // One byte more than what is to come shows the end.
  for (std::size_t room = std::min<std::uint64_t>(expected, kAnswerBytesMax) + 1;;
       room = answer.body.size() * 2) {
    answer.body.resize(room);
    while (filled < room) {
      TRY(const std::size_t n, connection.read(answer.body.data() + filled, room - filled));
      if (n == 0) {
        answer.body.resize(filled);
        return answer;
      }
      filled += n;
      bytes_received_ += n;
      const std::chrono::seconds earned(static_cast<std::int64_t>(filled / kBytesPerSecondMin));
      if (std::chrono::steady_clock::now() > begin + server_.patience.silence + earned) {
        return forward(
            {ErrorCode::Io,
             fmt::format("{} gives {} bytes in {} s: that is too slow", server_.endpoint.authority(), filled,
                         server_.patience.silence.count() / 1000 + earned.count()),
             ErrorClass::OutcomeUnknown});
      }
    }
    if (filled > kAnswerBytesMax) {
      const bool reads = request.method == "GET";
      return forward({ErrorCode::Io,
                      fmt::format("{} answers with more than {} MiB to {} {}", server_.endpoint.authority(),
                                  kAnswerBytesMax / MiB, request.method, request.path),
                      reads ? ErrorClass::Permanent : ErrorClass::OutcomeUnknown});
    }
  }
}

}  // namespace headgate::http
