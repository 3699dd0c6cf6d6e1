// SPDX-License-Identifier: Apache-2.0
#include "schema/number.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <compare>

#include "base/assert.h"
#include "schema/ascii.h"

namespace headgate {

namespace {

/// Caps a power of ten far beyond any double and any text that fits an event, so that sums cannot overflow.
constexpr std::int64_t kPowerMax = std::int64_t{1} << 60;

/// Every integer of so many digits fits an int64, and ten times as much an uint64.
constexpr std::size_t kPlainDigits = 18;

constexpr ByteView kFractionOrExponent = ".eE";

/// Reads the exponent of a JSON number, what stands behind the `e`; capped.
std::int64_t exponent_of(ByteView text) {
  std::int64_t exponent = 0;
  for (const char c : text) {
    if (!is_digit(c)) continue;
    exponent = exponent >= kPowerMax / 10 ? kPowerMax : exponent * 10 + (c - '0');
  }
  return text.starts_with('-') ? -exponent : exponent;
}

int sign_of(std::strong_ordering order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

int compare_magnitudes(const Decimal& a, const Decimal& b) {
  if (a.digits.empty() || b.digits.empty()) return sign_of(a.digits.size() <=> b.digits.size());
  const std::int64_t a_tens = a.power + static_cast<std::int64_t>(a.digits.size());
  const std::int64_t b_tens = b.power + static_cast<std::int64_t>(b.digits.size());
  if (a_tens != b_tens) return sign_of(a_tens <=> b_tens);
  // Both are 0.digits times the same power of ten now, and fractions are in the order of their texts.
  return sign_of(a.digits <=> b.digits);
}

/// Reads an integer written as at most 18 digits; nothing where it is written otherwise.
std::optional<std::int64_t> plain_integer(ByteView number) {
  const bool negative = number.starts_with('-');
  const ByteView digits = number.substr(negative);
  if (digits.size() > kPlainDigits) return {};
  std::int64_t value = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return {};
    value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

/// Says whether the absolute value of a JSON number is less than 1.
bool is_below_one(ByteView number) {
  const Decimal value = take_apart(number);
  return value.power + static_cast<std::int64_t>(value.digits.size()) <= 0;
}

}  // namespace

Decimal take_apart(ByteView number) {
  Decimal value;
  value.negative = number.starts_with('-');
  const std::size_t e = std::min(number.find_first_of("eE"), number.size());
  if (e < number.size()) value.power = exponent_of(number.substr(e + 1));
  bool fraction = false;
  for (const char c : number.substr(value.negative, e - value.negative)) {
    if (c == '.') {
      fraction = true;
      continue;
    }
    value.power -= fraction;
    if (c != '0' || !value.digits.empty()) value.digits += c;
  }
  if (value.digits.empty()) return {};
  const std::size_t last = value.digits.find_last_not_of('0');
  value.power += static_cast<std::int64_t>(value.digits.size() - 1 - last);
  value.digits.erase(last + 1);
  return value;
}

std::string canonical_number(ByteView text) {
  const Decimal value = take_apart(text);
  if (value.digits.empty()) return "0";
  return fmt::format("{}{}{}", value.negative ? "-" : "", value.digits,
                     value.power == 0 ? "" : fmt::format("e{}", value.power));
}

bool is_integral(ByteView number) {
  if (number.find_first_of(kFractionOrExponent) == ByteView::npos) return true;
  return take_apart(number).power >= 0;
}

bool is_json_number(ByteView text) {
  std::size_t at = text.starts_with('-');
  const auto digits = [&] {
    const std::size_t first = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - first;
  };
  const auto character = [&](ByteView any) {
    if (at == text.size() || any.find(text[at]) == ByteView::npos) return false;
    ++at;
    return true;
  };
  if (!character("0") && digits() == 0) return false;
  if (character(".") && digits() == 0) return false;
  if (character("eE")) {
    character("+-");
    if (digits() == 0) return false;
  }
  return at == text.size();
}

int compare(const Decimal& a, const Decimal& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;  // Zero is never negative.
  const int order = compare_magnitudes(a, b);
  return a.negative ? -order : order;
}

Comparand::Comparand(ByteView number) : text_(number), value_(take_apart(number)) {
  if (value_.power < 0 || value_.power > static_cast<std::int64_t>(kPlainDigits)) return;
  integer_ = plain_integer((value_.negative ? "-" : "") + value_.digits +
                           std::string(static_cast<std::size_t>(value_.power), '0'));
}

int Comparand::compared_with(ByteView number) const {
  if (integer_) {
    if (const auto plain = plain_integer(number)) return sign_of(*plain <=> *integer_);
  }
  return compare(take_apart(number), value_);
}

bool Comparand::divides(ByteView number) const {
  HEADGATE_ASSERT(!value_.negative && !value_.digits.empty() && value_.digits.size() <= kPlainDigits);
  const Decimal value = take_apart(number);
  if (value.digits.empty()) return true;
  // A multiple of 10^n ends with n zeros, and the digits of a Decimal end with none.
  if (value.power < value_.power) return false;
  std::uint64_t divisor = 0;
  for (const char c : value_.digits) divisor = divisor * 10 + static_cast<std::uint64_t>(c - '0');
  std::uint64_t rest = 0;
  for (const char c : value.digits) rest = (rest * 10 + static_cast<std::uint64_t>(c - '0')) % divisor;
  // The zeros that follow bring a factor of two and one of five each. The divisor, below 2^60, has fewer
  // than 60 of either, so what 60 zeros do not make divisible stays so.
  const std::int64_t zeros = std::min<std::int64_t>(value.power - value_.power, 60);
  for (std::int64_t i = 0; i < zeros && rest != 0; ++i) rest = rest * 10 % divisor;
  return rest == 0;
}

std::optional<std::int64_t> exact_int64(ByteView number) {
  std::int64_t value = 0;
  const auto read = [&](ByteView text) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
  };
  if (read(number)) return value;
  if (number.find_first_of(kFractionOrExponent) == ByteView::npos) return {};
  constexpr std::int64_t kZerosMax = 18;  // 10^19 is no int64.
  const Decimal exact = take_apart(number);
  if (exact.digits.empty()) return 0;
  if (exact.power < 0 || exact.power > kZerosMax) return {};
  const std::string plain =
      (exact.negative ? "-" : "") + exact.digits + std::string(static_cast<std::size_t>(exact.power), '0');
  if (!read(plain)) return {};
  return value;
}

std::optional<double> exact_double(ByteView number, bool integral) {
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error == std::errc::result_out_of_range) {
    // from_chars says the same of what is too large and of what is too near to zero; the latter is zero.
    if (!is_below_one(number)) return {};
    return number[0] == '-' ? -0.0 : 0.0;
  }
  constexpr double kExact = 9007199254740992.0;  // 2^53: every integer up to here is a double.
  if (integral && std::abs(value) >= kExact) {
    const auto reads_as = [&](std::chars_format format, auto... precision) {
      char digits[400];
      const auto written = std::to_chars(digits, digits + sizeof digits, value, format, precision...);
      return canonical_number({digits, static_cast<std::size_t>(written.ptr - digits)}) ==
             canonical_number(number);
    };
    // 1e23 is not exact, but it is what other programs write for the double next to it.
    const bool is_exact = reads_as(std::chars_format::fixed, 0);
    const bool is_written_as_double = number.find_first_of(kFractionOrExponent) != ByteView::npos;
    if (!is_exact && !(is_written_as_double && reads_as(std::chars_format::scientific))) return {};
  }
  return value;
}

}  // namespace headgate
