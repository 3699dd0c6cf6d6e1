// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/old_uploads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/http/scripted_server_for_tests.h"
#include "base/time.h"

namespace headgate::s3 {
namespace {

using http::CredentialsForTests;
using http::ScriptedServer;

using Asked = ScriptedServer::Asked;

/// Plays a server that lists one upload on a page.
class OldUploadsTest : public testing::Test {
 protected:
  struct Upload {
    std::string key, begun = "2020-01-01T00:00:00.000Z", encoded = {};
  };

  Status abort(const std::string& prefix) {
    Client::Options options;
    options.endpoint = server_.endpoint();
    const auto client = std::make_shared<Client>(options, std::make_shared<CredentialsForTests>());
    const Bucket bucket({.bucket = "bucket", .prefix = prefix, .is_path_style = true}, client);
    return abort_old_uploads(bucket, {"staging/", "data/a b+/"});
  }

  std::string said(const Asked& asked) const {
    if (asked.is("DELETE ")) return refusal_.empty() ? ScriptedServer::answer(200, "") : refusal_;
    if (!listing_.empty()) return listing_;
    std::size_t at = 0;
    for (std::size_t i = 0; i < uploads_.size(); ++i)
      if (asked.is("upload-id-marker=id-" + std::to_string(i) + "&")) at = i + 1;
    const Upload& upload = uploads_[at];
    const std::string key = upload.encoded.empty() ? upload.key : upload.encoded;
    return ScriptedServer::answer(
        200, fmt::format("<ListMultipartUploadsResult><EncodingType>url</EncodingType><IsTruncated>{}"
                         "</IsTruncated><NextKeyMarker>{}</NextKeyMarker><NextUploadIdMarker>id-{}"
                         "</NextUploadIdMarker><Upload><Key>{}</Key><UploadId>id-{}</UploadId><Initiated>{}"
                         "</Initiated></Upload></ListMultipartUploadsResult>",
                         at + 1 < uploads_.size(), key, at, key, at, upload.begun));
  }

  /// Gives the paths of what was given up.
  std::vector<std::string> aborted() {
    std::vector<std::string> paths;
    for (const Asked& each : server_.asked())
      if (each.is("DELETE ")) paths.push_back(each.head.substr(7, each.head.find('?') - 7));
    return paths;
  }

  std::vector<Upload> uploads_;
  std::string refusal_, listing_;
  ScriptedServer server_{[this](const Asked& each) { return said(each); }};
};

TEST_F(OldUploadsTest, GoesOnBehindTheFirstPageAndLeavesWhatIsYoungOrOfOthers) {
  server_.set(uploads_, {{"data/a b+/1", "2020-01-01T00:00:00.000Z", "data/a+b%2B/1"},
                         {"data/others"},
                         {"others/staging/1"},
                         {"staging/1", format_time(now())},
                         {"staging/2"},
                         {"staging/2"}});
  EXPECT_TRUE(abort(""));
  EXPECT_THAT(aborted(),
              testing::ElementsAre("/bucket/data/a%20b%2B/1", "/bucket/staging/2", "/bucket/staging/2"));
}

TEST_F(OldUploadsTest, KnowsFoldersBehindItsPrefix) {
  server_.set(uploads_, {{"landing/staging/1"}, {"landing/staging2/1"}, {"staging/1"}});
  EXPECT_TRUE(abort("landing/"));
  EXPECT_THAT(aborted(), testing::ElementsAre("/bucket/landing/staging/1"));
}

TEST_F(OldUploadsTest, OneThatIsRefusedStopsNothing) {
  server_.set(uploads_, {{"staging/1"}, {"staging/2"}});
  for (const auto& refusal :
       {ScriptedServer::error(404, "NoSuchUpload"), ScriptedServer::error(403, "AccessDenied"),
        ScriptedServer::error(500, "InternalError")}) {
    server_.set(refusal_, refusal);
    const std::size_t before = aborted().size();
    EXPECT_TRUE(abort(""));
    EXPECT_EQ(aborted().size(), before + 2);
  }
}

TEST_F(OldUploadsTest, AListingThatIsRefusedLeavesThemThere) {
  server_.set(listing_, ScriptedServer::error(501, "NotImplemented"));
  EXPECT_TRUE(abort("")) << "some servers have no such listing";
  server_.set(listing_, ScriptedServer::error(403, "AccessDenied"));
  EXPECT_EQ(abort("").error().code, ErrorCode::Denied);
  server_.set(listing_, ScriptedServer::error(503, "SlowDown"));
  EXPECT_EQ(abort("").error().kind, ErrorClass::Retryable);
}

TEST_F(OldUploadsTest, AListingThatDoesNotGetOnEnds) {
  server_.set(
      listing_,
      ScriptedServer::answer(
          200,
          "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>a</NextKeyMarker>"
          "</ListMultipartUploadsResult>"));
  EXPECT_TRUE(abort(""));
  EXPECT_EQ(server_.asked().size(), 2U);
}

}  // namespace
}  // namespace headgate::s3
