// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/open_store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace headgate::cli {
namespace {

namespace fs = std::filesystem;

TEST(OpenStore, RefusesASchemeWithoutAnAdapter) {
  const auto store = open_store("ftp://server/folder", StoreRole::Source, {});
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().code, ErrorCode::Configuration);
  EXPECT_EQ(
      store.error().message,
      "the store ftp://server/folder: headgate reads and writes folders and s3://, and nothing at ftp://");
}

TEST(OpenStore, MakesALandingAndNoSource) {
  const fs::path folder = fs::path(testing::TempDir()) / ("open_store_test-" + std::to_string(::getpid()));
  EXPECT_FALSE(open_store(folder, StoreRole::Source, {}).has_value());
  EXPECT_FALSE(open_store(folder, StoreRole::ReadLanding, {}).has_value());
  EXPECT_FALSE(fs::exists(folder));
  {
    const auto landing = open_store(folder, StoreRole::Landing, {});
    ASSERT_TRUE(landing.has_value()) << landing.error().message;
    EXPECT_TRUE((*landing)->put("a", "bytes").has_value());
  }
  const auto source = open_store(folder, StoreRole::Source, {});
  ASSERT_TRUE(source.has_value()) << source.error().message;
  EXPECT_EQ((*source)->stat("a")->size_bytes, 5);
  fs::remove_all(folder);
}

}  // namespace
}  // namespace headgate::cli
