// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace headgate::inspect {

/// Lists what a text can be recognised as: formats of JSON Schema that a plain word never has.
enum class TextFormat : std::uint8_t { None, DateTime, Date, Time, Uuid, Email, Ipv4, Ipv6, Uri };
constexpr std::size_t kTextFormats = 9;

/// Gives the name that JSON Schema has for a format: `date-time`.
ByteView name(TextFormat format);

/// Recognises a text. Whatever is recognised holds for every checker of that format; a text may be of a
/// format and not be recognised: rare forms of it are not worth a mistake.
TextFormat recognise(ByteView text);

/// Says whether a member's name looks like data: a number, a date, an id, a hash.
bool looks_like_data(ByteView key);

}  // namespace headgate::inspect
