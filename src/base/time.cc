// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <fmt/format.h>

#include <chrono>

namespace headgate {

namespace {

constexpr std::int64_t kSecond = 1'000'000;

/// Reads exactly `digits` decimal digits at `at` and moves it on.
std::optional<int> number(ByteView text, std::size_t& at, std::size_t digits) {
  if (at + digits > text.size()) return {};
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const char c = text[at + i];
    if (c < '0' || c > '9') return {};
    value = value * 10 + (c - '0');
  }
  at += digits;
  return value;
}

bool character(ByteView text, std::size_t& at, ByteView any) {
  if (at >= text.size() || any.find(text[at]) == ByteView::npos) return false;
  ++at;
  return true;
}

}  // namespace

std::optional<Micros> read_clock(ByteView text, std::size_t& at) {
  const auto year = number(text, at, 4);
  if (!year || !character(text, at, "-")) return {};
  const auto month = number(text, at, 2);
  if (!month || !character(text, at, "-")) return {};
  const auto day = number(text, at, 2);
  if (!day || !character(text, at, "Tt ")) return {};
  const auto hour = number(text, at, 2);
  if (!hour || !character(text, at, ":")) return {};
  const auto minute = number(text, at, 2);
  if (!minute || !character(text, at, ":")) return {};
  const auto second = number(text, at, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return {};
  const auto midnight = midnight_of(*year, *month, *day);
  if (!midnight) return {};
  return *midnight + (std::int64_t{*hour} * 3600 + *minute * 60 + *second) * kSecond;
}

std::optional<Micros> parse_time(ByteView text) {
  std::size_t at = 0;
  const auto clock = read_clock(text, at);
  if (!clock) return {};
  std::int64_t fraction = 0;
  if (character(text, at, ".")) {
    std::int64_t unit = kSecond;
    const std::size_t first = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      unit /= 10;
      fraction += (text[at++] - '0') * unit;
    }
    if (at == first) return {};
  }
  std::int64_t offset_minutes = 0;
  if (!character(text, at, "Zz")) {
    const bool east = at < text.size() && text[at] == '+';
    if (!character(text, at, "+-")) return {};
    const auto hours = number(text, at, 2);
    if (!hours || !character(text, at, ":")) return {};
    const auto minutes = number(text, at, 2);
    if (!minutes || *hours > 23 || *minutes > 59) return {};
    offset_minutes = (std::int64_t{*hours} * 60 + *minutes) * (east ? 1 : -1);
  }
  if (at != text.size()) return {};
  return *clock - offset_minutes * 60 * kSecond + fraction;
}

std::optional<Micros> midnight_of(int year, int month, int day) {
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return {};
  return std::int64_t{sys_days(date).time_since_epoch().count()} * 86400 * kSecond;
}

CivilHour civil_hour(Micros time) {
  using namespace std::chrono;
  const sys_time<microseconds> point{microseconds(time)};
  const auto day = floor<days>(point);
  const year_month_day date(day);
  return {int(date.year()), int(unsigned(date.month())), int(unsigned(date.day())),
          int(floor<hours>(point - day).count())};
}

std::string format_time(Micros time) {
  const CivilHour civil = civil_hour(time);
  const std::int64_t second_of_day = ((time / kSecond - (time % kSecond < 0)) % 86400 + 86400) % 86400;
  const std::int64_t fraction = (time % kSecond + kSecond) % kSecond;
  std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", civil.year, civil.month, civil.day,
                                civil.hour, second_of_day / 60 % 60, second_of_day % 60);
  if (fraction != 0) out += fmt::format(".{:06}", fraction);
  return out + "Z";
}

Micros start_of_year(int year) { return *midnight_of(year, 1, 1); }

Micros now() {
  using namespace std::chrono;
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace headgate
