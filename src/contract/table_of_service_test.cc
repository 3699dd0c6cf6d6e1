// SPDX-License-Identifier: Apache-2.0
#include "contract/table_of_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headgate {
namespace {

using testing::MatchesRegex;

TEST(TableOfService, IsItsNameInCapitals) {
  EXPECT_EQ(table_of_service("microone"), "MICROONE");
  EXPECT_EQ(table_of_service("my.shop-2"), "MY_SHOP_2");
  EXPECT_EQ(table_of_service("9lives"), "9LIVES");
  EXPECT_EQ(table_of_service("arn:aws:s3:::a/b c"), "ARN_AWS_S3___A_B_C");
  EXPECT_EQ(table_of_service("café über"), "CAF___BER") << "a character each";
  EXPECT_EQ(table_of_service("__mine_"), "MINE_");
  EXPECT_THAT(table_of_service("日本"), MatchesRegex("SERVICE_[0-9A-F]{8}"));
  EXPECT_NE(table_of_service("日本"), table_of_service("中国"));
  EXPECT_EQ(table_of_service(std::string(64, 'a')), std::string(64, 'A'));
  EXPECT_THAT(table_of_service(std::string(65, 'a')), MatchesRegex("A{55}_[0-9A-F]{8}"));
  EXPECT_NE(table_of_service(std::string(65, 'a')), table_of_service(std::string(66, 'a')));
}

TEST(TableOfService, SaysWhatIsNoName) {
  EXPECT_EQ(service_fault("a b/c:d"), "");
  EXPECT_EQ(service_fault("_mine"), "");
  EXPECT_EQ(service_fault(std::string(200, 'a')), "");
  EXPECT_EQ(service_fault(std::string(201, 'a')), "has more than 200 bytes");
  EXPECT_EQ(service_fault(""), "is empty");
  EXPECT_EQ(service_fault("_unknown"), "is a word of Headgate itself");
  EXPECT_EQ(service_fault("a\nb"), "has a control character");
  EXPECT_EQ(service_fault("\xff"), "is no UTF-8");
  EXPECT_TRUE(is_plain_service("my.shop-2"));
  for (const ByteView other : {"", "_a", ".a", "a b", "a/b", "é"})
    EXPECT_FALSE(is_plain_service(other)) << other;
}

}  // namespace
}  // namespace headgate
