// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace headgate {

/// Lists the formats of JSON Schema 2020-12 that can be asserted.
enum class Format : std::uint8_t {
  None,
  DateTime,      ///< RFC 3339 date-time; leap seconds hold at 23:59:60 UTC.
  Date,          ///< RFC 3339 full-date.
  Time,          ///< RFC 3339 full-time.
  Duration,      ///< RFC 3339 appendix A.
  Uuid,          ///< RFC 4122.
  Email,         ///< RFC 5321 4.1.2 mailbox.
  Ipv4,          ///< RFC 2673 3.2: four decimals without leading zeros.
  Ipv6,          ///< RFC 4291 2.2, without a zone.
  Uri,           ///< RFC 3986, absolute or with a fragment.
  UriReference,  ///< RFC 3986 URI-reference.
  JsonPointer,   ///< RFC 6901.
  Regex,         ///< ECMA-262, whether RE2 could honour it or not.
};

/// Gives the format of that name (`date-time`), None where there is none of it.
Format format_of(ByteView name);
ByteView name(Format format);
/// Lists the names of all formats.
std::vector<std::string> format_names();

/// Says whether UTF-8 text is of that format.
bool holds(Format format, ByteView text);

}  // namespace headgate
