// SPDX-License-Identifier: Apache-2.0
#include "adapters/http/request.h"

#include <algorithm>
#include <optional>

#include "base/hex.h"

namespace headgate::http {

namespace {

std::string encoded(ByteView text, bool slashes_stay) {
  constexpr ByteView kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  constexpr ByteView kDigits = "0123456789ABCDEF";
  std::string all;
  all.reserve(text.size());
  for (const char c : text) {
    if (kPlain.find(c) != ByteView::npos || (slashes_stay && c == '/')) {
      all += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      all += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return all;
}

}  // namespace

std::string uri_encode(ByteView text) { return encoded(text, false); }
std::string uri_encode_path(ByteView path) { return encoded(path, true); }

std::string uri_decode(ByteView text) {
  std::string all;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::optional<std::string> byte;
    if (text[i] == '%' && i + 2 < text.size()) {
      std::string digits(text.substr(i + 1, 2));
      std::transform(digits.begin(), digits.end(), digits.begin(),
                     [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
      byte = from_hex(digits);
    }
    if (byte) {
      all += *byte;
      i += 2;
    } else {
      all += text[i];
    }
  }
  return all;
}

std::string Request::target() const {
  Fields sorted;
  for (const auto& [name, value] : query) sorted.emplace_back(uri_encode(name), uri_encode(value));
  std::sort(sorted.begin(), sorted.end());
  std::string all = path;
  for (const auto& [name, value] : sorted)
    all.append(all.size() == path.size() ? "?" : "&").append(name).append("=").append(value);
  return all;
}

}  // namespace headgate::http
