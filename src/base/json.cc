// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <fmt/format.h>

#include <array>

namespace headgate {

namespace {

constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<bool, 256> plain_table() {
  std::array<bool, 256> plain{};
  for (int c = 0; c < 256; ++c) plain[c] = c >= 0x20 && c != '"' && c != '\\' && c != 0x7f && c != 0xe2;
  return plain;
}
constexpr auto kPlain = plain_table();

/// Gives the length of the UTF-8 character at `at`, 0 where there is none.
std::size_t character_bytes(ByteView bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const auto tail = [&](std::size_t i) { return i < bytes.size() && (byte(i) & 0xc0) == 0x80; };
  const unsigned char c = byte(at);
  if (c < 0x80) return 1;
  if (c < 0xc2) return 0;
  if (c < 0xe0) return tail(at + 1) ? 2 : 0;
  if (c < 0xf0) {
    if (!tail(at + 1) || !tail(at + 2)) return 0;
    if (c == 0xe0 && byte(at + 1) < 0xa0) return 0;
    if (c == 0xed && byte(at + 1) >= 0xa0) return 0;
    return 3;
  }
  if (c >= 0xf5 || !tail(at + 1) || !tail(at + 2) || !tail(at + 3)) return 0;
  if (c == 0xf0 && byte(at + 1) < 0x90) return 0;
  if (c == 0xf4 && byte(at + 1) >= 0x90) return 0;
  return 4;
}

}  // namespace

void append_json_string(std::string& out, ByteView text) {
  out += '"';
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (kPlain[c]) continue;
    if (c == 0xe2 && !(text.substr(i, 3) == "\u2028" || text.substr(i, 3) == "\u2029")) continue;
    out.append(text, start, i - start);
    start = i + 1;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case 0xe2:
        out += text[i + 2] == '\xa8' ? "\\u2028" : "\\u2029";
        i += 2;
        start = i + 1;
        break;
      default: out += fmt::format("\\u{:04x}", c);
    }
  }
  out.append(text, start);
  out += '"';
}

std::size_t utf8_prefix(ByteView bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t n = character_bytes(bytes, at);
    if (n == 0) break;
    at += n;
  }
  return at;
}

std::string to_utf8_lossy(ByteView bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t n = character_bytes(bytes, i);
    if (n == 0) {
      out += "\ufffd";
      ++i;
    } else {
      out.append(bytes, i, n);
      i += n;
    }
  }
  return out;
}

std::string base64(ByteView bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) out += k <= n ? kBase64[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

std::optional<std::string> from_base64(ByteView text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  for (std::size_t i = 0; i < text.size() - padding; ++i) {
    const std::size_t digit = ByteView(kBase64, 64).find(text[i]);
    if (digit == ByteView::npos) return std::nullopt;
    group = group << 6 | static_cast<std::uint32_t>(digit);
    // Each digit but the first of four completes a byte.
    const unsigned spare = 6 - 2 * (i % 4);
    if (i % 4 != 0) bytes += static_cast<char>(group >> spare & 0xffU);
  }
  return bytes;
}

}  // namespace headgate
