// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/kept_credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headgate::s3 {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class KeptCredentialsTest : public testing::Test {
 protected:
  std::string key() {
    const auto given = kept_.credentials();
    return given ? given->access_key : given.error().message;
  }

  Result<Credentials> next_ = Credentials{"first", "", ""};
  int looks_ = 0, looks_anew_ = 0;
  KeptCredentials::Time now_;
  KeptCredentials kept_{[this](bool anew) {
                          ++looks_;
                          if (anew) ++looks_anew_;
                          return next_;
                        },
                        [this] { return now_; }};
};

TEST_F(KeptCredentialsTest, LooksAgainNowAndThen) {
  EXPECT_EQ(key(), "first");
  next_ = Credentials{"second", "", ""};
  EXPECT_EQ(key(), "first");
  now_ += 30s;
  EXPECT_EQ(key(), "second");
  EXPECT_EQ(looks_, 2);
  EXPECT_EQ(looks_anew_, 0);
}

TEST_F(KeptCredentialsTest, OfNoneTheReasonIsTold) {
  next_ = fail(ErrorCode::Denied, "none are to be found");
  const auto given = kept_.credentials();
  EXPECT_EQ(given.error().message, "none are to be found");
  EXPECT_EQ(given.error().kind, ErrorClass::Permanent);
}

TEST_F(KeptCredentialsTest, ThoseThatAreInForceOutlastALookThatFails) {
  EXPECT_EQ(key(), "first");
  next_ = fail(ErrorCode::Denied, "none are to be found");
  now_ += 30s;
  EXPECT_EQ(key(), "first");
  EXPECT_EQ(looks_, 2);
}

TEST_F(KeptCredentialsTest, RefusedOnesAreReplaced) {
  const Credentials first = kept_.credentials().value();
  next_ = Credentials{"second", "", ""};
  kept_.expired(first);
  now_ += 2s;
  EXPECT_EQ(key(), "second");
  EXPECT_EQ(looks_anew_, 1);
  kept_.expired(first);
  now_ += 2s;
  EXPECT_EQ(key(), "second") << "the refusal of older ones came late";
  EXPECT_EQ(looks_anew_, 1);
}

TEST_F(KeptCredentialsTest, RefusedOnesWithoutNewerAreAnErrorThatMayPass) {
  kept_.expired(kept_.credentials().value());
  next_ = fail(ErrorCode::Denied, "none are to be found");
  now_ += 2s;
  const auto given = kept_.credentials();
  ASSERT_FALSE(given);
  EXPECT_EQ(given.error().kind, ErrorClass::Retryable);
  EXPECT_THAT(given.error().message, HasSubstr("have expired"));
  EXPECT_THAT(given.error().message, HasSubstr("none are to be found"));
  next_ = Credentials{"second", "", ""};
  now_ += 2s;
  EXPECT_EQ(key(), "second");
}

TEST_F(KeptCredentialsTest, ManyRefusalsAreOneLook) {
  for (int i = 0; i < 5; ++i) kept_.expired(kept_.credentials().value());
  EXPECT_EQ(looks_, 1) << "each is refused, and a moment after the look that gave them";
  now_ += 2s;
  for (int i = 0; i < 5; ++i) kept_.expired(kept_.credentials().value());
  EXPECT_EQ(looks_, 2);
}

}  // namespace
}  // namespace headgate::s3
