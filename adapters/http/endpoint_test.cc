// SPDX-License-Identifier: Apache-2.0
#include "adapters/http/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headgate::http {
namespace {

std::string read(const std::string& uri) {
  const auto endpoint = Endpoint::parse(uri, "s3.endpoint");
  if (!endpoint) return endpoint.error().message;
  return fmt::format("{} {} {}{}{}", endpoint->host, endpoint->port, endpoint->is_encrypted ? "TLS" : "plain",
                     endpoint->user.empty() ? "" : " as ", endpoint->user);
}

TEST(Endpoint, ReadsAddressesOfServers) {
  EXPECT_EQ(read("http://127.0.0.1:7070"), "127.0.0.1 7070 plain");
  EXPECT_EQ(read("http://minio/"), "minio 80 plain");
  EXPECT_EQ(read("https://s3.eu-west-1.amazonaws.com"), "s3.eu-west-1.amazonaws.com 443 TLS");
  EXPECT_EQ(read("s3.example.com:9000"), "s3.example.com 9000 TLS");
  EXPECT_EQ(read("http://[::1]:9000"), "::1 9000 plain");
  EXPECT_EQ(read("http://user:pass%40word@proxy:3128"), "proxy 3128 plain as user:pass@word");
}

TEST(Endpoint, RefusesWhatIsNone) {
  for (const char* wrong :
       {"", "http://", "ftp://server", "http://server:0", "http://server:70000", "http://server:x",
        "http://server/path", "http://server?x", "http://[::1", "http://a b"})
    EXPECT_THAT(read(wrong), testing::HasSubstr("s3.endpoint takes the address of a server")) << wrong;
}

TEST(Endpoint, TellsNobodyAPassword) {
  EXPECT_THAT(read("http://user:secret@proxy:3128/x"), testing::Not(testing::HasSubstr("secret")));
}

TEST(Endpoint, NamesThePortWhereItIsNotTheSchemesOwn) {
  const auto authority = [](const char* uri) { return Endpoint::parse(uri, "it")->authority(); };
  EXPECT_EQ(authority("https://server"), "server");
  EXPECT_EQ(authority("https://server:443"), "server");
  EXPECT_EQ(authority("http://server:443"), "server:443");
  EXPECT_EQ(authority("http://[::1]:81"), "[::1]:81");
}

}  // namespace
}  // namespace headgate::http
