// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"
#include "contract/column.h"

// What values of columns are, exactly: each function gives nothing where something would be lost.
namespace headgate {

__extension__ typedef __int128 Int128;

/// Reads a JSON number times 10^`scale` where that is an integer of at most `digits` digits (38 at most).
std::optional<Int128> exact_scaled(ByteView number, int scale, int digits);

// Times and days lie in the years 1 to 9999, in UTC: many readers know no others, and fail over the whole
// table.

/// Reads a JSON number of seconds, milliseconds or microseconds since 1970.
std::optional<Micros> exact_epoch(ByteView number, TimestampForm form);

/// Reads an RFC 3339 date-time whose digits behind the microsecond are zeros.
std::optional<Micros> exact_time(ByteView text);

/// Reads a real day, `YYYY-MM-DD`, as days since 1970-01-01.
std::optional<std::int64_t> exact_date(ByteView text);

}  // namespace headgate
