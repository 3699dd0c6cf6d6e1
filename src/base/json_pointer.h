// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

// JSON pointers (RFC 6901): the one place that escapes, writes and splits them.
namespace headgate {

/// A pointer's tokens, escapes taken back: names of members and places of elements, from the root down.
using PointerTokens = std::vector<std::string>;

/// Appends a token with its slash, escaped.
void append_token(std::string& pointer, ByteView token);

/// Gives a token with its slash, escaped: what stands behind the pointer of a container.
std::string pointer_step(ByteView token);

/// Writes a pointer.
std::string pointer_text(const PointerTokens& tokens);

/// Says whether a text is a pointer: empty, or from `/` on, with 0 or 1 behind each `~`.
bool is_json_pointer(ByteView text);

/// Splits a pointer into its tokens; nothing where it is none.
std::optional<PointerTokens> split_json_pointer(ByteView pointer);

/// Reads a token as the place of an element of a list with `size` of them; nothing where it is none.
std::optional<std::size_t> element_place(ByteView token, std::size_t size = ~std::size_t{0});

}  // namespace headgate
