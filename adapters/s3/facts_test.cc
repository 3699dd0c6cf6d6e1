// SPDX-License-Identifier: Apache-2.0
#include "adapters/s3/facts.h"

#include <gtest/gtest.h>

namespace headgate::s3 {
namespace {

TEST(Facts, ShowTheEndsOfAKey) {
  EXPECT_EQ(masked("AKIAIOSFODNN7EXAMPLE"), "AKIA...MPLE");
  EXPECT_EQ(masked("headgate"), "he...") << "of a short one the ends are all of it";
}

TEST(Facts, FindTheProfileOfAKey) {
  const ByteView file =
      "[default]\naws_access_key_id=ONE\r\naws_secret_access_key = TWO\n\n [ profile work ] \n"
      "  aws_access_key_id =  TWO \n[last]\naws_access_key_id=THREE";
  EXPECT_EQ(profile_of(file, "ONE"), "default");
  EXPECT_EQ(profile_of(file, "TWO"), "profile work");
  EXPECT_EQ(profile_of(file, "THREE"), "last");
  EXPECT_EQ(profile_of(file, "FOUR"), "");
}

TEST(Facts, NameNoSecret) {
  Client::Options server;
  server.endpoint = Endpoint::parse("http://127.0.0.1:9000", "s3.endpoint").value();
  server.proxy = Endpoint::parse("http://user:hidden@proxy:3128", "s3.proxy").value();
  const Facts facts = facts_of({.bucket = "bucket", .prefix = "", .is_path_style = true}, server, "said",
                               {"AKIAIOSFODNN7EXAMPLE", "hidden", "hidden"});
  std::string all;
  for (const auto& [key, value] : facts) all.append(key).append("=").append(value).append("\n");
  EXPECT_NE(all.find("server=http://127.0.0.1:9000\n"), std::string::npos) << all;
  EXPECT_NE(all.find("region=us-east-1 (said)\n"), std::string::npos) << all;
  EXPECT_NE(all.find("proxy=http://proxy:3128\n"), std::string::npos) << all;
  EXPECT_EQ(all.find("hidden"), std::string::npos) << all;
  EXPECT_EQ(all.find("IOSFODNN"), std::string::npos) << all;
}

}  // namespace
}  // namespace headgate::s3
