// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"

namespace headgate {

/// Holds a set of characters as what RE2 takes between `[` and `]`, and so all other characters. Nothing
/// where RE2 cannot say it there.
struct CharacterSet {
  std::optional<std::string> members, others;
};

/// Gives the characters that ECMA-262 means by `\p{name}`: `L`, `Letter`, `Script=Greek`, `sc=Grek`. Nothing
/// where it knows no such property; a set of neither members nor others where RE2 does not.
std::optional<CharacterSet> character_property(ByteView name);

}  // namespace headgate
