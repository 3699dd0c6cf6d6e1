// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
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

/// Writes an address: `<source>/<object>@<offset>+<length>`.
std::string address(const ObjectLabel& object, std::uint64_t offset, std::uint64_t length);

/// Writes the keys with which every record of a piece says where it stands: object, offset, length, kind.
void write_place(JsonObject& record, const Window& window, const Piece& piece, const ObjectLabel& object);

}  // namespace headgate
