// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "read/object_reader.h"

// Internal to read: what bytes are, told by the first of them.
namespace headgate {

/// So many first bytes tell it, or all where there are fewer.
inline constexpr std::size_t kHeadBytes = 64;

/// Says how bytes are packed; Plain where they are in no way that is unpacked here.
Encoding encoding_of(ByteView head);

/// Bytes that are no JSON for certain, as they stand: in words, and what to do.
struct ForeignForm {
  std::string_view what, remedy;
};

/// Names what bytes are that hold no JSON; nothing where they may: only what no JSON can begin with counts.
std::optional<ForeignForm> foreign_form(ByteView head);

}  // namespace headgate
