// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace headgate {

// The characters of ASCII, whatever the locale.

constexpr bool is_ascii(char c) { return (c & 0x80) == 0; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Gives the value of a hexadecimal digit, -1 where it is none.
constexpr int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace headgate
