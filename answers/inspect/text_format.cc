// SPDX-License-Identifier: Apache-2.0
#include "answers/inspect/text_format.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/time.h"
#include "schema/ascii.h"

namespace headgate::inspect {

namespace {

bool is_hex(char c) { return hex_digit(c) >= 0; }

/// Compares with a form in which 9 stands for a digit, x for a hexadecimal one.
bool has_form(ByteView text, ByteView form) {
  return text.size() == form.size() && std::equal(text.begin(), text.end(), form.begin(), [](char c, char f) {
           return f == '9' ? is_digit(c) : f == 'x' ? is_hex(c) : c == f;
         });
}

/// Says whether columns show a time: they know the years 1 to 9999.
bool is_shown(std::optional<Micros> time) {
  static const Micros first = start_of_year(1), end = start_of_year(10'000);
  return time && *time >= first && *time < end;
}

bool is_date_time(ByteView text) {
  return has_form(text.substr(0, 11), "9999-99-99T") && text.back() != 'z' && is_shown(parse_time(text));
}

bool is_date(ByteView text) {
  return has_form(text, "9999-99-99") && is_shown(parse_time(std::string(text) + "T00:00:00Z"));
}

bool is_time(ByteView text) {
  return text.size() >= 9 && has_form(text.substr(0, 6), "99:99:") && text.back() != 'z' &&
         parse_time("2000-01-01T" + std::string(text));
}

bool is_ipv4(ByteView text) {
  for (int part = 0; part < 4; ++part) {
    std::size_t digits = 0;
    int value = 0;
    while (digits < text.size() && digits < 4 && is_digit(text[digits])) {
      value = value * 10 + (text[digits++] - '0');
    }
    if (digits == 0 || value > 255 || (digits > 1 && text[0] == '0')) return false;
    text.remove_prefix(digits);
    if (part < 3 && (text.empty() || text[0] != '.')) return false;
    if (part < 3) text.remove_prefix(1);
  }
  return text.empty();
}

bool is_ipv6(ByteView text) {
  const std::size_t gap = text.find("::");
  if (gap != ByteView::npos && text.find("::", gap + 1) != ByteView::npos) return false;
  const auto count_parts = [](ByteView side) {
    int parts = 0;
    for (std::size_t begin = 0; !side.empty() && begin <= side.size();) {
      const std::size_t end = std::min(side.find(':', begin), side.size());
      const ByteView part = side.substr(begin, end - begin);
      if (part.empty() || part.size() > 4 || !std::all_of(part.begin(), part.end(), is_hex)) return -100;
      ++parts;
      begin = end + 1;
    }
    return parts;
  };
  if (gap == ByteView::npos) return count_parts(text) == 8;
  const int parts = count_parts(text.substr(0, gap)) + count_parts(text.substr(gap + 2));
  return parts >= 0 && parts <= 7;
}

/// Takes the plain mailboxes: letters, digits and a few signs, and a domain with a dot.
bool is_email(ByteView text) {
  const std::size_t at = text.find('@');
  if (at == ByteView::npos || at == 0 || at > 64) return false;
  const auto parts_hold = [](ByteView side, ByteView signs) {
    for (std::size_t begin = 0; begin <= side.size();) {
      const std::size_t end = std::min(side.find('.', begin), side.size());
      const ByteView part = side.substr(begin, end - begin);
      const auto fits = [&](char c) {
        return is_letter(c) || is_digit(c) || signs.find(c) != ByteView::npos;
      };
      if (part.empty() || part.size() > 63 || !std::all_of(part.begin(), part.end(), fits)) return false;
      if (signs == "-" && (part.front() == '-' || part.back() == '-')) return false;
      begin = end + 1;
    }
    return true;
  };
  const ByteView domain = text.substr(at + 1);
  return domain.find('.') != ByteView::npos && parts_hold(text.substr(0, at), "_+-") &&
         parts_hold(domain, "-");
}

bool is_uri(ByteView text) {
  const std::size_t colon = text.find("://");
  if (colon == ByteView::npos || colon == 0 || !is_letter(text[0])) return false;
  const auto in_scheme = [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  };
  const ByteView rest = text.substr(colon + 3);
  if (!std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), in_scheme)) return false;
  if (rest.empty() || !(is_letter(rest[0]) || is_digit(rest[0]))) return false;
  // A plain host, perhaps with a port, then anything that an address may hold.
  const std::size_t path = std::min(rest.find_first_of("/?#"), rest.size());
  const ByteView host = rest.substr(0, path);
  const std::size_t port = host.find(':');
  const auto in_host = [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; };
  const ByteView name = host.substr(0, port);
  if (!std::all_of(name.begin(), name.end(), in_host)) return false;
  if (port != ByteView::npos &&
      !std::all_of(host.begin() + static_cast<std::ptrdiff_t>(port) + 1, host.end(), is_digit)) {
    return false;
  }
  bool fragment = false;
  for (std::size_t i = path; i < rest.size(); ++i) {
    const char c = rest[i];
    if (c == '%') {
      if (i + 2 >= rest.size() || !is_hex(rest[i + 1]) || !is_hex(rest[i + 2])) return false;
    } else if (c == '#') {
      if (std::exchange(fragment, true)) return false;
    } else if (!is_letter(c) && !is_digit(c) && ByteView("-._~:/?@!$&'()*+,;=").find(c) == ByteView::npos) {
      return false;
    }
  }
  return true;
}

}  // namespace

ByteView name(TextFormat format) {
  switch (format) {
    case TextFormat::None: return "";
    case TextFormat::DateTime: return "date-time";
    case TextFormat::Date: return "date";
    case TextFormat::Time: return "time";
    case TextFormat::Uuid: return "uuid";
    case TextFormat::Email: return "email";
    case TextFormat::Ipv4: return "ipv4";
    case TextFormat::Ipv6: return "ipv6";
    case TextFormat::Uri: return "uri";
  }
  return "";
}

TextFormat recognise(ByteView text) {
  constexpr std::size_t kShortest = 2, kLongest = 2048;
  if (text.size() < kShortest || text.size() > kLongest) return TextFormat::None;
  const bool digit = is_digit(text[0]);
  if (text.size() == 36 && has_form(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")) return TextFormat::Uuid;
  if (digit && text.size() >= 20 && text.size() <= 64 && is_date_time(text)) return TextFormat::DateTime;
  if (digit && is_date(text)) return TextFormat::Date;
  if (digit && text.size() <= 40 && is_time(text)) return TextFormat::Time;
  if (digit && text.size() <= 15 && is_ipv4(text)) return TextFormat::Ipv4;
  if (text.size() <= 39 && (is_hex(text[0]) || text[0] == ':') && is_ipv6(text)) return TextFormat::Ipv6;
  if (text.size() <= 254 && is_email(text)) return TextFormat::Email;
  if (is_uri(text)) return TextFormat::Uri;
  return TextFormat::None;
}

bool looks_like_data(ByteView key) {
  constexpr std::size_t kNameMax = 64, kHexMin = 8, kDigitsMax = 5;
  if (key.empty() || key.size() > kNameMax) return true;
  const auto digits = static_cast<std::size_t>(std::count_if(key.begin(), key.end(), is_digit));
  if (digits == 0) return key.find('@') != ByteView::npos && recognise(key) != TextFormat::None;
  if (digits == key.size() || digits > kDigitsMax) return true;
  if (key.size() >= kHexMin && std::all_of(key.begin(), key.end(), is_hex)) return true;
  return recognise(key) != TextFormat::None;
}

}  // namespace headgate::inspect
