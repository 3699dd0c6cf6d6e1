// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/client.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <climits>

#include "base/time.h"

namespace headgate::s3 {

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

Client::Options fitting(Client::Options options) {
  options.requests_max = std::min(options.requests_max, connections_max());
  return options;
}

/// Says whether a server takes credentials for expired.
bool are_expired(const Answer& answer) {
  if (answer.head.status != 400 && answer.head.status != 403) return false;
  const auto refusal = refusal_of(answer, Asked::ToAct);
  if (!refusal) return false;
  const Error error = error_of(*refusal, "");
  return error.code == ErrorCode::Denied && error.kind == ErrorClass::Retryable;
}

}  // namespace

Client::Client(Options options, std::shared_ptr<CredentialSource> credentials)
    : options_(fitting(std::move(options))),
      credentials_(std::move(credentials)),
      window_(options_.requests_max) {}

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
  auto opened = Connection::open(options_.endpoint, options_.proxy, options_.patience);
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

Result<Answer> Client::call(Request request, const std::string& tried) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  auto answer = ask(std::move(request));
  if (!answer) {
    answer.error().message = fmt::format("{}: {}", tried, answer.error().message);
    return answer;
  }
  const auto refusal = refusal_of(*answer, reads ? Asked::ToRead : Asked::ToAct);
  if (!refusal) return answer;
  return forward(error_of(*refusal, tried));
}

Result<Answer> Client::ask(Request request) {
  TRY(const Credentials credentials, credentials_->credentials());
  const FlowWindow::Pass pass(window_);
  TRY(auto connection, connect());
  sign(request, options_.endpoint.authority(), options_.region, credentials, now());
  counter_.sends(request);
  auto answer = exchange(*connection, request);
  if (!answer) {
    counter_.was_unanswered();
    return answer;
  }
  if (connection->is_free()) keep(std::move(connection));
  const bool has_too_many = answer->head.status == 503 || answer->head.status == 429;
  has_too_many ? window_.asked_for_fewer() : window_.took();
  if (has_too_many) counter_.was_refused();
  if (are_expired(*answer)) credentials_->expired(credentials);
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
      counter_.received(n);
      const std::chrono::seconds earned(static_cast<std::int64_t>(filled / kBytesPerSecondMin));
      if (std::chrono::steady_clock::now() > begin + options_.patience.silence + earned) {
        return forward(
            {ErrorCode::Io,
             fmt::format("{} gives {} bytes in {} s: that is too slow", options_.endpoint.authority(), filled,
                         options_.patience.silence.count() / 1000 + earned.count()),
             ErrorClass::OutcomeUnknown});
      }
    }
    if (filled > kAnswerBytesMax) {
      const bool reads = request.method == "GET";
      return forward({ErrorCode::Io,
                      fmt::format("{} answers with more than {} MiB to {} {}", options_.endpoint.authority(),
                                  kAnswerBytesMax / MiB, request.method, request.path),
                      reads ? ErrorClass::Permanent : ErrorClass::OutcomeUnknown});
    }
  }
}

}  // namespace headgate::s3
