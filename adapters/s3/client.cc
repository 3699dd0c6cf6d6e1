// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/client.h"

#include <fmt/format.h>

#include "base/time.h"

namespace headgate::s3 {

namespace {

http::Server server_of(const Client::Options& options) {
  return {.endpoint = options.endpoint,
          .proxy = options.proxy,
          .patience = options.patience,
          .requests_setting = "s3.requests_max"};
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
    : options_(std::move(options)),
      credentials_(std::move(credentials)),
      http_(server_of(options_), options_.requests_max) {
  options_.requests_max = http_.requests_max();
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
  bool is_sent = false;
  auto answer = http_.ask(std::move(request), [&](Request& each) {
    sign(each, options_.endpoint.authority(), {options_.region, "s3"}, credentials, now());
    counter_.sends(each);
    is_sent = true;
  });
  if (!answer) {
    if (is_sent) counter_.was_unanswered();
    return answer;
  }
  if (http::asks_for_fewer(*answer)) counter_.was_refused();
  if (are_expired(*answer)) credentials_->expired(credentials);
  return answer;
}

Traffic Client::traffic() const {
  Traffic traffic = counter_.traffic();
  traffic.bytes_received = http_.bytes_received();
  return traffic;
}

}  // namespace headgate::s3
