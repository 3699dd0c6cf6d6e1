// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/json_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace headgate::verify {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

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

std::optional<std::string> JsonNumber::scaled(std::int64_t scale, std::int64_t digits_max) const {
  if (digits.empty()) return "0";
  const std::int64_t zeros = power + scale;
  if (zeros < 0 || zeros + static_cast<std::int64_t>(digits.size()) > digits_max) return {};
  return (negative ? "-" : "") + digits + std::string(static_cast<std::size_t>(zeros), '0');
}

std::optional<std::int64_t> int64_of(ByteView number) {
  constexpr int kDigitsMax = 19;
  const auto whole = JsonNumber(number).scaled(0, kDigitsMax);
  if (!whole) return {};
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(whole->data(), whole->data() + whole->size(), value);
  if (error != std::errc()) return {};
  return value;
}

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
  const auto unscaled = JsonNumber(number).scaled(scale, precision);
  if (!unscaled) return {};
  __extension__ unsigned __int128 value = 0;
  const bool negative = unscaled->starts_with('-');
  for (const char digit : unscaled->substr(negative)) value = value * 10 + static_cast<unsigned>(digit - '0');
  if (negative) value = -value;
  std::string bytes(16, '\0');
  for (char& byte : bytes) {
    byte = static_cast<char>(value & 0xff);
    value >>= 8;
  }
  return bytes;
}

std::optional<Micros> epoch_of(ByteView number, int unit_digits) {
  constexpr int kMicrosDigits = 6, kDigitsMax = 19;
  const auto micros = JsonNumber(number).scaled(kMicrosDigits - unit_digits, kDigitsMax);
  return micros ? int64_of(*micros) : std::nullopt;
}

std::optional<Micros> timestamp_of(ByteView text) {
  constexpr std::size_t kMicrosDigits = 6;
  const std::size_t point = text.find('.');
  if (point != ByteView::npos) {
    for (std::size_t i = point + 1; i < text.size() && is_digit(text[i]); ++i) {
      if (i > point + kMicrosDigits && text[i] != '0') return {};
    }
  }
  return parse_time(text);
}

std::optional<std::int64_t> date_of(ByteView text) {
  constexpr std::size_t kDigits = 10;
  constexpr Micros kDay = Micros{86'400} * 1'000'000;
  if (text.size() != kDigits) return {};
  const auto midnight = parse_time(fmt::format("{}T00:00:00Z", text));
  if (!midnight) return {};
  return *midnight / kDay;
}

}  // namespace headgate::verify
