// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <tuple>
#include <utility>

#include "answers/inspect/path_stats.h"
#include "schema/number.h"

namespace headgate::inspect {

namespace {

constexpr std::size_t kTextMax = 64, kDigitsMax = 40;

/// Gives the nearest double, infinite where there is none.
double nearest(ByteView text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc()) return value;
  // Too large or too small: the exact comparison decides.
  const std::string canonical = canonical_number(text);
  const std::size_t e = canonical.find('e');
  const bool small = e != std::string::npos && canonical[e + 1] == '-';
  if (small) return 0;
  return canonical[0] == '-' ? -std::numeric_limits<double>::infinity()
                             : std::numeric_limits<double>::infinity();
}

/// A canonical number in two parts: the power of ten of its first digit, and its digits.
struct Magnitude {
  bool negative = false;
  std::int64_t power = 0;
  std::string digits;
};

Magnitude magnitude(ByteView text) {
  std::string canonical = canonical_number(text);
  Magnitude out;
  if (canonical == "0") return {false, std::numeric_limits<std::int64_t>::min(), ""};
  out.negative = canonical[0] == '-';
  if (out.negative) canonical.erase(0, 1);
  const std::size_t e = canonical.find('e');
  out.digits = canonical.substr(0, e);
  if (e != std::string::npos) out.power = std::strtoll(canonical.c_str() + e + 1, nullptr, 10);
  out.power += static_cast<std::int64_t>(out.digits.size());
  return out;
}

/// Compares two numbers whose nearest doubles are equal; equal numbers by their texts.
bool exactly_less(ByteView a, ByteView b) {
  const Magnitude x = magnitude(a), y = magnitude(b);
  const auto key = [](const Magnitude& m) { return std::tie(m.power, m.digits); };
  if (x.negative != y.negative) return x.negative;
  if (key(x) != key(y)) return x.negative ? key(y) < key(x) : key(x) < key(y);
  return std::make_pair(a.size(), a) < std::make_pair(b.size(), b);
}

/// Writes a number of many digits with the first ones.
std::string shortened_number(ByteView text) {
  if (text.size() <= kTextMax) return std::string(text);
  const Magnitude whole = magnitude(text);
  if (whole.digits.empty()) return "0";
  const std::string digits = whole.digits.substr(0, kDigitsMax);
  std::string out = whole.negative ? "-" : "";
  out += digits.substr(0, 1);
  if (digits.size() > 1) out += "." + digits.substr(1);
  return out + "e" + std::to_string(whole.power - 1);
}

}  // namespace

void NumberSpan::add(ByteView text) {
  constexpr std::size_t kDigitsOfAnyDouble = 15;
  if (text.size() > kDigitsOfAnyDouble || text.find_first_of("eE") != ByteView::npos)
    beyond_double += exact_double(text, is_integral(text)) ? 0 : 1;
  has_point = has_point || text.find('.') != ByteView::npos;
  if (text.size() <= kTextMax) return take(text, nearest(text));
  const std::string shorter = shortened_number(text);
  take(shorter, nearest(shorter));
}

void NumberSpan::take(ByteView text, double value) {
  if (min.empty() || value < min_value_ || (value == min_value_ && text != min && exactly_less(text, min))) {
    min = std::string(text);
    min_value_ = value;
  }
  if (max.empty() || value > max_value_ || (value == max_value_ && text != max && exactly_less(max, text))) {
    max = std::string(text);
    max_value_ = value;
  }
}

void NumberSpan::merge(const NumberSpan& other) {
  if (other.min.empty()) return;
  beyond_double += other.beyond_double;
  has_point = has_point || other.has_point;
  take(other.min, other.min_value_);
  take(other.max, other.max_value_);
}

}  // namespace headgate::inspect
