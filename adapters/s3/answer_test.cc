// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headgate::s3 {
namespace {

using testing::HasSubstr;

Answer answer(unsigned status, const std::string& code, Fields headers = {}) {
  const std::string body =
      "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>why</Message></Error>";
  return {{status, std::move(headers)}, code.empty() ? "" : body};
}

TEST(Answer, ASuccessIsNoRefusal) {
  EXPECT_FALSE(refusal_of(answer(200, ""), Asked::ToAct));
  EXPECT_FALSE(refusal_of(answer(204, ""), Asked::ToAct));
  EXPECT_FALSE(refusal_of({{200, {}}, "<CopyObjectResult/>"}, Asked::ToAct));
  EXPECT_FALSE(refusal_of(answer(416, "InvalidRange"), Asked::ToRead)) << "a range behind the end is empty";
}

TEST(Answer, AnErrorInTheBodyOf200RefusesWhatShouldAct) {
  const auto refusal = refusal_of(answer(200, "InternalError"), Asked::ToAct);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(error_of(*refusal, "copying").kind, ErrorClass::OutcomeUnknown);
  EXPECT_FALSE(refusal_of(answer(200, "InternalError"), Asked::ToRead)) << "an object may hold such a text";
}

TEST(Answer, TellsClassesApart) {
  const auto error = [](unsigned status, const std::string& code) {
    return error_of(*refusal_of(answer(status, code), Asked::ToAct), "doing");
  };
  struct Case {
    unsigned status;
    const char* code;
    ErrorCode is;
    ErrorClass kind;
  };
  using enum ErrorClass;
  for (const Case& expected :
       std::initializer_list<Case>{{404, "NoSuchKey", ErrorCode::NotFound, Permanent},
                                   {404, "", ErrorCode::Configuration, Permanent},
                                   {404, "NoSuchBucket", ErrorCode::Configuration, Permanent},
                                   {404, "WhoKnowsWhat", ErrorCode::Configuration, Permanent},
                                   {404, "XAdminUserNotFound", ErrorCode::Denied, Permanent},
                                   {403, "AccessDenied", ErrorCode::Denied, Permanent},
                                   {403, "", ErrorCode::Denied, Permanent},
                                   {400, "ExpiredToken", ErrorCode::Denied, Retryable},
                                   {400, "", ErrorCode::Denied, Retryable},
                                   {400, "InvalidArgument", ErrorCode::Io, Permanent},
                                   {409, "ConditionalRequestConflict", ErrorCode::Io, Retryable},
                                   {412, "PreconditionFailed", ErrorCode::Exists, Permanent},
                                   {503, "SlowDown", ErrorCode::Io, Retryable},
                                   {503, "ServiceUnavailable", ErrorCode::Io, OutcomeUnknown},
                                   {500, "InternalError", ErrorCode::Io, OutcomeUnknown},
                                   {502, "", ErrorCode::Io, OutcomeUnknown}}) {
    const Error found = error(expected.status, expected.code);
    EXPECT_EQ(found.code, expected.is) << expected.status << expected.code;
    EXPECT_EQ(found.kind, expected.kind) << expected.status << expected.code;
    EXPECT_THAT(found.message, HasSubstr("doing"));
    EXPECT_THAT(found.message, HasSubstr(std::to_string(expected.status)));
  }
}

TEST(Answer, WithoutAReasonOnlyWhatIsReadIsNotFound) {
  const auto code = [](Asked asked) { return error_of(*refusal_of(answer(404, ""), asked), "doing").code; };
  EXPECT_EQ(code(Asked::ToRead), ErrorCode::NotFound) << "to HEAD comes no reason";
  EXPECT_EQ(code(Asked::ToAct), ErrorCode::Configuration) << "a copy's source is gone only where it says so";
}

TEST(Answer, SaysWhichRegionItShouldBe) {
  const auto refusal =
      refusal_of(answer(301, "PermanentRedirect", {{"x-amz-bucket-region", "eu-west-1"}}), Asked::ToRead);
  EXPECT_EQ(refusal->region, "eu-west-1");
  EXPECT_EQ(
      error_of(*refusal, "opening s3://b").message,
      "opening s3://b: the bucket is in another region, eu-west-1: set s3.region (the server answers 301 "
      "PermanentRedirect: why)");
}

TEST(Answer, BodiesThatAreNoXmlStillRefuse) {
  const auto refusal = refusal_of({{500, {}}, "<html>bad gateway"}, Asked::ToAct);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, "");
}

}  // namespace
}  // namespace headgate::s3
