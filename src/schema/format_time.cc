// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "schema/format_parts.h"

namespace headgate::formats {

namespace {

/// RFC 3339 5.6 full-date.
bool date(Reader& in) {
  const auto century = in.two_digits();
  const auto years = in.two_digits();
  if (!century || !years || !in.character("-")) return false;
  const auto month = in.two_digits();
  if (!month || !in.character("-")) return false;
  const auto day = in.two_digits();
  if (!day) return false;
  using namespace std::chrono;
  return year_month_day{year(*century * 100 + *years), std::chrono::month(static_cast<unsigned>(*month)),
                        std::chrono::day(static_cast<unsigned>(*day))}
      .ok();
}

/// Reads time-offset as the minutes that local time is ahead of UTC.
std::optional<int> offset_minutes(Reader& in) {
  if (in.character("Zz")) return 0;
  const bool ahead = in.character("+");
  if (!ahead && !in.character("-")) return {};
  const auto hours = in.two_digits();
  if (!hours || *hours > 23 || !in.character(":")) return {};
  const auto minutes = in.two_digits();
  if (!minutes || *minutes > 59) return {};
  const int offset = *hours * 60 + *minutes;
  return ahead ? offset : -offset;
}

/// RFC 3339 5.6 full-time.
bool time(Reader& in) {
  const auto hour = in.two_digits();
  if (!hour || *hour > 23 || !in.character(":")) return false;
  const auto minute = in.two_digits();
  if (!minute || *minute > 59 || !in.character(":")) return false;
  const auto second = in.two_digits();
  if (!second || *second > 60) return false;
  if (in.character(".") && in.digits().empty()) return false;
  const auto offset = offset_minutes(in);
  if (!offset) return false;
  // A leap second is the last one of a day of UTC.
  constexpr int kDay = 24 * 60;
  return *second < 60 || (*hour * 60 + *minute - *offset + kDay) % kDay == kDay - 1;
}

/// Takes numbers with units, each unit the one right behind that before: P1Y2D lacks the months.
bool elements(Reader& in, ByteView units) {
  std::optional<std::size_t> last;
  while (!in.digits().empty()) {
    const auto unit = in.which(units);
    if (!unit || (last && *unit != *last + 1)) return false;
    last = unit;
  }
  return last.has_value();
}

}  // namespace

bool is_date(ByteView text) {
  Reader in(text);
  return date(in) && in.at_end();
}

bool is_time(ByteView text) {
  Reader in(text);
  return time(in) && in.at_end();
}

bool is_date_time(ByteView text) {
  Reader in(text);
  return date(in) && in.character("Tt") && time(in) && in.at_end();
}

/// RFC 3339 appendix A, with upper case letters as ISO 8601 has them.
bool is_duration(ByteView text) {
  Reader in(text);
  if (!in.character("P")) return false;
  if (in.character("T")) return elements(in, "HMS") && in.at_end();
  Reader weeks = in;
  if (elements(weeks, "W")) return weeks.at_end();
  return elements(in, "YMD") && (!in.character("T") || elements(in, "HMS")) && in.at_end();
}

}  // namespace headgate::formats
