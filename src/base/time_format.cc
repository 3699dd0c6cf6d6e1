// SPDX-License-Identifier: Apache-2.0
#include "base/time_format.h"

#include <fmt/format.h>

#include <array>

namespace headgate {

namespace {

constexpr std::int64_t kSecond = 1'000'000;

constexpr std::array<ByteView, 12> kMonths = {"january",   "february", "march",    "april",
                                              "may",       "june",     "july",     "august",
                                              "september", "october",  "november", "december"};
constexpr std::array<ByteView, 7> kDays = {"monday", "tuesday",  "wednesday", "thursday",
                                           "friday", "saturday", "sunday"};

/// The words that are short for others.
ByteView longer(char word) {
  switch (word) {
    case 'T': return "%H:%M:%S";
    case 'R': return "%H:%M";
    case 'F': return "%Y-%m-%d";
    case 'D': return "%m/%d/%y";
    default: return {};
  }
}

std::string spelled_out(ByteView format) {
  std::string out;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const ByteView whole = format[i] == '%' && i + 1 < format.size() ? longer(format[i + 1]) : ByteView();
    if (whole.empty()) {
      out += format[i];
      if (format[i] == '%' && i + 1 < format.size()) out += format[++i];
    } else {
      out += whole;
      ++i;
    }
  }
  return out;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// How many digits a number of a format has.
struct Digits {
  std::size_t least, most;
};

std::optional<int> number(ByteView text, std::size_t& at, Digits digits, int least, int most) {
  int value = 0;
  const std::size_t first = at;
  for (; at - first < digits.most && at < text.size() && is_digit(text[at]); ++at)
    value = value * 10 + (text[at] - '0');
  if (at - first < digits.least || value < least || value > most) return {};
  return value;
}

/// Reads one of some names, whole or its first three letters, the longer one first; gives its place.
template <std::size_t N>
std::optional<int> one_of(const std::array<ByteView, N>& names, ByteView text, std::size_t& at) {
  constexpr std::size_t kShort = 3;
  const auto stands = [&](ByteView name) {
    if (text.size() - at < name.size()) return false;
    for (std::size_t i = 0; i < name.size(); ++i)
      if (lower(text[at + i]) != name[i]) return false;
    return true;
  };
  for (std::size_t i = 0; i < N; ++i) {
    for (const ByteView name : {names[i], names[i].substr(0, kShort)}) {
      if (!stands(name)) continue;
      at += name.size();
      return static_cast<int>(i);
    }
  }
  return {};
}

/// What has been read of a text.
struct Parts {
  std::optional<int> year, month, day, day_of_year, zone_minutes;
  std::optional<Micros> since_1970;
  int hour = 0, minute = 0, second = 0;
  std::optional<bool> afternoon;
  CutTime fraction;
};

/// Reads what stands for one word of a format; false where it is not that. `whole`: a number has all its
/// digits, since another one touches it.
bool read_word(char word, bool whole, ByteView text, std::size_t& at, Parts& parts) {
  const auto put = [](auto& part, auto value) {
    if (value) part = *value;
    return value.has_value();
  };
  const auto two = [&](int least, int most) {
    return number(text, at, {whole ? std::size_t{2} : 1, 2}, least, most);
  };
  switch (word) {
    case 'Y': return put(parts.year, number(text, at, {4, 4}, 1, 9999));
    case 'y': {
      const auto year = number(text, at, {2, 2}, 0, 99);
      if (year) parts.year = *year + (*year < 69 ? 2000 : 1900);
      return year.has_value();
    }
    case 'm': return put(parts.month, two(1, 12));
    case 'b':
    case 'B':
    case 'h': {
      const auto month = one_of(kMonths, text, at);
      if (month) parts.month = *month + 1;
      return month.has_value();
    }
    case 'e':
      while (at < text.size() && text[at] == ' ') ++at;
      return put(parts.day, number(text, at, {1, 2}, 1, 31));
    case 'd': return put(parts.day, two(1, 31));
    case 'j': return put(parts.day_of_year, number(text, at, {whole ? std::size_t{3} : 1, 3}, 1, 366));
    case 'a':
    case 'A': return one_of(kDays, text, at).has_value();
    case 'H': return put(parts.hour, two(0, 23));
    case 'I': return put(parts.hour, two(1, 12));
    case 'M': return put(parts.minute, two(0, 59));
    case 'S': return put(parts.second, two(0, 59));
    case 'f': return put(parts.fraction, read_fraction(text, at));
    case 's': {
      constexpr std::size_t kDigitsMax = 12;
      Micros seconds = 0;
      const std::size_t first = at;
      for (; at < text.size() && is_digit(text[at]) && at - first < kDigitsMax; ++at)
        seconds = seconds * 10 + (text[at] - '0');
      parts.since_1970 = seconds * kSecond;
      return at != first;
    }
    case 'z': return put(parts.zone_minutes, read_zone(text, at));
    case 'Z':
      for (const ByteView name : {"UTC", "GMT", "Z"}) {
        if (!text.substr(at).starts_with(name)) continue;
        at += name.size();
        parts.zone_minutes = 0;
        return true;
      }
      return false;
    case 'p':
      if (text.size() - at < 2 || lower(text[at + 1]) != 'm') return false;
      if (lower(text[at]) != 'a' && lower(text[at]) != 'p') return false;
      parts.afternoon = lower(text[at]) == 'p';
      at += 2;
      return true;
    default: return at < text.size() && text[at++] == word;  // %%
  }
}

std::optional<CutTime> time_of(const Parts& parts, int zone_minutes) {
  if (parts.since_1970) return CutTime{*parts.since_1970 + parts.fraction.micros, parts.fraction.is_cut};
  auto midnight =
      parts.day_of_year ? midnight_of(*parts.year, 1, 1) : midnight_of(*parts.year, *parts.month, *parts.day);
  if (midnight && parts.day_of_year) {
    *midnight += (*parts.day_of_year - 1) * std::int64_t{86400} * kSecond;
    if (civil_hour(*midnight).year != *parts.year) return {};
  }
  if (!midnight) return {};
  const int hour = parts.afternoon ? parts.hour % 12 + (*parts.afternoon ? 12 : 0) : parts.hour;
  const std::int64_t minutes = hour * 60 + parts.minute - parts.zone_minutes.value_or(zone_minutes);
  return CutTime{*midnight + (minutes * 60 + parts.second) * kSecond + parts.fraction.micros,
                 parts.fraction.is_cut};
}

}  // namespace

std::string TimeFormat::fault_of(ByteView text) {
  constexpr ByteView kWords = "YymbBhdejaAHIMSfpszZ";
  constexpr ByteView kSpelled = "TRFD%";
  const std::string format = spelled_out(text);
  std::string found;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    if (++i == format.size()) return "a % at its end stands for nothing";
    const char word = format[i];
    if (word == '%') continue;
    if (kWords.find(word) == ByteView::npos) {
      return fmt::format("%{} is no word of a format (there are %{})", word,
                         fmt::join(std::string(kWords) + std::string(kSpelled), " %"));
    }
    const char kind = word == 'y'                                    ? 'Y'
                      : word == 'e'                                  ? 'd'
                      : ByteView("bBh").find(word) != ByteView::npos ? 'm'
                                                                     : word;
    if (found.find(kind) != std::string::npos)
      return fmt::format("what %{} stands for stands there twice", word);
    found += kind;
  }
  const auto has = [&](char word) { return found.find(word) != std::string::npos; };
  if (has('s')) {
    return found.find_first_not_of("sfzZ") == std::string::npos ? "" : "beside %s stands no word but %f";
  }
  if (!has('Y')) return "it names no year (%Y)";
  if (has('j') ? has('m') || has('d') : !has('m') || !has('d')) return "it names no day (%m and %d, or %j)";
  if (has('H') && has('I')) return "it names the hour twice (%H and %I)";
  if (has('I') != has('p')) return "%I and %p stand together";
  if (!has('H') && !has('I') && (has('M') || has('S') || has('f'))) return "it names no hour (%H)";
  if (has('z') && has('Z')) return "it names the zone twice (%z and %Z)";
  return "";
}

TimeFormat::TimeFormat(std::string text) : text_(std::move(text)), spelled_(spelled_out(text_)) {}

bool TimeFormat::has_zone() const {
  for (std::size_t i = 0; i + 1 < spelled_.size(); ++i) {
    if (spelled_[i] == '%' && ByteView("zZs").find(spelled_[++i]) != ByteView::npos) return true;
  }
  return false;
}

std::optional<CutTime> TimeFormat::read(ByteView text, int zone_minutes) const {
  const ByteView format = spelled_;
  const auto is_number = [&](std::size_t i) {  // Of the word whose % stands at i.
    return i + 1 < format.size() && format[i] == '%' &&
           ByteView("YymdejHIMSfs").find(format[i + 1]) != ByteView::npos;
  };
  Parts parts;
  std::size_t at = 0;
  bool behind_number = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (is_blank(format[i])) {
      const std::size_t first = at;
      while (at < text.size() && is_blank(text[at])) ++at;
      if (at == first) return {};
      behind_number = false;
    } else if (format[i] == '%') {
      const bool whole = behind_number || is_number(i + 2);
      behind_number = is_number(i);
      if (!read_word(format[++i], whole, text, at, parts)) return {};
    } else {
      if (at == text.size() || text[at++] != format[i]) return {};
      behind_number = false;
    }
  }
  if (at != text.size()) return {};
  return time_of(parts, zone_minutes);
}

std::optional<int> read_zone(ByteView text, std::size_t& at) {
  if (at == text.size()) return {};
  if (text[at] == 'Z' || text[at] == 'z') {
    ++at;
    return 0;
  }
  if (text[at] != '+' && text[at] != '-') return {};
  const int sign = text[at] == '+' ? 1 : -1;
  const auto two_digits = [&](std::size_t from) -> std::optional<int> {
    if (from + 2 > text.size() || !is_digit(text[from]) || !is_digit(text[from + 1])) return {};
    return (text[from] - '0') * 10 + (text[from + 1] - '0');
  };
  const auto hours = two_digits(at + 1);
  if (!hours || *hours > 23) return {};
  at += 3;
  const bool colon = at < text.size() && text[at] == ':';
  const auto minutes = two_digits(at + colon);
  if (!minutes) {
    if (colon) return {};
    return sign * *hours * 60;
  }
  if (*minutes > 59) return {};
  at += colon + 2;
  return sign * (*hours * 60 + *minutes);
}

std::optional<CutTime> read_fraction(ByteView text, std::size_t& at) {
  CutTime fraction;
  std::int64_t unit = kSecond;
  const std::size_t first = at;
  for (; at < text.size() && is_digit(text[at]); ++at) {
    unit /= 10;
    fraction.micros += (text[at] - '0') * unit;
    fraction.is_cut |= unit == 0 && text[at] != '0';
  }
  if (at == first) return {};
  return fraction;
}

}  // namespace headgate
