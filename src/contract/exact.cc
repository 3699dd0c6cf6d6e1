// SPDX-License-Identifier: Apache-2.0
#include "contract/exact.h"

#include <algorithm>
#include <limits>

#include "schema/number.h"

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

constexpr Micros kDay = Micros{86'400} * 1'000'000;

std::optional<CutTime> inside_the_years(std::optional<CutTime> time) {
  static const Micros first = start_of_year(1), end = start_of_year(10'000);
  return time && time->micros >= first && time->micros < end ? time : std::nullopt;
}

/// Says how many of the digits of a unit are finer than a second.
int finer_digits(TimestampForm form) {
  switch (form) {
    case TimestampForm::EpochMs: return 3;
    case TimestampForm::EpochUs: return 6;
    case TimestampForm::EpochNs: return 9;
    default: return 0;
  }
}

/// Reads a JSON number of units since 1970.
std::optional<CutTime> epoch_time(ByteView number, TimestampForm form) {
  const bool negative = number.starts_with('-');
  const std::size_t e = std::min(number.find_first_of("eE"), number.size());
  auto scaled = read_digits(number.substr(negative, e - negative));
  if (!scaled) return {};
  if (scaled->digits == 0) return CutTime{};
  const std::int64_t zeros =
      scaled->power + 6 - finer_digits(form) + read_exponent(number.substr(std::min(e + 1, number.size())));
  if (scaled->digits + zeros > std::numeric_limits<Micros>::digits10 + 1) return {};
  for (std::int64_t i = 0; i < zeros; ++i) scaled->mantissa *= 10;
  for (std::int64_t i = zeros; i < 0 && scaled->mantissa != 0; ++i) scaled->mantissa /= 10;
  // The mantissa ends with no zero: what was taken off it was something.
  const bool is_cut = zeros < 0;
  if (scaled->mantissa >= std::numeric_limits<Micros>::max()) return {};
  const auto micros = static_cast<Micros>(scaled->mantissa);
  return CutTime{negative ? -micros - is_cut : micros, is_cut};
}

/// Reads a real day, `YYYY-MM-DD` or, without `dashes`, `YYYYMMDD`.
std::optional<CutTime> day(ByteView text, bool dashes) {
  const ByteView form = dashes ? "0000-00-00" : "00000000";
  if (text.size() != form.size()) return {};
  int digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (digit != (form[i] == '0') || (!digit && text[i] != '-')) return {};
    if (digit) digits = digits * 10 + (text[i] - '0');
  }
  const auto midnight = midnight_of(digits / 10'000, digits / 100 % 100, digits % 100);
  if (!midnight) return {};
  return CutTime{*midnight, false};
}

CutTime cut_to_the_day(CutTime time) {
  const Micros of_day = ((time.micros % kDay) + kDay) % kDay;
  return {time.micros - of_day, time.is_cut || of_day != 0};
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

std::optional<CutTime> read_time(const TimeForm& form, bool is_text, ByteView written) {
  if (form.format) return form.format->read(written, form.zone_minutes.value_or(0));
  if (form.timestamp == TimestampForm::Iso) {
    return is_text ? read_iso_time(written, form) : std::nullopt;
  }
  return is_text && !is_json_number(written) ? std::nullopt : epoch_time(written, form.timestamp);
}

std::optional<CutTime> column_time(const Column& column, bool is_text, ByteView written) {
  const TimeForm& form = column.time;
  const bool is_epoch = !form.format && form.timestamp != TimestampForm::Iso;
  if (is_epoch && is_text && !column.parse) return {};
  return inside_the_years(read_time(form, is_text, written));
}

std::optional<CutTime> column_day(const Column& column, bool is_text, ByteView written) {
  const bool is_plain = !column.time.format && column.time.timestamp == TimestampForm::Iso;
  std::optional<CutTime> time;
  if (is_plain && is_text) time = day(written, true);
  if (!time && column.parse) time = day(written, false);
  if (!time && (column.parse || !is_plain)) time = column_time(column, is_text, written);
  time = inside_the_years(time);
  if (!time) return {};
  return cut_to_the_day(*time);
}

}  // namespace headgate
