// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"

namespace headgate::sample {

/// Marks where one member of an object, or one element of a list, stands in a JSON text. An element has no
/// key: its `begin` is its value's.
struct Member {
  std::size_t begin, value, end;
};

/// Finds what a JSON pointer without escapes names. The text has to be JSON; of two members with the same key
/// it is the first.
std::optional<Member> find_member(ByteView json, ByteView pointer);

void replace_value(std::string& json, const Member& member, ByteView value);

/// Takes a member out, with the comma that belongs to it.
void remove_member(std::string& json, const Member& member);

}  // namespace headgate::sample
