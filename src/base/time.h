// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace headgate {

/// Counts microseconds since 1970-01-01T00:00:00Z.
using Micros = std::int64_t;

/// Holds a time as columns show it.
struct CutTime {
  Micros micros = 0;    ///< Never later than the time itself.
  bool is_cut = false;  ///< The time is finer than a microsecond, or than the day where one is asked for.
  bool operator==(const CutTime&) const = default;
};

struct CivilHour {
  int year, month, day, hour;
  auto operator<=>(const CivilHour&) const = default;
};

/// Reads an RFC 3339 date-time (`2021-11-17T20:36:45Z`, a fraction of any length that is cut, not rounded, to
/// microseconds, an offset `+02:00`). Nothing where the text is not one; a leap second is none either.
std::optional<Micros> parse_time(ByteView text);

/// Reads `2021-11-17T20:36:45` at `at`, and moves that behind it.
std::optional<Micros> read_clock(ByteView text, std::size_t& at);

/// Gives midnight UTC of a day; nothing where there is no such day in the proleptic Gregorian calendar.
std::optional<Micros> midnight_of(int year, int month, int day);

/// Names the UTC hour that a time lies in; proleptic Gregorian, also before 1970.
CivilHour civil_hour(Micros time);

/// Writes `2021-11-17T20:36:45Z`, with six decimals where there is a fraction.
std::string format_time(Micros time);

/// Gives midnight UTC of the first of January of a year.
Micros start_of_year(int year);

Micros now();

}  // namespace headgate
