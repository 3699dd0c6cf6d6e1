// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace headgate {

/// Appends `text` as a JSON string with its quotes. `text` has to be UTF-8; the control characters, DEL and
/// U+2028/2029 are written as escapes, so that a line stays a line for every reader.
void append_json_string(std::string& out, ByteView text);

/// Gives how many of the first bytes are whole characters of UTF-8, without surrogates and overlong forms.
std::size_t utf8_prefix(ByteView bytes);

inline bool is_utf8(ByteView bytes) { return utf8_prefix(bytes) == bytes.size(); }

/// Replaces each byte that is not part of UTF-8 by U+FFFD: for showing, never for storing.
std::string to_utf8_lossy(ByteView bytes);

std::string base64(ByteView bytes);

/// Reads what base64() wrote; nothing where it is no Base64.
std::optional<std::string> from_base64(ByteView text);

/// Writes one JSON object, key by key, onto the end of a string. Keys are literals of ours: never escaped.
class JsonObject {
 public:
  explicit JsonObject(std::string& out) : out_(out) { out_ += '{'; }
  void end() { out_ += '}'; }

  void text(ByteView key, ByteView value) {
    name(key);
    append_json_string(out_, value);
  }
  void number(ByteView key, std::int64_t value) {
    name(key);
    char digits[20];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  }
  void boolean(ByteView key, bool value) {
    name(key);
    out_ += value ? "true" : "false";
  }
  void null(ByteView key) {
    name(key);
    out_ += "null";
  }
  /// Writes `text` where it is not empty, null where it is.
  void text_or_null(ByteView key, ByteView value) { value.empty() ? null(key) : text(key, value); }
  /// Writes the key and leaves the value to the caller, who appends JSON to the same string.
  void name(ByteView key) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += key;
    out_ += "\":";
  }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace headgate
