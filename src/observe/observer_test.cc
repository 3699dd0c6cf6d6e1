// SPDX-License-Identifier: Apache-2.0
#include "observe/observer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "observe/run_metrics.h"

namespace headgate {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Micros kSecond = 1'000'000;

TEST(RunEvents, AreLinesOfTextAndOfJson) {
  const RunEvent event = StoreWaits{"s3://bucket", "503 \"slow down\"", 2, 250};
  EXPECT_EQ(log_line(event), "waiting 250 ms for s3://bucket after 2 tries: 503 \"slow down\"");
  EXPECT_EQ(log_json(event, 20'000 * 86'400 * kSecond),
            R"({"time":"2024-10-04T00:00:00Z","event":"store_waits","root":"s3://bucket",)"
            R"("reason":"503 \"slow down\"","tries":2,"pause_ms":250})");
  EXPECT_THAT(log_json(OtherRunAtWork{"r", "run", "h", 1, "t", true}, 0), HasSubstr("\"waits\":true"));
}

TEST(RunEvents, StandInThePageWithEachMember) {
  std::ifstream in(HEADGATE_SOURCE_DIR "/docs/telemetry.md");
  std::stringstream page;
  page << in.rdbuf();
  EXPECT_THAT(page.str(), HasSubstr(events_table())) << "docs/telemetry.md has to have this table";
}

class RunMetricsTest : public testing::Test {
 protected:
  RunMetricsTest() {
    metrics_.add(RunStarted{"r", "/in", "/data/\"my\" landing\n"}, 10 * kSecond);
    metrics_.add(WindowJudged{100, 5, 4, 1}, 11 * kSecond);
    metrics_.add(WindowJudged{50, 2, 2, 0}, 12 * kSecond);
    metrics_.add(SourceListed{9, 900, 1, 8, 800, 1, 2}, 12 * kSecond);
    metrics_.add(SourceListed{9, 900, 2, 7, 700, 1, 2}, 12 * kSecond);
  }
  RunMetrics metrics_;
};

constexpr const char* kLabels = R"({landing="/data/\"my\" landing\n",verb="run"})";

TEST_F(RunMetricsTest, AddUpWhatAddsUpAndKeepTheLastOfTheRest) {
  const std::string text = metrics_.prometheus(13 * kSecond);
  for (const auto& [name, value] : {std::pair("window_judged", "2"),
                                    {"window_judged_bytes", "150"},
                                    {"window_judged_dirty", "1"},
                                    {"source_listed_pending_objects", "7"},
                                    {"store_waits", "0"},
                                    {"store_waits_pause_ms", "0"},
                                    {"succeeded", "0"},
                                    {"duration_seconds", "3"}})
    EXPECT_THAT(text, HasSubstr(std::string("\nheadgate_run_") + name + kLabels + " " + value + "\n"));
  EXPECT_THAT(text, Not(HasSubstr("headgate_run_tasks_due_due"))) << "nobody told of it";
}

TEST_F(RunMetricsTest, ARunThatEndsSucceeds) {
  metrics_.add(RunFinished{"done"}, 14 * kSecond);
  const std::string text = metrics_.prometheus(99 * kSecond);
  EXPECT_THAT(text, HasSubstr(std::string("headgate_run_succeeded") + kLabels + " 1\n"));
  EXPECT_THAT(text, HasSubstr(std::string("headgate_run_ended_timestamp_seconds") + kLabels + " 14\n"));
}

TEST_F(RunMetricsTest, HaveTheSameHelpInEachFile) {
  RunMetrics other;
  other.add(RunStarted{"r", "/other", "/other"}, 0);
  const std::string text = other.prometheus(0);
  std::istringstream lines(metrics_.prometheus(0));
  for (std::string line; std::getline(lines, line);) {
    const bool is_told =
        line.starts_with("# HELP") && text.find(line.substr(7, line.find(' ', 7) - 7)) != std::string::npos;
    if (!is_told) continue;
    EXPECT_THAT(text, HasSubstr(line));
  }
  EXPECT_THAT(text, HasSubstr("verb=\"reprocess\""));
}

TEST_F(RunMetricsTest, AreOneLineForCloudWatch) {
  const std::string line = metrics_.embedded(13 * kSecond);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_THAT(line, HasSubstr(R"("Timestamp":13000,)"));
  EXPECT_THAT(line, HasSubstr(R"({"Name":"headgate_run_window_judged_bytes"})"));
  EXPECT_THAT(line, HasSubstr(R"("headgate_run_window_judged_bytes":150)"));
}

}  // namespace
}  // namespace headgate
