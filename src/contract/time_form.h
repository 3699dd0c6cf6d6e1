// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/time_format.h"

namespace headgate {

/// Names what a time is written as in an event.
enum class TimestampForm : std::uint8_t { Iso, EpochS, EpochMs, EpochUs, EpochNs };
ByteView name(TimestampForm form);
std::optional<TimestampForm> timestamp_form(ByteView name);

/// Says how a time is written in an event: what columns of times and the places of an event's time share.
struct TimeForm {
  TimestampForm timestamp = TimestampForm::Iso;
  std::optional<TimeFormat>
      format;  ///< Of texts, and of numbers by their digits; `timestamp` is nothing then.
  std::optional<int> zone_minutes;  ///< Texts that name no zone are that far east of UTC; without: no times.
  bool operator==(const TimeForm&) const = default;
};

/// Reads `UTC`, `Z` or an offset (`+02:00`); nothing where it is no zone. Names of places are none.
std::optional<int> zone_minutes(ByteView text);
std::string zone_text(int minutes);

/// Says in words what times of a form look like: `epoch_ms`, `%d.%m.%Y, UTC`, `iso`.
std::string form_text(const TimeForm& form);

/// Reads an RFC 3339 date-time, or one whose zone is written `+0200`, `+02` or `UTC` or stands behind a
/// blank; one without a zone by `form`. Nothing where it is none. (parse_time() is stricter: it is for times
/// of ours.)
std::optional<CutTime> read_iso_time(ByteView text, const TimeForm& form);

}  // namespace headgate
