// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/time.h"

namespace headgate {

/// Reads times by a format of its user: the words of strptime(3) that docs/formats/contract.md lists, `%f`
/// for a fraction of any length, `%z` for `Z`, `+02:00`, `+0200` or `+02`. A blank of the format stands for
/// one or more blanks; numbers that touch each other have all their digits; names of months and days are
/// English, in any case of letters.
class TimeFormat {
 public:
  /// Says what is wrong with a format; empty where nothing is.
  static std::string fault_of(ByteView text);

  /// REQUIRES: fault_of(text) is empty.
  explicit TimeFormat(std::string text);

  [[nodiscard]] const std::string& text() const { return text_; }
  /// Says whether the texts name their zone.
  [[nodiscard]] bool has_zone() const;

  /// Reads a whole text; one that names no zone is `zone_minutes` east of UTC. Nothing where it is not
  /// written so, or names a day that does not exist.
  [[nodiscard]] std::optional<CutTime> read(ByteView text, int zone_minutes) const;

  bool operator==(const TimeFormat&) const = default;

 private:
  std::string text_;
  std::string spelled_;  ///< Without the words that are short for others.
};

/// Reads what stands behind the seconds of ISO 8601 texts for a zone: `Z`, `+02:00`, `+0200`, `+02`. Gives
/// minutes east of UTC, and moves `at` behind it.
std::optional<int> read_zone(ByteView text, std::size_t& at);

/// Reads the digits of a fraction of a second at `at`, one at least, and moves it on.
std::optional<CutTime> read_fraction(ByteView text, std::size_t& at);

}  // namespace headgate
