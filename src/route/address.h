// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/json.h"
#include "judge/batch.h"

namespace headgate {

/// Names an object for addresses: `<source>/<object>`, with `~2` and up for a later generation.
struct ObjectLabel {
  std::string name;
};

/// Makes the label of an object: a literal `~` is doubled, a byte that is no UTF-8 becomes `~xHH`, so that
/// every object has a name of its own that any reader can hold.
ObjectLabel label_of(const std::string& source, ByteView object, std::uint32_t generation);

/// Takes the name of the object out of a label, as it stands there: without the source in front of it and the
/// mark of a generation behind it.
ByteView object_name_of(ByteView label);

/// Names a frame or a dropped range for good: `<source>/<object>@<offset>+<length>`.
struct Address {
  std::string object;  ///< By its label: with the source in front.
  std::uint64_t offset = 0, length = 0;

  [[nodiscard]] std::string text() const;
  /// Takes an address apart; nothing where the text is none.
  static std::optional<Address> parse(ByteView text);
  bool operator==(const Address&) const = default;
};

/// Writes the keys with which every record of a piece says where it stands: object, offset, length, kind.
void write_place(JsonObject& record, const Window& window, const Piece& piece, const ObjectLabel& object);

}  // namespace headgate
