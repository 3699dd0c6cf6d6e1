// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_pointer.h"
#include "contract/contract.h"
#include "cut/arena.h"
#include "cut/violation_code.h"
#include "cut/window.h"

namespace headgate {

/// One value, or the key of one, with its place in the frame. Internal to the scanner `tape`.
struct Node {
  std::uint32_t offset;  ///< In the frame. A string's begins behind its quote.
  std::uint32_t length;  ///< In bytes. A string's ends before its quote.
  std::uint32_t next;    ///< The node behind this one and all that it holds.
  TypeMask type;
  bool escaped;  ///< A string with a backslash.
};

/// Holds one parsed frame as nodes in the order of the text: a container before what it holds, a key before
/// its value. Reused from frame to frame.
struct Tape {
  ByteView frame;
  std::vector<Node> nodes;

  [[nodiscard]] ByteView text(const Node& node) const { return frame.substr(node.offset, node.length); }
  /// Gives the text of a string as its characters; escapes are resolved into `arena`.
  ByteView characters(const Node& node, Arena& arena) const;
  /// Says whether a string has these characters.
  bool equals(const Node& node, ByteView characters) const;
  /// Gives the place of the value under `key` in the object at `object`, 0 where there is none.
  [[nodiscard]] std::uint32_t member(std::uint32_t object, ByteView key) const;
  /// Gives the place of the value that a pointer leads to through objects, 0 where there is none.
  [[nodiscard]] std::uint32_t at(const PointerTokens& pointer) const;
  /// Gives the place of the value that a token of a pointer names in the value at `container`, 0 where there
  /// is none.
  [[nodiscard]] std::uint32_t child(std::uint32_t container, ByteView token) const;
};

/// Says what makes a frame no JSON, and where.
struct ParseFault {
  Code code;
  std::uint32_t offset = 0;  ///< In the frame.
  std::string pointer;       ///< To the value, as far as there is one.
  std::string expected;
};

/// Parses frames whose structure the cutter has checked: every string, escape, number, literal and key.
class TapeParser {
 public:
  struct Options {
    std::uint32_t depth_max = 1024;
  };
  explicit TapeParser(Options options) : options_(options) {}

  /// Fills `tape`, which views the window; false with `fault` filled where the frame is not JSON, has a key
  /// twice in one object, or is too deep.
  bool parse(const Window& window, const Piece& piece, Tape& tape, ParseFault& fault);

 private:
  struct Open {
    std::uint32_t node;
    std::uint32_t keys_first;  ///< In keys_.
    std::uint32_t elements;
  };
  struct Key {
    std::uint64_t print;
    std::uint32_t node;
  };

  bool string(std::uint32_t begin, std::uint32_t end, bool vouched, ParseFault& fault);
  bool run(std::uint32_t begin, std::uint32_t end, ParseFault& fault);
  bool close(std::uint32_t end, ParseFault& fault);
  bool keys_differ(const Open& object, ParseFault& fault);
  bool fail(ParseFault& fault, Code code, std::uint32_t offset, ByteView expected);
  [[nodiscard]] std::string pointer() const;

  Options options_;
  Tape* tape_ = nullptr;
  std::vector<Open> open_;
  std::vector<Key> keys_;
  Arena scratch_;
};

/// Shortens text for a message: whole characters, at most about 80 bytes, and what is no UTF-8 made visible.
std::string shortened(ByteView text);

}  // namespace headgate
