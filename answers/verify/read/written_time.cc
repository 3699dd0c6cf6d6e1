// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/written_time.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/verify/read/json_number.h"
#include "answers/verify/read/layout.h"

namespace headgate::verify {

namespace {

constexpr Micros kDay = Micros{86'400} * 1'000'000;

bool all_digits(ByteView text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

/// Says whether something but zeros stands behind the sixth digit of a fraction.
bool is_finer(ByteView text) {
  constexpr std::size_t kMicrosDigits = 6;
  const std::size_t point = text.find('.');
  for (std::size_t i = point + 1; point != ByteView::npos && i < text.size() && is_digit(text[i]); ++i) {
    if (i > point + kMicrosDigits && text[i] != '0') return true;
  }
  return false;
}

/// Writes a zone as RFC 3339 does; empty where it is none.
std::string rfc_zone(ByteView zone) {
  if (zone == "UTC") return "Z";
  const bool offset = zone.starts_with('+') || zone.starts_with('-');
  if (offset && zone.size() == 3) return std::string(zone) + ":00";
  if (offset && zone.size() == 5) return fmt::format("{}:{}", zone.substr(0, 3), zone.substr(3));
  return std::string(zone);
}

std::optional<CutTime> iso(ByteView text, const TimeForm& form, bool is_exact) {
  if (is_exact) {
    const auto time = is_finer(text) ? std::nullopt : parse_time(text);
    return time ? std::optional(CutTime{*time, false}) : std::nullopt;
  }
  // The zone begins behind the digits of the seconds and of their fraction.
  constexpr std::size_t kSecondsEnd = 19;
  if (text.size() < kSecondsEnd) return {};
  const std::size_t end = std::min(text.find_first_not_of("0123456789.", kSecondsEnd), text.size());
  ByteView zone = text.substr(end);
  zone.remove_prefix(zone.starts_with(' '));
  if (zone.empty() && (end < text.size() || !form.zone_minutes)) return {};
  const auto time = parse_time(std::string(text.substr(0, end)) + (zone.empty() ? "Z" : rfc_zone(zone)));
  if (!time) return {};
  const Micros east = zone.empty() ? Micros{*form.zone_minutes} * 60 * 1'000'000 : 0;
  return CutTime{*time - east, is_finer(text)};
}

std::optional<CutTime> epoch(ByteView number, TimestampForm form, bool is_exact) {
  constexpr std::int64_t kDigitsMax = 19;
  const int scale = form == TimestampForm::EpochS    ? 6
                    : form == TimestampForm::EpochMs ? 3
                    : form == TimestampForm::EpochUs ? 0
                                                     : -3;
  const auto micros = JsonNumber(number).floor(scale, kDigitsMax);
  if (!micros || (is_exact && micros->second)) return {};
  if (micros->first >= INT64_MAX || micros->first <= -INT64_MAX) return {};
  return CutTime{static_cast<Micros>(micros->first), micros->second};
}

std::optional<CutTime> shown(std::optional<CutTime> time, const TimeRules& rules) {
  return time && (rules.has_all_years || is_in_four_digits(time->micros)) ? time : std::nullopt;
}

/// Reads `YYYY-MM-DD`, or `YYYYMMDD` where `dash` is empty.
std::optional<CutTime> plain_day(ByteView text, ByteView dash) {
  const std::size_t d = dash.size();
  if (text.size() != 8 + 2 * d) return {};
  const ByteView year = text.substr(0, 4), month = text.substr(4 + d, 2), day = text.substr(6 + 2 * d);
  if (text != fmt::format("{}{}{}{}{}", year, dash, month, dash, day)) return {};
  const auto midnight = parse_time(fmt::format("{}-{}-{}T00:00:00Z", year, month, day));
  return midnight ? std::optional(CutTime{*midnight, false}) : std::nullopt;
}

bool is_plain(const TimeForm& form) { return !form.format && form.timestamp == TimestampForm::Iso; }

}  // namespace

TimeRules time_rules(const std::string& data_version) {
  return {.has_all_years = !is_from_4(data_version), .is_exact = !is_from_5(data_version)};
}

bool is_number(ByteView text) {
  text.remove_prefix(text.starts_with('-'));
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  const std::size_t point = std::min(text.find('.'), e);
  const ByteView whole = text.substr(0, point);
  if (!all_digits(whole) || (whole.size() > 1 && whole[0] == '0')) return false;
  if (point < e && !all_digits(text.substr(point + 1, e - point - 1))) return false;
  if (e == text.size()) return true;
  const bool sign = e + 1 < text.size() && (text[e + 1] == '+' || text[e + 1] == '-');
  return all_digits(text.substr(e + 1 + sign));
}

std::optional<CutTime> time_of(const TimeForm& form, const TimeRules& rules, bool is_text, ByteView written) {
  if (form.format) return form.format->read(written, form.zone_minutes.value_or(0));
  if (is_plain(form)) return is_text ? iso(written, form, rules.is_exact) : std::nullopt;
  return is_text && !is_number(written) ? std::nullopt : epoch(written, form.timestamp, rules.is_exact);
}

std::optional<CutTime> timestamp_of(const Column& column, const TimeRules& rules, bool is_text,
                                    ByteView written) {
  const bool reads_text = column.parse || column.time.format || is_plain(column.time);
  if (is_text && !reads_text) return {};
  return shown(time_of(column.time, rules, is_text, written), rules);
}

std::optional<CutTime> day_of(const Column& column, const TimeRules& rules, bool is_text, ByteView written) {
  std::optional<CutTime> time;
  if (is_plain(column.time) && is_text) time = plain_day(written, "-");
  if (!time && column.parse) time = plain_day(written, "");
  if (!time && (column.parse || !is_plain(column.time))) time = timestamp_of(column, rules, is_text, written);
  time = shown(time, rules);
  if (!time) return {};
  const Micros into = (time->micros % kDay + kDay) % kDay;
  return CutTime{time->micros - into, time->is_cut || into != 0};
}

}  // namespace headgate::verify
