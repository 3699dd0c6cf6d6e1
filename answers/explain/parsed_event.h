// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cut/tape.h"

// Internal to the stage explain.
namespace headgate::explain {

/// Says whether the value at a JSON pointer is hidden; without a function nothing is.
using Masks = std::function<bool(ByteView pointer, bool is_scalar)>;

/// One event, read again from its bytes by the parser that judged it. Views the window that it owns.
struct ParsedEvent {
  Window window;
  Tape tape;
  std::optional<ParseFault> fault;  ///< What makes it no JSON.

  /// Reads a frame; nothing where the bytes are not one whole value.
  static std::unique_ptr<ParsedEvent> read(ByteView frame);

  /// Cuts bytes into pieces, as if they were a whole object.
  static Window cut(ByteView bytes);

  [[nodiscard]] const Node& node(std::uint32_t at) const { return tape.nodes[at]; }
  /// Gives a value or a key as it is written, quotes included.
  [[nodiscard]] ByteView written(std::uint32_t at) const;
};

/// Where a pointer leads: the value, or the last one on the way where there is none.
struct Place {
  std::vector<std::uint32_t> way;  ///< The root first; the last one is the value.
  bool found = false;
};
Place find_place(const ParsedEvent& event, ByteView pointer);

/// What a mask hides of an event, node by node.
struct Hidden {
  std::vector<bool> value;   ///< The value is hidden, or stands inside one that is.
  std::vector<bool> inside;  ///< The value is hidden or holds something that is.

  static Hidden of(const ParsedEvent& event, const Masks& masks);
  [[nodiscard]] bool hides(std::uint32_t at) const { return !value.empty() && value[at]; }
  [[nodiscard]] bool hides_inside(std::uint32_t at) const { return !inside.empty() && inside[at]; }
};

}  // namespace headgate::explain
