// SPDX-License-Identifier: Apache-2.0
#include "base/screen_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"

namespace headgate {

namespace {

struct Span {
  char32_t first, last;
};

constexpr Span kWide[] = {{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},  {0xac00, 0xd7a3},
                          {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},  {0xffe0, 0xffe6},
                          {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};
constexpr Span kCombining[] = {{0x0300, 0x036f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
                               {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}};
/// Controls, and what turns or hides text without a trace.
constexpr Span kEscaped[] = {{0x0, 0x1f},      {0x7f, 0x9f},     {0x200b, 0x200f},  {0x2028, 0x202e},
                             {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xe0000, 0xe007f}};

template <std::size_t Size>
bool among(const Span (&spans)[Size], char32_t c) {
  return std::any_of(std::begin(spans), std::end(spans),
                     [c](const Span& span) { return span.first <= c && c <= span.last; });
}

std::size_t character_bytes(char first) {
  const auto c = static_cast<unsigned char>(first);
  return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/// Calls `take(bytes, code point)` for each character of good UTF-8 until it says false.
template <class Take>
void each_character(ByteView text, Take take) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = std::min(character_bytes(text[at]), text.size() - at);
    char32_t c = static_cast<unsigned char>(text[at]);
    if (bytes > 1) c &= 0xffU >> (bytes + 1);
    for (std::size_t i = 1; i < bytes; ++i) c = c << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
    if (!take(text.substr(at, bytes), c)) return;
    at += bytes;
  }
}

std::size_t width_of(char32_t c) { return among(kCombining, c) ? 0 : among(kWide, c) ? 2 : 1; }

}  // namespace

std::string shown(ByteView text) {
  std::string out;
  each_character(to_utf8_lossy(text), [&](ByteView bytes, char32_t c) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (among(kEscaped, c)) {
      out += c < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(c))
                       : fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += bytes;
    }
    return true;
  });
  return out;
}

std::size_t display_width(ByteView text) {
  std::size_t width = 0;
  each_character(text, [&](ByteView, char32_t c) {
    width += width_of(c);
    return true;
  });
  return width;
}

std::string cut(ByteView text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  std::string out;
  if (width == 0) return out;
  std::size_t taken = 0;
  each_character(text, [&](ByteView bytes, char32_t c) {
    if (taken + width_of(c) > width - 1) return false;
    taken += width_of(c);
    out += bytes;
    return true;
  });
  return out + "…";
}

std::string count_text(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

std::string count_text(std::uint64_t count, ByteView noun) {
  return fmt::format("{} {}{}", count_text(count), noun, count == 1 ? "" : "s");
}

}  // namespace headgate
