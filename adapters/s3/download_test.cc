// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/download.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/http/scripted_server_for_tests.h"

namespace headgate::s3 {
namespace {

using http::CredentialsForTests;
using http::ScriptedServer;

using Asked = ScriptedServer::Asked;

/// Reads an object of ten bytes in two parts; the second is answered by `second`.
Error error_with(const std::string& pinned, const std::string& second) {
  ScriptedServer server([&](const Asked& asked) {
    if (!asked.is("range: bytes=0-4")) return second;
    return ScriptedServer::answer(206, "01234", "content-range: bytes 0-4/10\r\netag: \"first\"\r\n");
  });
  Client::Options options;
  options.endpoint = server.endpoint();
  const auto bucket =
      std::make_shared<Bucket>(Location{.bucket = "bucket", .prefix = "", .is_path_style = true},
                               std::make_shared<Client>(options, std::make_shared<CredentialsForTests>()));
  auto source = open_download(bucket, "object", pinned, 0, kToEnd, {.part_bytes = 5});
  if (!source) return source.error();
  char buffer[5];
  for (;;) {
    const auto n = (*source)->read(buffer, sizeof buffer);
    if (!n) return n.error();
    if (*n == 0) return {ErrorCode::Unknown, "all was read"};
  }
}

std::string part(const std::string& etag, const std::string& bytes = "56789") {
  return ScriptedServer::answer(206, bytes,
                                fmt::format("content-range: bytes 5-9/10\r\netag: \"{}\"\r\n", etag));
}

TEST(Download, ReadsAllPartsOfOneVersion) {
  EXPECT_EQ(error_with("", part("first")).message, "all was read");
  EXPECT_EQ(error_with("first", part("first")).message, "all was read");
}

TEST(Download, AServerThatKnowsNoPinsIsFoundOut) {
  EXPECT_EQ(error_with("other", part("first")).code, ErrorCode::Changed) << "the first part shows it";
  EXPECT_EQ(error_with("", part("second")).code, ErrorCode::Changed) << "overwritten between two parts";
}

TEST(Download, APinThatDoesNotHoldIsAChange) {
  EXPECT_EQ(error_with("", ScriptedServer::error(412, "PreconditionFailed")).code, ErrorCode::Changed);
}

TEST(Download, ATornPartIsAskedForAgain) {
  EXPECT_NE(error_with("", part("first").substr(0, 20)).kind, ErrorClass::Permanent);
}

}  // namespace
}  // namespace headgate::s3
