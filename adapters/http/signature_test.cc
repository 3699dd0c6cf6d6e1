// SPDX-License-Identifier: Apache-2.0
#include "adapters/http/signature.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headgate::http {
namespace {

using testing::HasSubstr;

/// The examples that AWS publishes beside the description of the signature.
class SignatureTest : public testing::Test {
 protected:
  static std::string signed_header(Request request, const std::string& token = {}) {
    const Credentials credentials{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", token};
    sign(request, "examplebucket.s3.amazonaws.com", {"us-east-1", "s3"}, credentials,
         *parse_time("2013-05-24T00:00:00.9Z"));
    return request.headers.back().second;
  }
};

TEST_F(SignatureTest, GetsARangeOfAnObject) {
  const Request request{.path = "/test.txt", .query = {}, .headers = {{"range", "bytes=0-9"}}, .body = {}};
  EXPECT_EQ(signed_header(request),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST_F(SignatureTest, PutsAnObjectWhoseNameHasToBeEncoded) {
  const Request request{
      .method = "PUT",
      .path = uri_encode_path("/test$file.text"),
      .query = {},
      .headers = {{"date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
      .body = "Welcome to Amazon S3."};
  EXPECT_THAT(signed_header(request),
              HasSubstr("Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
}

TEST_F(SignatureTest, AsksForAPartOfABucketThatHasNoValue) {
  EXPECT_THAT(signed_header({.path = "/", .query = {{"lifecycle", ""}}, .headers = {}, .body = {}}),
              HasSubstr("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
}

TEST_F(SignatureTest, ListsInAnyOrderOfItsParameters) {
  EXPECT_THAT(
      signed_header({.path = "/", .query = {{"prefix", "J"}, {"max-keys", "2"}}, .headers = {}, .body = {}}),
      HasSubstr("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
}

TEST_F(SignatureTest, CoversASessionToken) {
  const std::string header = signed_header({.query = {}, .headers = {}, .body = {}}, "a token");
  EXPECT_THAT(header, HasSubstr("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,"));
}

TEST_F(SignatureTest, IsForOneService) {
  Request request{.method = "POST", .path = "/_bulk", .query = {}, .headers = {}, .body = "{}\n"};
  const Credentials credentials{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""};
  sign(request, "search.example.com", {"eu-west-1", "es"}, credentials, *parse_time("2013-05-24T00:00:00Z"));
  // What botocore's SigV4Auth makes of the same.
  EXPECT_THAT(request.headers.back().second, HasSubstr("/20130524/eu-west-1/es/aws4_request, "));
  EXPECT_THAT(request.headers.back().second,
              HasSubstr("Signature=426d960655406b412884f3693b0c445715b82897efeea1d6abf0b488217147ce"));
}

TEST(UriTest, EncodesAllButWhatASignatureLeaves) {
  EXPECT_EQ(uri_encode("a-b._~/=+ %\xc3\xa4"), "a-b._~%2F%3D%2B%20%25%C3%A4");
  EXPECT_EQ(uri_encode_path("year=2022/a//b"), "year%3D2022/a//b");
}

TEST(UriTest, DecodesWhatItEncoded) {
  for (const char* text : {"", "plain", "a b/c=d+e%41\xff", "100%", "%", "%4"})
    EXPECT_EQ(uri_decode(uri_encode(text)), text);
  EXPECT_EQ(uri_decode("a%2fb%zz%4"), "a/b%zz%4");
}

}  // namespace
}  // namespace headgate::http
