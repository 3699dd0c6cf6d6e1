// SPDX-License-Identifier: Apache-2.0
#include "contract/exact.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace headgate {

namespace {

constexpr int kDigitsMax = 38;  // 10^38 still fits 127 bits.

/// Holds a number as mantissa * 10^power; the mantissa ends with no zero.
struct Scaled {
  Int128 mantissa = 0;
  int digits = 0;  ///< Of the mantissa.
  std::int64_t power = 0;
};

/// Reads the digits before the exponent; nothing where they are more than an Int128 takes.
std::optional<Scaled> read_digits(ByteView text) {
  Scaled scaled;
  std::int64_t zeros = 0, decimals = 0;  // Zeros wait for a digit behind them.
  bool fraction = false;
  for (const char c : text) {
    if (c == '.') {
      fraction = true;
      continue;
    }
    decimals += fraction;
    if (c == '0') {
      zeros += scaled.digits != 0;
      continue;
    }
    if (scaled.digits + zeros + 1 > kDigitsMax) return {};
    for (std::int64_t i = 0; i <= zeros; ++i) scaled.mantissa *= 10;
    scaled.mantissa += c - '0';
    scaled.digits += static_cast<int>(zeros + 1);
    zeros = 0;
  }
  scaled.power = zeros - decimals;
  return scaled;
}

/// Reads what stands behind the `e`, cut far beyond all that fits.
std::int64_t read_exponent(ByteView text) {
  constexpr std::int64_t kPowerMax = std::int64_t{1} << 40;
  std::int64_t exponent = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') exponent = std::min(kPowerMax, exponent * 10 + (c - '0'));
  }
  return text.starts_with('-') ? -exponent : exponent;
}

std::optional<Micros> inside_the_years(std::optional<Micros> time) {
  static const Micros first = start_of_year(1), end = start_of_year(10'000);
  return time && *time >= first && *time < end ? time : std::nullopt;
}

}  // namespace

std::optional<Int128> exact_scaled(ByteView number, int scale, int digits) {
  const bool negative = number.starts_with('-');
  const std::size_t e = std::min(number.find_first_of("eE"), number.size());
  auto scaled = read_digits(number.substr(negative, e - negative));
  if (!scaled) return {};
  if (scaled->digits == 0) return 0;
  const std::int64_t zeros =
      scaled->power + scale + read_exponent(number.substr(std::min(e + 1, number.size())));
  if (zeros < 0 || scaled->digits + zeros > digits) return {};
  for (std::int64_t i = 0; i < zeros; ++i) scaled->mantissa *= 10;
  return negative ? -scaled->mantissa : scaled->mantissa;
}

std::optional<Micros> exact_epoch(ByteView number, TimestampForm form) {
  const int scale = form == TimestampForm::EpochS ? 6 : form == TimestampForm::EpochMs ? 3 : 0;
  // Any number of that many digits fits, and the years take fewer.
  const auto micros = exact_scaled(number, scale, std::numeric_limits<Micros>::digits10);
  if (!micros) return {};
  return inside_the_years(static_cast<Micros>(*micros));
}

std::optional<Micros> exact_time(ByteView text) {
  constexpr std::size_t kMicrosecondDigits = 6;
  if (const std::size_t point = text.find('.'); point != ByteView::npos) {
    const std::size_t finer = point + 1 + kMicrosecondDigits;
    const std::size_t end = std::min(text.find_first_not_of("0123456789", point + 1), text.size());
    if (finer < end && text.substr(finer, end - finer).find_first_not_of('0') != ByteView::npos) return {};
  }
  return inside_the_years(parse_time(text));
}

std::optional<std::int64_t> exact_date(ByteView text) {
  constexpr ByteView kForm = "0000-00-00";
  if (text.size() != kForm.size()) return {};
  int parts[3] = {0, 0, 0};
  int* part = parts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (digit != (kForm[i] == '0') || (!digit && text[i] != '-')) return {};
    if (digit) {
      *part = *part * 10 + (text[i] - '0');
    } else {
      ++part;
    }
  }
  using namespace std::chrono;
  const year_month_day date{year(parts[0]), month(static_cast<unsigned>(parts[1])),
                            day(static_cast<unsigned>(parts[2]))};
  if (!date.ok() || parts[0] == 0) return {};
  return sys_days(date).time_since_epoch().count();
}

}  // namespace headgate
