// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/bucket.h"

#include <gtest/gtest.h>

namespace headgate::s3 {
namespace {

TEST(Bucket, RegionsOfChinaHaveANameOfTheirOwn) {
  EXPECT_EQ(aws_host("eu-west-1"), "s3.eu-west-1.amazonaws.com");
  EXPECT_EQ(aws_host("cn-north-1"), "s3.cn-north-1.amazonaws.com.cn");
}

}  // namespace
}  // namespace headgate::s3
