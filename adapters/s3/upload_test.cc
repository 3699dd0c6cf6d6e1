// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/upload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "adapters/http/scripted_server_for_tests.h"

namespace headgate::s3 {
namespace {

using http::CredentialsForTests;
using http::ScriptedServer;

using Asked = ScriptedServer::Asked;

/// Plays a server that takes parts of five bytes, and finishes an upload as a test says.
class UploadTest : public testing::Test {
 protected:
  std::unique_ptr<ByteSink> start() {
    Client::Options options;
    options.endpoint = server_.endpoint();
    const auto bucket =
        std::make_shared<Bucket>(Location{.bucket = "bucket", .prefix = "", .is_path_style = true},
                                 std::make_shared<Client>(options, std::make_shared<CredentialsForTests>()));
    return start_upload(bucket, "object", std::make_shared<PartSlots>(8), {.part_bytes = 5});
  }

  std::string said(const Asked& asked) {
    if (asked.is("POST /bucket/object?uploads="))
      return xml("InitiateMultipartUploadResult", "<UploadId>id</UploadId>");
    if (asked.is("PUT /bucket/object?partNumber=")) return ScriptedServer::answer(200, "", "etag: part\r\n");
    if (asked.is("HEAD ")) {
      return fmt::format("HTTP/1.1 200 Said\r\ncontent-length: {}\r\netag: x\r\nconnection: close\r\n\r\n",
                         there_bytes_);
    }
    if (asked.is("DELETE ")) return ScriptedServer::answer(204, "");
    std::string finished = finished_.front();
    if (finished_.size() > 1) finished_.pop_front();
    return finished;
  }

  static std::string xml(const std::string& element, const std::string& inside) {
    return ScriptedServer::answer(200, fmt::format("<{0}>{1}</{0}>", element, inside));
  }

  /// Uploads eight bytes and finishes them as often as may help.
  Status upload() {
    const auto sink = start();
    if (const Status appended = sink->append("01234567"); !appended) return appended;
    for (int tries = 0; tries < 3; ++tries) {
      const Status finished = sink->finish();
      if (finished || finished.error().kind != ErrorClass::Retryable) return finished;
    }
    return fail(ErrorCode::Io, "three times in vain");
  }

  bool is_given_up() {
    const auto all = server_.asked();
    return std::any_of(all.begin(), all.end(), [](const Asked& each) { return each.is("DELETE "); });
  }

  const std::string done_ = xml("CompleteMultipartUploadResult", "<ETag>whole</ETag>");
  std::deque<std::string> finished_{done_};
  std::size_t there_bytes_ = 8;
  ScriptedServer server_{[this](const Asked& each) { return said(each); }};
};

TEST_F(UploadTest, ASuccessThatShowsNothingIsAskedForAgain) {
  for (const std::string& vain :
       {ScriptedServer::answer(200, ""), ScriptedServer::answer(200, "<CompleteMultipartUploadResult><ETag>"),
        ScriptedServer::error(200, "InternalError"), ScriptedServer::error(500, "InternalError"),
        std::string()}) {
    server_.set(finished_, {vain, done_});
    EXPECT_TRUE(upload()) << vain;
    server_.set(finished_, {vain});
    EXPECT_EQ(upload().error().message, "three times in vain") << vain;
  }
}

TEST_F(UploadTest, WhatWasFinishedBeforeIsThere) {
  server_.set(finished_, {ScriptedServer::answer(200, ""), ScriptedServer::error(404, "NoSuchUpload")});
  EXPECT_TRUE(upload());
  EXPECT_FALSE(is_given_up());
  server_.set(there_bytes_, 7);
  server_.set(finished_, {ScriptedServer::answer(200, ""), ScriptedServer::error(404, "NoSuchUpload")});
  EXPECT_EQ(upload().error().code, ErrorCode::NotFound) << "what stands there is another object";
}

TEST_F(UploadTest, WhatIsNotFinishedIsGivenUp) {
  ASSERT_TRUE(start()->append("01234567"));
  EXPECT_TRUE(is_given_up());
}

}  // namespace
}  // namespace headgate::s3
