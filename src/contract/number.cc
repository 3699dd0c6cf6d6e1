// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>

#include "contract/contract.h"

namespace headgate {

namespace {

/// A number taken apart: value = (-1)^negative * digits * 10^power, digits without zeros at either end.
struct Decimal {
  bool negative = false;
  std::string digits;
  std::int64_t power = 0;
};

/// Caps a power of ten far beyond any double and any text that fits an event, so that sums cannot overflow.
constexpr std::int64_t kPowerMax = std::int64_t{1} << 60;

Decimal take_apart(ByteView text) {
  Decimal value;
  std::size_t at = 0;
  if (text[at] == '-') value.negative = true, ++at;
  std::int64_t fraction_digits = 0;
  bool fraction = false;
  for (; at < text.size() && text[at] != 'e' && text[at] != 'E'; ++at) {
    if (text[at] == '.') {
      fraction = true;
      continue;
    }
    value.digits += text[at];
    fraction_digits += fraction;
  }
  std::int64_t exponent = 0;
  if (at < text.size()) {
    ++at;
    const bool down = text[at] == '-';
    if (text[at] == '-' || text[at] == '+') ++at;
    for (; at < text.size(); ++at) {
      if (exponent < kPowerMax / 16) exponent = exponent * 10 + (text[at] - '0');
    }
    if (down) exponent = -exponent;
  }
  value.power = exponent - fraction_digits;
  const std::size_t first = value.digits.find_first_not_of('0');
  if (first == std::string::npos) return {};
  value.digits.erase(0, first);
  const std::size_t last = value.digits.find_last_not_of('0');
  value.power += static_cast<std::int64_t>(value.digits.size() - 1 - last);
  value.digits.erase(last + 1);
  return value;
}

}  // namespace

std::string canonical_number(ByteView text) {
  const Decimal value = take_apart(text);
  if (value.digits.empty()) return "0";
  return fmt::format("{}{}{}", value.negative ? "-" : "", value.digits,
                     value.power == 0 ? "" : fmt::format("e{}", value.power));
}

bool is_integral(ByteView number) {
  if (number.find_first_of(".eE") == ByteView::npos) return true;
  const Decimal value = take_apart(number);
  return value.digits.empty() || value.power >= 0;
}

}  // namespace headgate
