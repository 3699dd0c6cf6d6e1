// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "base/json_pointer.h"
#include "schema/name_pattern.h"

namespace headgate {

/// Says where something stands by which an event is recognised: in the event, or in the name of its object.
struct IdentityPlace {
  PointerTokens pointer;               ///< In the event; of another place empty, and leads nowhere there.
  std::optional<NamePattern> pattern;  ///< In the name of the object.

  IdentityPlace() = default;
  IdentityPlace(PointerTokens tokens) : pointer(std::move(tokens)) {}  // NOLINT(*-explicit-*): it is one.
  IdentityPlace(std::initializer_list<std::string> tokens) : pointer(tokens) {}
  explicit IdentityPlace(NamePattern in_name) : pattern(std::move(in_name)) {}

  /// Writes the place as settings take it: `/app`, `path /(?P<service>[^/]+)/`.
  [[nodiscard]] std::string text() const {
    return pattern ? "path " + pattern->text() : pointer_text(pointer);
  }
};

}  // namespace headgate
