// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "adapters/http/scripted_server_for_tests.h"

namespace headgate::s3 {
namespace {

using http::CredentialsForTests;
using http::Listener;
using http::ScriptedServer;

using testing::HasSubstr;

Client client_of(const Endpoint& endpoint, std::optional<Endpoint> proxy = {}) {
  Client::Options options;
  options.endpoint = endpoint;
  options.proxy = std::move(proxy);
  options.patience = {std::chrono::seconds(5), std::chrono::seconds(5)};
  return {options, std::make_shared<CredentialsForTests>()};
}

/// Lets this process open so many files while it lives.
class FewFiles {
 public:
  explicit FewFiles(rlim_t files) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit fewer{files, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &fewer);
  }
  FewFiles(const FewFiles&) = delete;
  FewFiles& operator=(const FewFiles&) = delete;
  ~FewFiles() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST(Client, NoDescriptorIsAnErrorThatSaysWhatToDo) {
  ScriptedServer server([](const auto&) { return ScriptedServer::answer(200, ""); });
  Client client = client_of(server.endpoint());
  const auto answer = [&] {
    const FewFiles none(0);
    return client.call({.query = {}, .headers = {}, .body = {}}, "reading");
  }();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorClass::Retryable);
  EXPECT_THAT(answer.error().message, HasSubstr("ulimit -n"));
  EXPECT_THAT(answer.error().message, HasSubstr("s3.requests_max"));
  EXPECT_TRUE(client.call({.query = {}, .headers = {}, .body = {}}, "reading"));
}

TEST(Client, CountsWhatCameBack) {
  ScriptedServer server([](const auto&) { return ScriptedServer::answer(200, "12345"); });
  Client client = client_of(server.endpoint());
  ASSERT_TRUE(client.call({.query = {}, .headers = {}, .body = {}}, "reading"));
  ASSERT_TRUE(client.call({.query = {}, .headers = {}, .body = {}}, "reading"));
  EXPECT_EQ(client.traffic().bytes_received, 10U);
  EXPECT_EQ(client.traffic().count(RequestKind::Get), 2U);
}

/// Says the same drop again and again, after a beginning, until nobody listens.
class DrippingServer {
 public:
  DrippingServer(std::string beginning, std::string drop)
      : beginning_(std::move(beginning)), drop_(std::move(drop)), thread_([this] { drip(); }) {}
  DrippingServer(const DrippingServer&) = delete;
  DrippingServer& operator=(const DrippingServer&) = delete;
  ~DrippingServer() { thread_.join(); }

  [[nodiscard]] Endpoint endpoint() const { return listener_.endpoint(); }

 private:
  void drip() const {
    const int peer = listener_.accept();
    (void)::send(peer, beginning_.data(), beginning_.size(), MSG_NOSIGNAL);
    while (::send(peer, drop_.data(), drop_.size(), MSG_NOSIGNAL) > 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    ::close(peer);
  }

  const std::string beginning_, drop_;
  const Listener listener_;
  std::thread thread_;
};

TEST(Client, WhatComesInDropsIsSilence) {
  const std::string body = "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n";
  for (const auto& [beginning, drop] :
       {std::pair<std::string, std::string>{"HTTP/1.1 200 OK\r\nx-slow: ", "a"},
        {"", "HTTP/1.1 100 Continue\r\n\r\n"},
        {body, "a"}}) {
    DrippingServer server(beginning, drop);
    Client::Options options;
    options.endpoint = server.endpoint();
    options.patience.silence = std::chrono::milliseconds(300);
    Client client(options, std::make_shared<CredentialsForTests>());
    const auto answer = client.call({.query = {}, .headers = {}, .body = {}}, "reading");
    ASSERT_FALSE(answer) << beginning;
    EXPECT_EQ(answer.error().kind, ErrorClass::OutcomeUnknown) << answer.error().message;
  }
}

TEST(Client, AFlagEndsAllWaiting) {
  std::atomic<bool> stop = false;
  ScriptedServer server([&](const auto&) {
    stop = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(600));  // Longer than between two looks at it.
    return std::string();
  });
  Client::Options options;
  options.endpoint = server.endpoint();
  options.patience.stop = &stop;
  Client client(options, std::make_shared<CredentialsForTests>());
  const auto answer = client.call({.query = {}, .headers = {}, .body = {}}, "reading");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::Interrupted);
}

TEST(Client, TakesNoMoreConnectionsThanThereMayBeFiles) {
  const FewFiles few(40);
  EXPECT_EQ(client_of({"server", 80, false, ""}).options().requests_max, 10U);
}

TEST(Client, ARefusalThatComesBeforeAllIsSentIsHeard) {
  ScriptedServer server([](const auto&) { return ScriptedServer::error(403, "AccessDenied"); },
                        ScriptedServer::Bodies::Left);
  Client client = client_of(server.endpoint());
  const std::string body(32 * MiB, 'x');
  const auto answer = client.call({.method = "PUT", .query = {}, .headers = {}, .body = body}, "writing it");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::Denied) << answer.error().message;
  EXPECT_THAT(answer.error().message, HasSubstr("AccessDenied"));
}

TEST(Client, NobodyActsOnHalfARequest) {
  for (const std::string& said : {ScriptedServer::answer(200, ""), std::string()}) {
    ScriptedServer server([&](const auto&) { return said; }, ScriptedServer::Bodies::Left);
    Client client = client_of(server.endpoint());
    const std::string body(32 * MiB, 'x');
    const auto answer =
        client.call({.method = "PUT", .query = {}, .headers = {}, .body = body}, "writing it");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorClass::Retryable) << answer.error().message;
  }
}

TEST(Client, AProxyThatIsBusyMayBeAskedAgain) {
  const Endpoint there{"s3.example.com", 443, true, ""};
  const auto error_at = [&](int status) {
    ScriptedServer proxy([&](const auto&) { return ScriptedServer::answer(status, ""); });
    return client_of(there, proxy.endpoint()).reach().error();
  };
  for (const int busy : {429, 502, 503}) {
    EXPECT_EQ(error_at(busy).kind, ErrorClass::Retryable) << busy;
    EXPECT_EQ(error_at(busy).code, ErrorCode::Denied) << busy << ": somebody is there";
  }
  for (const int refused : {403, 407}) {
    EXPECT_EQ(error_at(refused).kind, ErrorClass::Permanent) << refused;
    EXPECT_EQ(error_at(refused).code, ErrorCode::Configuration) << refused;
  }
}

TEST(Client, AnAnswerWithoutEndIsRefused) {
  const std::string body(65 * MiB, 'x');
  ScriptedServer server([&](const auto&) { return ScriptedServer::answer(200, body); });
  Client client = client_of(server.endpoint());
  const auto kind = [&](const char* method) {
    return client.call({.method = method, .query = {}, .headers = {}, .body = {}}, "asking").error().kind;
  };
  EXPECT_EQ(kind("GET"), ErrorClass::Permanent);
  EXPECT_EQ(kind("POST"), ErrorClass::OutcomeUnknown);
}

TEST(Client, TriesEachAddressOfAName) {
  ScriptedServer server([](const auto&) { return ScriptedServer::answer(200, ""); });
  Endpoint endpoint = server.endpoint();
  endpoint.host = "localhost";  // Where it has an address of version 6, nobody listens there.
  EXPECT_TRUE(client_of(endpoint).reach());
}

struct RotatedCredentials : CredentialSource {
  Result<Credentials> credentials() override { return Credentials{key, "secret", ""}; }
  void expired(const Credentials& refused) override {
    if (refused.access_key == key) key = "newer";
  }
  std::string key = "older";
};

TEST(Client, TellsWhichCredentialsHaveExpired) {
  ScriptedServer server([](const ScriptedServer::Asked& asked) {
    return asked.is("Credential=older/") ? ScriptedServer::error(400, "ExpiredToken")
                                         : ScriptedServer::answer(200, "");
  });
  Client::Options options;
  options.endpoint = server.endpoint();
  Client client(options, std::make_shared<RotatedCredentials>());
  const auto refused = client.call({.query = {}, .headers = {}, .body = {}}, "reading");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorClass::Retryable);
  EXPECT_TRUE(client.call({.query = {}, .headers = {}, .body = {}}, "reading"));
}

}  // namespace
}  // namespace headgate::s3
