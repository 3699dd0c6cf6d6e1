// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "schema/format_parts.h"

namespace headgate::formats {

namespace {

bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }
bool is_hex(char c) { return hex_digit(c) >= 0; }
bool is_in(char c, ByteView any) { return any.find(c) != ByteView::npos; }

/// RFC 5321 4.1.2 Dot-string.
bool is_dot_string(ByteView text) {
  const auto is_atext = [](char c) { return is_alphanumeric(c) || is_in(c, "!#$%&'*+-/=?^_`{|}~"); };
  Reader in(text);
  do {
    if (in.run(is_atext).empty()) return false;
  } while (in.character("."));
  return in.at_end();
}

/// Takes RFC 5321 4.1.2 Quoted-string behind its first quote.
bool quoted_string(Reader& in) {
  const auto is_printable = [](char c) { return c >= ' ' && c <= '~'; };
  const auto is_qtext = [&](char c) { return is_printable(c) && c != '"' && c != '\\'; };
  for (in.run(is_qtext); in.character("\\"); in.run(is_qtext)) {
    if (!in.take_if(is_printable)) return false;
  }
  return in.character("\"");
}

/// RFC 5321 4.1.2 Domain.
bool is_domain(ByteView text) {
  Reader in(text);
  do {
    const ByteView label = in.run([](char c) { return is_alphanumeric(c) || c == '-'; });
    if (label.empty() || label.front() == '-' || label.back() == '-') return false;
  } while (in.character("."));
  return in.at_end();
}

/// RFC 5321 4.1.3; no tag but IPv6 was ever registered.
bool is_address_literal(ByteView text) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return false;
  const ByteView address = text.substr(1, text.size() - 2);
  constexpr ByteView kTag = "IPv6:";
  const bool tagged = address.size() > kTag.size() &&
                      std::equal(kTag.begin(), kTag.end(), address.begin(),
                                 [](char a, char b) { return a == b || (is_letter(a) && (a ^ b) == 0x20); });
  return tagged ? is_ipv6(address.substr(kTag.size())) : is_ipv4(address);
}

// RFC 3986. The names of its rules are in brackets.

bool is_unreserved(char c) { return is_alphanumeric(c) || is_in(c, "-._~"); }
bool is_sub_delimiter(char c) { return is_in(c, "!$&'()*+,;="); }

/// Says whether text is of unreserved characters, [sub-delims], escapes %XX, and `others`.
bool is_of(ByteView text, ByteView others) {
  Reader in(text);
  do {
    in.run([&](char c) { return is_unreserved(c) || is_sub_delimiter(c) || is_in(c, others); });
    if (in.at_end()) return true;
  } while (in.character("%") && in.take_if(is_hex) && in.take_if(is_hex));
  return false;
}

/// [IP-literal] without its brackets.
bool is_ip_literal(ByteView text) {
  Reader in(text);
  if (!in.character("vV")) return is_ipv6(text);
  if (in.run(is_hex).empty() || !in.character(".")) return false;
  const auto belongs = [](char c) { return is_unreserved(c) || is_sub_delimiter(c) || c == ':'; };
  return !in.run(belongs).empty() && in.at_end();
}

bool is_authority(ByteView text) {
  if (const std::size_t at = text.find('@'); at != ByteView::npos) {
    if (!is_of(text.substr(0, at), ":")) return false;
    text.remove_prefix(at + 1);
  }
  Reader in(text);
  if (in.character("[")) {
    if (!is_ip_literal(in.until("]")) || !in.character("]")) return false;
  } else if (!is_of(in.until(":"), "")) {
    return false;
  }
  if (in.character(":")) in.digits();
  return in.at_end();
}

/// Takes what stands behind the scheme: [hier-part] or [relative-part], query and fragment.
bool is_rest_of_uri(ByteView text) {
  Reader in(text);
  ByteView path = in.until("?#");
  if (path.starts_with("//")) {
    path.remove_prefix(2);
    const std::size_t end = std::min(path.find('/'), path.size());
    if (!is_authority(path.substr(0, end))) return false;
    path.remove_prefix(end);
  }
  if (!is_of(path, ":@/")) return false;
  if (in.character("?") && !is_of(in.until("#"), ":@/?")) return false;
  return !in.character("#") || is_of(in.rest(), ":@/?");
}

/// Gives the size of the scheme and its colon, 0 where there is none.
std::size_t scheme_size(ByteView text) {
  if (text.empty() || !is_letter(text.front())) return 0;
  Reader in(text);
  const ByteView scheme = in.run([](char c) { return is_alphanumeric(c) || is_in(c, "+-."); });
  return in.character(":") ? scheme.size() + 1 : 0;
}

}  // namespace

bool is_email(ByteView text) {
  Reader in(text);
  if (in.character("\"")) {
    if (!quoted_string(in)) return false;
  } else if (!is_dot_string(in.until("@"))) {
    return false;
  }
  if (!in.character("@")) return false;
  const ByteView domain = in.rest();
  return is_domain(domain) || is_address_literal(domain);
}

bool is_ipv4(ByteView text) {
  Reader in(text);
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && !in.character(".")) return false;
    const ByteView digits = in.digits();
    if (digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits.front() == '0')) return false;
    if (digits.size() == 3 && digits > "255") return false;
  }
  return in.at_end();
}

bool is_ipv6(ByteView text) {
  constexpr int kGroups = 8;
  int groups = 0;
  bool gap = false;  // There is a `::`, which stands for at least one group.
  Reader in(text);
  if (in.character(":")) {
    if (!in.character(":")) return false;
    gap = true;
    if (in.at_end()) return true;
  }
  while (true) {
    Reader last = in;
    if (is_ipv4(last.rest())) {
      in = last;
      groups += 2;
      break;
    }
    const ByteView digits = in.run(is_hex);
    if (digits.empty() || digits.size() > 4) return false;
    if (++groups == kGroups || in.at_end()) break;
    if (!in.character(":")) return false;
    if (in.character(":")) {
      if (gap) return false;
      gap = true;
      if (in.at_end()) break;
    }
  }
  return in.at_end() && (gap ? groups < kGroups : groups == kGroups);
}

bool is_uri(ByteView text) {
  const std::size_t scheme = scheme_size(text);
  return scheme > 0 && is_rest_of_uri(text.substr(scheme));
}

bool is_uri_reference(ByteView text) {
  if (is_uri(text)) return true;
  // Without a scheme, the first segment has no colon: it would be one.
  const ByteView first_segment = text.substr(0, text.find_first_of("/?#"));
  return first_segment.find(':') == ByteView::npos && is_rest_of_uri(text);
}

}  // namespace headgate::formats
