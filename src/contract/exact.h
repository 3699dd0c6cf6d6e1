// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"
#include "contract/column.h"

// What values of columns are. Where something would be lost there is nothing, or it is said to be cut.
namespace headgate {

__extension__ typedef __int128 Int128;

/// Reads a JSON number times 10^`scale` where that is an integer of at most `digits` digits (38 at most).
std::optional<Int128> exact_scaled(ByteView number, int scale, int digits);

// Times and days lie in the years 1 to 9999, in UTC: many readers know no others, and fail over the whole
// table.

/// Reads a scalar as a time of any year, cut to the microsecond. `written` are the characters of a text, or a
/// number as it stands there.
std::optional<CutTime> read_time(const TimeForm& form, bool is_text, ByteView written);

/// Reads a scalar as a timestamp column shows it.
std::optional<CutTime> column_time(const Column& column, bool is_text, ByteView written);

/// Reads a scalar as a column of days shows it, by midnight UTC: `YYYY-MM-DD`, or a time of a form that is no
/// `iso`; where the column parses, `YYYYMMDD` and any time, too.
std::optional<CutTime> column_day(const Column& column, bool is_text, ByteView written);

}  // namespace headgate
