// SPDX-License-Identifier: Apache-2.0
#include "store/planned_faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/memory_store.h"

namespace headgate {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(PlannedFaultsTest, TellsTheSourcesFromTheLandings) {
  const auto faults = read_planned_faults("kill-after@17,source:fail-eio@3:read,throttle@2+").value();
  ASSERT_EQ(faults.landing.size(), 2U);
  EXPECT_EQ(faults.landing[0].fault, Fault::KillAfter);
  EXPECT_TRUE(faults.landing[1].for_ever);
  ASSERT_EQ(faults.source.size(), 1U);
  EXPECT_EQ(faults.source[0].at, 3U);
  EXPECT_TRUE(read_planned_faults("").value().landing.empty());
}

TEST(PlannedFaultsTest, RefusesWhatIsNone) {
  for (const char* text : {"explode@1", "kill-after@1,,throttle@2", "source:kill"}) {
    const auto faults = read_planned_faults(text);
    ASSERT_FALSE(faults) << text;
    EXPECT_EQ(faults.error().code, ErrorCode::Configuration);
    EXPECT_THAT(faults.error().message,
                AllOf(HasSubstr("HEADGATE_FAULT: "), HasSubstr("; see docs/testing.md")));
  }
}

TEST(PlannedFaultsTest, LandsLateWhenTheStoreEnds) {
  struct Shared : MemoryStore {
    explicit Shared(std::map<std::string, std::string>& end) : end_(end) {}
    ~Shared() override { end_ = contents(); }
    std::map<std::string, std::string>& end_;
  };
  std::map<std::string, std::string> end;
  auto store = disturbed(std::make_unique<Shared>(end), read_planned_faults("land-late@0").value().landing);
  EXPECT_EQ(store->put("x", "1").error().kind, ErrorClass::OutcomeUnknown);
  EXPECT_FALSE(store->stat("x"));
  store.reset();
  EXPECT_EQ(end["x"], "1");
}

}  // namespace
}  // namespace headgate
