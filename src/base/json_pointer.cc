// SPDX-License-Identifier: Apache-2.0
#include "base/json_pointer.h"

#include <charconv>

namespace headgate {

void append_token(std::string& pointer, ByteView token) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

std::string pointer_step(ByteView token) {
  std::string step;
  append_token(step, token);
  return step;
}

std::string pointer_text(const PointerTokens& tokens) {
  std::string pointer;
  for (const std::string& token : tokens) append_token(pointer, token);
  return pointer;
}

bool is_json_pointer(ByteView text) {
  if (!text.empty() && text.front() != '/') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '~' && text.substr(i + 1, 1) != "0" && text.substr(i + 1, 1) != "1") return false;
  }
  return true;
}

std::optional<PointerTokens> split_json_pointer(ByteView pointer) {
  if (!is_json_pointer(pointer)) return {};
  PointerTokens tokens;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      tokens.emplace_back();
    } else {
      tokens.back() += pointer[i] != '~' ? pointer[i] : pointer[++i] == '0' ? '~' : '/';
    }
  }
  return tokens;
}

std::optional<std::size_t> element_place(ByteView token, std::size_t size) {
  std::size_t place = 0;
  const char* const end = token.data() + token.size();
  const auto [behind, error] = std::from_chars(token.data(), end, place);
  if (error != std::errc() || behind != end || place >= size) return {};
  return place;
}

}  // namespace headgate
