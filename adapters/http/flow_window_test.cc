// SPDX-License-Identifier: Apache-2.0
#include "adapters/http/flow_window.h"

#include <gtest/gtest.h>

namespace headgate::http {
namespace {

TEST(FlowWindow, GrowsWhileAllAreInUseAndUpToItsEnd) {
  FlowWindow window(4);
  window.asked_for_fewer();
  ASSERT_EQ(window.size(), 2U);
  for (int i = 0; i < 20; ++i) {
    const FlowWindow::Pass pass(window);
    window.took();
  }
  EXPECT_EQ(window.size(), 2U) << "one at a time needs no more";
  const FlowWindow::Pass first(window), second(window);
  for (int i = 0; i < 20; ++i) window.took();
  EXPECT_EQ(window.size(), 3U);
  const FlowWindow::Pass third(window);
  for (int i = 0; i < 20; ++i) window.took();
  EXPECT_EQ(window.size(), 4U);
}

TEST(FlowWindow, HalvesOnceForThoseThatWereRefusedTogether) {
  FlowWindow window(16);
  window.asked_for_fewer();
  EXPECT_EQ(window.size(), 8U);
  for (int i = 0; i < 7; ++i) window.asked_for_fewer();
  EXPECT_EQ(window.size(), 8U) << "they were under way already";
  for (int i = 0; i < 30; ++i) window.asked_for_fewer();
  EXPECT_GE(window.size(), 1U);
}

}  // namespace
}  // namespace headgate::http
