// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace headgate {

/// Counts microseconds since 1970-01-01T00:00:00Z.
using Micros = std::int64_t;

struct CivilHour {
  int year, month, day, hour;
  auto operator<=>(const CivilHour&) const = default;
};

/// Reads an RFC 3339 date-time (`2021-11-17T20:36:45Z`, a fraction of any length that is cut, not rounded, to
/// microseconds, an offset `+02:00`). Nothing where the text is not one; a leap second is none either.
std::optional<Micros> parse_time(ByteView text);

/// Names the UTC hour that a time lies in; proleptic Gregorian, also before 1970.
CivilHour civil_hour(Micros time);

/// Writes `2021-11-17T20:36:45Z`, with six decimals where there is a fraction.
std::string format_time(Micros time);

/// Gives midnight UTC of the first of January of a year.
Micros start_of_year(int year);

Micros now();

}  // namespace headgate
