// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "contract/column.h"

// What a value of an event is as a time or a day, by docs/formats/contract.md (Casts); nothing where it is
// none.
namespace headgate::verify {

/// Says how versions of the data differ in times.
struct TimeRules {
  bool has_all_years =
      false;              ///< Before data_version 4; from then on no column shows but the years 1 to 9999.
  bool is_exact = false;  ///< Before data_version 5: RFC 3339 alone, and nothing is cut to the microsecond.
};

TimeRules time_rules(const std::string& data_version);

/// Says whether a text is a number as JSON writes it.
bool is_number(ByteView text);

/// Reads the characters of a text, or a number as it is written, as a time of any year.
std::optional<CutTime> time_of(const TimeForm& form, const TimeRules& rules, bool is_text, ByteView written);

/// The same as a column of timestamps shows it, and as a column of days does: midnight UTC.
std::optional<CutTime> timestamp_of(const Column& column, const TimeRules& rules, bool is_text,
                                    ByteView written);
std::optional<CutTime> day_of(const Column& column, const TimeRules& rules, bool is_text, ByteView written);

}  // namespace headgate::verify
