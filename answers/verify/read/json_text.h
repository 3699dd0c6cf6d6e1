// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace headgate::verify {

enum class JsonKind : std::uint8_t { Null, False, True, Number, String, Array, Object };

/// One value of a JSON text. Values stand in the order of the text: those inside a container right behind it,
/// the name of a member (a String) in front of its value.
struct JsonNode {
  JsonKind kind = JsonKind::Null;
  bool escaped = false;              ///< A string with a backslash in it.
  std::uint32_t begin = 0, end = 0;  ///< In the text, quotes and brackets included.
  std::uint32_t next = 0;            ///< The place of what stands behind the value.
};

/// Reads one JSON text (RFC 8259) and keeps how each value is written. Its buffers are used again by the next
/// read.
class JsonText {
 public:
  /// Means "no such value" wherever a place is given: nothing but the text itself stands at 0.
  static constexpr std::uint32_t kNowhere = 0;
  static constexpr int kDepthMax = 1024;

  /// Says whether `text`, which has to outlive the values, is one JSON value with nothing but blanks around.
  bool read(ByteView text);

  /// Reads an event: as read(), but of a string, which then was unwrapped, the text in it, which `room`
  /// holds.
  bool read_event(ByteView text, std::string& room);

  /// Says where the last read found something that is no JSON.
  [[nodiscard]] std::size_t broken_at() const { return broken_at_; }

  [[nodiscard]] const JsonNode& operator[](std::uint32_t place) const { return nodes_[place]; }

  /// Gives a value as it is written.
  [[nodiscard]] ByteView written(std::uint32_t place) const {
    return text_.substr(nodes_[place].begin, nodes_[place].end - nodes_[place].begin);
  }
  /// Gives the characters of a string, in `room` where it has escapes.
  [[nodiscard]] ByteView characters(std::uint32_t place, std::string& room) const;

  /// Gives the places of what stands directly inside a container: elements, or names and values in turn.
  /// There is nothing inside nowhere.
  [[nodiscard]] std::vector<std::uint32_t> inside(std::uint32_t place) const;
  /// Gives the place of the member `name` of the value at `place`.
  [[nodiscard]] std::uint32_t member(std::uint32_t place, ByteView name) const;
  /// Follows the tokens of a JSON pointer through objects, from the text itself.
  [[nodiscard]] std::uint32_t at(const std::vector<std::string>& pointer) const;

  /// Gives the characters of the value at `place`; nothing where it is no string, or nowhere.
  [[nodiscard]] std::optional<std::string> text_at(std::uint32_t place) const;
  /// Gives how that value is written; `nothing` where it is nowhere.
  [[nodiscard]] std::string written_or(std::uint32_t place, const char* nothing) const {
    return place == kNowhere ? nothing : std::string(written(place));
  }

  /// Gives what members of the text itself hold; nothing where they are missing or of another kind.
  [[nodiscard]] std::optional<std::string> text(ByteView name) const { return text_at(member(0, name)); }
  [[nodiscard]] std::optional<std::int64_t> integer(ByteView name) const;
  [[nodiscard]] std::optional<bool> truth(ByteView name) const;
  [[nodiscard]] std::optional<std::vector<std::string>> texts(ByteView name) const;

 private:
  ByteView text_;
  std::size_t broken_at_ = 0;
  std::vector<JsonNode> nodes_;
};

}  // namespace headgate::verify
