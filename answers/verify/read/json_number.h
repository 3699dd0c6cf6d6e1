// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/time.h"

// What a value of an event is in a column, by docs/formats/contract.md; nothing where it would not be the
// same.
namespace headgate::verify {

__extension__ typedef __int128 Int128;

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Holds a JSON number as it is worth: digits, without zeros at either end, times a power of ten.
struct JsonNumber {
  explicit JsonNumber(ByteView written);

  bool negative = false;
  std::string digits;  ///< Empty for zero.
  std::int64_t power = 0;

  [[nodiscard]] bool is_whole() const { return power >= 0; }
  /// Gives the greatest whole number that is not above the number times 10^`scale`, and whether it is less;
  /// nothing where it has more than `digits_max` digits, 37 at most.
  [[nodiscard]] std::optional<std::pair<Int128, bool>> floor(std::int64_t scale,
                                                             std::int64_t digits_max) const;
  /// Gives the number times 10^`scale` where that is whole and has at most `digits_max` digits, 38 at most.
  [[nodiscard]] std::optional<Int128> scaled(std::int64_t scale, std::int64_t digits_max) const;
  bool operator==(const JsonNumber&) const = default;
};

std::optional<std::int64_t> int64_of(ByteView number);
std::optional<double> double_of(ByteView number);
/// Gives the 16 bytes that a Decimal(precision, scale) holds: two's complement, little-endian, unscaled.
std::optional<std::string> decimal_of(ByteView number, int precision, int scale);
/// Says whether a time lies in the years 1 to 9999. From data_version 4 on no column shows another.
bool is_in_four_digits(Micros time);
}  // namespace headgate::verify
