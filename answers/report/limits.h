// SPDX-License-Identifier: Apache-2.0
// Internal to report.
#pragma once

#include <cstddef>

namespace headgate::report {

// What memory and the page hold at most. Nothing is dropped at a limit: what is beyond it is summed up.

/// Hostile names must not fill the memory: so many are told apart while events are counted.
inline constexpr std::size_t kGroupsKept = 1000, kReasonsKept = 20'000, kCellsKept = 300'000;
/// So many are listed, the most frequent first.
inline constexpr std::size_t kGroupsShown = 100, kReasonsShown = 150, kWarningsShown = 50, kRunsShown = 200,
                             kFoldersShown = 200, kFilesShown = 20;
/// So many stretches of time, and counts in all of them.
inline constexpr std::size_t kStretchesShown = 400, kCellsShown = 30'000;
/// The samples share so many bytes; one has so many lines.
inline constexpr std::size_t kSampleBytes = 600'000, kLinesAbove = 32, kLinesBelow = 12, kWidth = 88,
                             kRulesShown = 3;

}  // namespace headgate::report
