// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace headgate::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class PlacesTest : public testing::Test {
 protected:
  PlacesTest() {
    for (const char* folder : {"source", "landing/data/raw/deep", "landing/data/clean_json"}) {
      fs::create_directories(root_ / folder);
    }
    fs::create_symlink(root_ / "source", root_ / "link");
    root_ = fs::canonical(root_);
  }
  ~PlacesTest() override { fs::remove_all(root_); }

  std::string refusal(const fs::path& source, const fs::path& landing) {
    const auto places = check_places(root_ / source, root_ / landing);
    if (places) return "was taken";
    EXPECT_EQ(places.error().code, ErrorCode::Configuration);
    return places.error().message;
  }

  fs::path root_ = fs::path(testing::TempDir()) / ("places_test-" + std::to_string(::getpid()));
};

TEST_F(PlacesTest, GivesPathsWithoutLinks) {
  const auto places = check_places(root_ / "link/", root_ / "new/../new/landing/");
  ASSERT_TRUE(places.has_value()) << places.error().message;
  EXPECT_EQ(places->source, root_ / "source");
  EXPECT_EQ(places->landing, root_ / "new/landing");
  EXPECT_FALSE(fs::exists(root_ / "new"));
}

TEST_F(PlacesTest, ALandingInsideItsSourceIsRefused) {
  EXPECT_THAT(refusal("source", "source/landing"), HasSubstr("inside its source"));
  EXPECT_THAT(refusal("source", "link/landing"), HasSubstr("inside its source"));
  EXPECT_THAT(refusal("source", "source"), HasSubstr("inside its source"));
  EXPECT_EQ(refusal("source", "source2"), "was taken");
}

TEST_F(PlacesTest, ASourceInsideItsLandingOnlyAtDataRaw) {
  EXPECT_EQ(refusal("landing/data/raw", "landing"), "was taken");
  EXPECT_EQ(refusal("landing/data/raw/deep", "landing"), "was taken");
  EXPECT_THAT(refusal("landing/data/clean_json", "landing"), HasSubstr("data/raw"));
  EXPECT_THAT(refusal("landing/data", "landing"), HasSubstr("data/raw"));
}

TEST_F(PlacesTest, ASourceHasToBeAFolder) {
  EXPECT_THAT(refusal("none", "landing"), HasSubstr("does not exist"));
  EXPECT_THAT(check_places("ftp://server/events", root_ / "landing").error().message, HasSubstr("ftp"));
}

TEST_F(PlacesTest, BucketsAreComparedByTheirNames) {
  const auto refused = [](const char* source, const char* landing) {
    const auto places = check_places(source, landing);
    return places ? "was taken: " + places->source + " " + places->landing : places.error().message;
  };
  EXPECT_EQ(refused("s3://bucket/source//", "s3://bucket/landing"),
            "was taken: s3://bucket/source s3://bucket/landing");
  EXPECT_EQ(refused("s3://other", "s3://bucket"), "was taken: s3://other s3://bucket");
  EXPECT_THAT(refused("s3://bucket", "s3://bucket/landing"), HasSubstr("inside its source"));
  EXPECT_THAT(refused("s3://bucket/a", "s3://bucket/a/"), HasSubstr("inside its source"));
  EXPECT_THAT(refused("s3://bucket/landing/data", "s3://bucket/landing"), HasSubstr("data/raw"));
  EXPECT_EQ(refused("s3://bucket/data/raw", "s3://bucket"), "was taken: s3://bucket/data/raw s3://bucket");
  EXPECT_THAT(refused("s3://b/a", "s3://bucket"), HasSubstr("no bucket is called \"b\""));
  EXPECT_THAT(refused("s3://bucket/a//b", "s3://bucket/c"), HasSubstr("empty part"));
  EXPECT_THAT(refused("s3://bucket/a/../b", "s3://bucket/c"), HasSubstr(".."));
}

}  // namespace
}  // namespace headgate::cli
