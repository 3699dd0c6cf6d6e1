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
  EXPECT_THAT(check_places("s3://bucket/events", root_ / "landing").error().message, HasSubstr("s3"));
  EXPECT_THAT(check_places(root_ / "source", "s3://bucket").error().message, HasSubstr("folders only"));
}

}  // namespace
}  // namespace headgate::cli
