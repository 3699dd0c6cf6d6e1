// SPDX-License-Identifier: Apache-2.0
#include "answers/report/timeline.h"

#include <array>

namespace headgate::report {

namespace {

constexpr std::array<std::int64_t, 10> kMinutes = {1, 5, 15, 60, 360, 1440, 10080, 40320, 403200, 4032000};
constexpr Micros kMinute = 60'000'000;

/// Divides towards minus infinity: before 1970 too a stretch begins at its earliest moment.
std::int64_t floor_of(std::int64_t value, std::int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

}  // namespace

std::int64_t Width::minutes() const { return kMinutes.at(step_); }

bool Width::is_widest() const { return step_ + 1 == kMinutes.size(); }

std::int64_t Width::stretch_of(Micros time) const { return floor_of(time, minutes() * kMinute); }

std::int64_t Width::stretch_of(std::int64_t stretch, Width narrower) const {
  return floor_of(stretch, minutes() / narrower.minutes());
}

}  // namespace headgate::report
