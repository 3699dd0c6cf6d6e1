// SPDX-License-Identifier: Apache-2.0
#include "base/hex.h"

#include <charconv>

namespace headgate {

std::string to_hex(ByteView bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const unsigned char c : bytes) {
    hex += kDigits[c >> 4U];
    hex += kDigits[c & 15U];
  }
  return hex;
}

std::optional<std::string> from_hex(ByteView hex) {
  if (hex.size() % 2 != 0) return {};
  std::string bytes;
  for (; !hex.empty(); hex.remove_prefix(2)) {
    unsigned char byte = 0;
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + 2, byte, 16);
    if (error != std::errc() || end != hex.data() + 2) return {};
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

}  // namespace headgate
