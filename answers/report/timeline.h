// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "base/time.h"

namespace headgate::report {

/// Names how wide the stretches of time are that events are counted by: a minute, 5 and 15 minutes, an hour,
/// 6 hours, a day, 7 and 28 days, 280 and 2800 days. Each is a multiple of the one before, so that counts are
/// made wider and stay exact.
class Width {
 public:
  [[nodiscard]] std::int64_t minutes() const;
  [[nodiscard]] bool is_widest() const;
  [[nodiscard]] Width next() const { return Width(step_ + 1); }
  /// Numbers the stretch that a time lies in, from 1970 on.
  [[nodiscard]] std::int64_t stretch_of(Micros time) const;
  /// Numbers the stretch that holds one of another, narrower width.
  [[nodiscard]] std::int64_t stretch_of(std::int64_t stretch, Width narrower) const;
  auto operator<=>(const Width&) const = default;

  Width() = default;

 private:
  explicit Width(std::size_t step) : step_(step) {}

  std::size_t step_ = 0;
};

/// Holds counts by stretches of event time. Of two widths the wider one is that of a sum.
template <class Counts>
struct Timeline {
  std::map<std::int64_t, Counts> stretches;
  Counts untimed;  ///< Of what has no usable time.

  /// Gives the counts that an event of this time belongs to.
  Counts& at(const std::optional<Micros>& time, Width width) {
    return time ? stretches[width.stretch_of(*time)] : untimed;
  }

  void widen(Width from, Width to) {
    if (from == to) return;
    std::map<std::int64_t, Counts> wider;
    for (const auto& [stretch, counts] : stretches) wider[to.stretch_of(stretch, from)].add(counts);
    stretches = std::move(wider);
  }

  /// Adds what has the same width.
  void add(const Timeline& other) {
    for (const auto& [stretch, counts] : other.stretches) stretches[stretch].add(counts);
    untimed.add(other.untimed);
  }

  [[nodiscard]] Counts total() const {
    Counts sum = untimed;
    for (const auto& [stretch, counts] : stretches) sum.add(counts);
    return sum;
  }
};

}  // namespace headgate::report
