// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/json_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace headgate::verify {

namespace {

std::optional<std::int64_t> scaled_int64(ByteView number, std::int64_t scale) {
  constexpr int kDigitsMax = 19;
  const auto value = JsonNumber(number).scaled(scale, kDigitsMax);
  if (!value || *value < INT64_MIN || *value > INT64_MAX) return {};
  return static_cast<std::int64_t>(*value);
}

}  // namespace

JsonNumber::JsonNumber(ByteView written) {
  constexpr std::int64_t kPowerMax = 1'000'000'000'000;  // Beyond any text that fits an event.
  negative = written.starts_with('-');
  const std::size_t e = std::min(written.find_first_of("eE"), written.size());
  bool fraction = false;
  for (const char c : written.substr(negative, e - negative)) {
    if (c == '.') {
      fraction = true;
    } else {
      digits += c;
      power -= fraction;
    }
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  while (digits.ends_with('0')) {
    digits.pop_back();
    ++power;
  }
  std::int64_t exponent = 0;
  const bool down = e + 1 < written.size() && written[e + 1] == '-';
  for (const char c : written.substr(e)) {
    if (is_digit(c)) exponent = std::min(kPowerMax, exponent * 10 + (c - '0'));
  }
  power += down ? -exponent : exponent;
  if (digits.empty()) {
    power = 0;
    negative = false;
  }
}

std::optional<Int128> JsonNumber::scaled(std::int64_t scale, std::int64_t digits_max) const {
  if (digits.empty()) return 0;
  const std::int64_t zeros = power + scale;
  if (zeros < 0 || zeros + static_cast<std::int64_t>(digits.size()) > digits_max) return {};
  Int128 value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  for (std::int64_t i = 0; i < zeros; ++i) value *= 10;
  return negative ? -value : value;
}

std::optional<std::pair<Int128, bool>> JsonNumber::floor(std::int64_t scale, std::int64_t digits_max) const {
  if (digits.empty()) return std::pair{Int128{0}, false};
  const std::int64_t point = static_cast<std::int64_t>(digits.size()) + power + scale;
  if (point > digits_max) return {};
  Int128 value = 0;
  for (std::int64_t i = 0; i < point; ++i) {
    const bool there = i < static_cast<std::int64_t>(digits.size());
    value = value * 10 + (there ? digits[static_cast<std::size_t>(i)] - '0' : 0);
  }
  const bool less = power + scale < 0;  // Digits stand behind the point, and the last of them is no zero.
  if (negative) value = -value - (less ? 1 : 0);
  return std::pair{value, less};
}

std::optional<std::int64_t> int64_of(ByteView number) { return scaled_int64(number, 0); }

std::optional<double> double_of(ByteView number) {
  const std::string text(number);
  const double nearest = std::strtod(text.c_str(), nullptr);
  if (!std::isfinite(nearest)) return {};
  constexpr double kAllWhole = 9007199254740992.0;  // 2^53: every whole number up to here is a double.
  if (std::abs(nearest) < kAllWhole) return nearest;
  const JsonNumber exact(number);
  if (!exact.is_whole() || exact == JsonNumber(fmt::format("{:.0f}", nearest))) return nearest;
  // What is written with a point or an exponent may be the shortest text of the double.
  const bool is_plain = number.find_first_of(".eE") == ByteView::npos;
  if (!is_plain && exact == JsonNumber(fmt::format("{}", nearest))) return nearest;
  return {};
}

std::optional<std::string> decimal_of(ByteView number, int precision, int scale) {
  const auto value = JsonNumber(number).scaled(scale, precision);
  if (!value) return {};
  std::string bytes;
  for (unsigned shift = 0; shift < 128; shift += 8) bytes += static_cast<char>(*value >> shift & 0xff);
  return bytes;
}

bool is_in_four_digits(Micros time) {
  constexpr Micros kFirst = -62'135'596'800'000'000, kLast = 253'402'300'799'999'999;
  return kFirst <= time && time <= kLast;
}

}  // namespace headgate::verify
