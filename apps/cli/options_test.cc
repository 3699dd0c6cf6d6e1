// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/quantity.h"

namespace headgate::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class OptionsTest : public testing::Test {
 protected:
  OptionsTest() {
    std::filesystem::create_directories(folder_);
    sources_.usual_config =
        write("headgate.yaml", "threads: 1\nwindow_bytes: 1KiB\ntask_bytes: 1KiB\nstrict: true\n");
  }
  ~OptionsTest() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }

  std::string refusal() {
    const auto settings = gather_settings(sources_);
    if (settings) return "was taken";
    EXPECT_EQ(settings.error().code, ErrorCode::Configuration);
    return settings.error().message;
  }

  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) / ("options_test-" + std::to_string(::getpid()));
  SettingSources sources_;
};

TEST_F(OptionsTest, TheStrongerSourceHolds) {
  sources_.environment = {{"HEADGATE_THREADS", "2"},
                          {"HEADGATE_WINDOW_BYTES", "2KiB"},
                          {"HEADGATE_FAULT", "is no setting"},
                          {"HOME", "/root"}};
  sources_.sets = {"threads=3", "task_bytes=3KiB"};
  sources_.flags = {{"threads", {"4"}, "--threads"}};
  const auto settings = gather_settings(sources_);
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
  EXPECT_EQ(settings->threads, 4U);
  EXPECT_EQ(settings->task_bytes, 3 * KiB);
  EXPECT_EQ(settings->window_bytes, 2 * KiB);
  EXPECT_TRUE(settings->strict);
}

TEST_F(OptionsTest, ANamedConfigurationTakesThePlaceOfTheUsualOne) {
  sources_.config = write("other.yaml", "source_name: other\n");
  const auto settings = gather_settings(sources_);
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
  EXPECT_EQ(settings->source_name, "other");
  EXPECT_EQ(settings->threads, 0U);
}

TEST_F(OptionsTest, AConfigurationMayBeEmptyOrMissing) {
  sources_.config = write("empty.yaml", "");
  EXPECT_TRUE(gather_settings(sources_).has_value());
  sources_.config.reset();
  sources_.usual_config = (folder_ / "none.yaml").string();
  EXPECT_TRUE(gather_settings(sources_).has_value());
}

TEST_F(OptionsTest, WhatIsWrongIsNamedWithItsPlace) {
  sources_.config = write("bad.yaml", "threads: 1\ntask_bites: 1\n");
  EXPECT_THAT(refusal(), HasSubstr("bad.yaml:2"));
  sources_.config = write("bad.yaml", "threads: many\n");
  EXPECT_THAT(refusal(), HasSubstr("bad.yaml:1"));
  sources_.config = (folder_ / "none.yaml").string();
  EXPECT_THAT(refusal(), HasSubstr("none.yaml"));
  sources_.config.reset();

  sources_.environment = {{"HEADGATE_TREADS", "2"}};
  EXPECT_THAT(refusal(), testing::AllOf(HasSubstr("HEADGATE_TREADS"), HasSubstr("HEADGATE_THREADS")));
  sources_.environment = {{"HEADGATE_THREADS", "two"}};
  EXPECT_THAT(refusal(), HasSubstr("HEADGATE_THREADS"));
  sources_.environment = {{"HEADGATE_FAULTS", "kill-after@1"}};
  EXPECT_THAT(refusal(), HasSubstr("HEADGATE_FAULTS"));
  sources_.environment.clear();

  sources_.sets = {"task_bites=1"};
  EXPECT_THAT(refusal(),
              testing::AllOf(HasSubstr("--set"), HasSubstr("task_bites"), HasSubstr("task_bytes")));
  sources_.sets = {"threads"};
  EXPECT_THAT(refusal(), HasSubstr("key=value"));
  sources_.sets.clear();
  sources_.flags = {{"dirty_max", {"some"}, "--dirty-max"}};
  EXPECT_THAT(refusal(), HasSubstr("--dirty-max"));
}

TEST_F(OptionsTest, ContractsOfAConfigurationLieBesideIt) {
  sources_.config = write("other.yaml", "contracts: mine/../ours\n");
  EXPECT_EQ(gather_settings(sources_)->contracts, folder_ / "ours");
  sources_.config = write("other.yaml", "contracts: /ours\n");
  EXPECT_EQ(gather_settings(sources_)->contracts, "/ours");
  sources_.config = write("other.yaml", "contracts: \"\"\n");
  EXPECT_EQ(gather_settings(sources_)->contracts, "");
  sources_.environment = {{"HEADGATE_CONTRACTS", "ours"}};
  EXPECT_EQ(gather_settings(sources_)->contracts, "ours");
}

TEST_F(OptionsTest, DotsAreTwoUnderscoresInAVariable) {
  sources_.environment = {{"HEADGATE_IDENTIFICATION__EVENT_ID", "/uuid"},
                          {"HEADGATE_EVENT_TIME_RANGE", "[2010, 2020]"}};
  const auto settings = gather_settings(sources_);
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
  EXPECT_THAT(settings->identification.event_id, ElementsAre("uuid"));
  EXPECT_EQ(settings->identification.event_time_max, start_of_year(2020));
}

TEST(Assignment, BracketsMakeAList) {
  EXPECT_THAT(read_assignment("key=a", "--set")->values, ElementsAre("a"));
  EXPECT_THAT(read_assignment("key=", "--set")->values, ElementsAre(""));
  EXPECT_THAT(read_assignment("key=a=b # c", "--set")->values, ElementsAre("a=b # c"));
  EXPECT_THAT(read_assignment("key=[a, \"b, c\"]", "--set")->values, ElementsAre("a", "b, c"));
  EXPECT_FALSE(read_assignment("key=[a", "--set").has_value());
}

TEST(Sizes, TakeUnits) {
  EXPECT_EQ(read_size("4096"), 4096U);
  EXPECT_EQ(read_size("64KiB"), 64 * KiB);
  EXPECT_EQ(read_size("3MB"), 3'000'000U);
  EXPECT_EQ(read_size("2GB"), 2'000'000'000U);
  for (const char* text : {"", "KB", "1.2KB", "1 KB", "-1", "1kb", "99999999999GiB"}) {
    EXPECT_EQ(read_size(text), std::nullopt) << text;
  }
}

TEST(Shares, TakePercent) {
  EXPECT_EQ(read_share("0.05"), 0.05);
  EXPECT_EQ(read_share("5%"), 0.05);
  EXPECT_EQ(read_share("100%"), 1.0);
  for (const char* text : {"", "%", "5", "101%", "-1%", "5%%", "nan"}) {
    EXPECT_EQ(read_share(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace headgate::cli
