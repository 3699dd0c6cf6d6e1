// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/copy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/http/scripted_server_for_tests.h"

namespace headgate::s3 {
namespace {

using http::CredentialsForTests;
using http::ScriptedServer;

using testing::HasSubstr;
using Asked = ScriptedServer::Asked;

/// Plays a server with one object of 600 bytes that refuses what a test says.
class CopyTest : public testing::Test {
 protected:
  Status copy() {
    Client::Options options;
    options.endpoint = server_.endpoint();
    const auto client = std::make_shared<Client>(options, std::make_shared<CredentialsForTests>());
    const Bucket bucket({.bucket = "bucket", .prefix = "", .is_path_style = true}, client);
    return copy_object(bucket, "source", "target", {.once_bytes_max = 500, .range_bytes = 250});
  }

  std::string said(const Asked& asked) const {
    if (asked.is("HEAD /bucket/source "))
      return "HTTP/1.1 200 Said\r\ncontent-length: 600\r\netag: \"version\"\r\nconnection: close\r\n\r\n";
    if (asked.is("POST /bucket/target?uploads="))
      return xml("InitiateMultipartUploadResult", "<UploadId>id</UploadId>");
    if (asked.is("PUT /bucket/target?partNumber="))
      return part_.empty() ? xml("CopyPartResult", "<ETag>part</ETag>") : part_;
    if (asked.is("POST /bucket/target?uploadId="))
      return xml("CompleteMultipartUploadResult", "<ETag>whole</ETag>");
    if (asked.is("DELETE /bucket/target?uploadId=")) return ScriptedServer::answer(200, "");
    return at_once_;
  }

  static std::string xml(const std::string& element, const std::string& inside) {
    return ScriptedServer::answer(200, fmt::format("<{0}>{1}</{0}>", element, inside));
  }

  /// Says what was asked, in order: the first line of each without its version.
  std::vector<std::string> asked() {
    std::vector<std::string> lines;
    for (const Asked& each : server_.asked()) lines.push_back(each.head.substr(0, each.head.find(" HTTP")));
    return lines;
  }

  std::string at_once_ = xml("CopyObjectResult", "<ETag>whole</ETag>"), part_;
  ScriptedServer server_{[this](const Asked& each) { return said(each); }};
};

TEST_F(CopyTest, IsOneRequest) {
  EXPECT_TRUE(copy());
  EXPECT_THAT(asked(), testing::ElementsAre("PUT /bucket/target"));
}

TEST_F(CopyTest, WhatIsTooLongGoesInRangesOfOneVersion) {
  for (const std::string& refusal : {ScriptedServer::error(400, "InvalidRequest"),
                                     ScriptedServer::error(400, "EntityTooLarge"), std::string()}) {
    server_.set(at_once_, refusal);  // None: the server is silent until it hangs up.
    const std::size_t before = server_.asked().size();
    const Status copied = copy();
    ASSERT_TRUE(copied) << copied.error().message;
    const auto all = server_.asked();
    std::vector<std::string> ranges;
    for (std::size_t i = before; i < all.size(); ++i) {
      const std::size_t at = all[i].head.find("range: bytes=");
      if (at == std::string::npos) continue;
      ranges.push_back(all[i].head.substr(at + 13, all[i].head.find("\r\n", at) - at - 13));
      EXPECT_TRUE(all[i].is("x-amz-copy-source-if-match: \"version\"\r\n"));
    }
    EXPECT_THAT(ranges, testing::ElementsAre("0-249", "250-499", "500-599"));
    EXPECT_THAT(all.back().body, HasSubstr("<Part><PartNumber>3</PartNumber><ETag>part</ETag></Part>"));
  }
}

TEST_F(CopyTest, OtherRefusalsStand) {
  server_.set(at_once_, ScriptedServer::error(403, "AccessDenied"));
  EXPECT_EQ(copy().error().code, ErrorCode::Denied);
  server_.set(at_once_, ScriptedServer::error(503, "SlowDown"));
  EXPECT_EQ(copy().error().kind, ErrorClass::Retryable);
  EXPECT_EQ(asked().size(), 2U);
}

TEST_F(CopyTest, NotFoundSaysThatTheSourceIsGone) {
  server_.set(at_once_, ScriptedServer::error(404, "NoSuchKey"));
  EXPECT_EQ(copy().error().code, ErrorCode::NotFound);
  server_.set(at_once_, ScriptedServer::error(404, "NoSuchBucket"));
  EXPECT_EQ(copy().error().code, ErrorCode::Configuration);
  server_.set(at_once_, ScriptedServer::answer(404, "<html>no such page</html>"));
  EXPECT_EQ(copy().error().code, ErrorCode::Configuration) << "no server of S3 says that";
}

TEST_F(CopyTest, AnUploadThatIsGoneIsBegunAgain) {
  server_.set(at_once_, ScriptedServer::error(400, "InvalidRequest"));
  server_.set(part_, ScriptedServer::error(404, "NoSuchUpload"));
  EXPECT_EQ(copy().error().kind, ErrorClass::Retryable);
  EXPECT_EQ(asked().back(), "HEAD /bucket/source");
}

TEST_F(CopyTest, AnotherVersionInTheMiddleIsAChange) {
  server_.set(at_once_, ScriptedServer::error(400, "InvalidRequest"));
  server_.set(part_, ScriptedServer::error(412, "PreconditionFailed"));
  EXPECT_EQ(copy().error().code, ErrorCode::Changed);
  EXPECT_EQ(asked().back(), "DELETE /bucket/target?uploadId=id");
}

TEST_F(CopyTest, ASuccessThatShowsNothingIsNone) {
  for (const char* const body : {"", "<CopyObjectResult><ETag>", "<Other><ETag>x</ETag></Other>"}) {
    server_.set(at_once_, ScriptedServer::answer(200, body));
    server_.set(part_, at_once_);
    EXPECT_EQ(copy().error().kind, ErrorClass::OutcomeUnknown) << body;
  }
}

}  // namespace
}  // namespace headgate::s3
