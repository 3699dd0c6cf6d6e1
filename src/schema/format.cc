// SPDX-License-Identifier: Apache-2.0
#include "schema/format.h"

#include "base/json_pointer.h"
#include "schema/format_parts.h"
#include "schema/pattern.h"

namespace headgate {

namespace {

/// RFC 4122 3: every version and variant.
bool is_uuid(ByteView text) {
  constexpr ByteView kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == '-' ? text[i] != '-' : hex_digit(text[i]) < 0) return false;
  }
  return true;
}

struct Known {
  Format format;
  ByteView name;
  bool (*holds)(ByteView text);
};

/// In the order of Format.
constexpr Known kKnown[] = {
    {Format::None, "", [](ByteView) { return true; }},
    {Format::DateTime, "date-time", formats::is_date_time},
    {Format::Date, "date", formats::is_date},
    {Format::Time, "time", formats::is_time},
    {Format::Duration, "duration", formats::is_duration},
    {Format::Uuid, "uuid", is_uuid},
    {Format::Email, "email", formats::is_email},
    {Format::Ipv4, "ipv4", formats::is_ipv4},
    {Format::Ipv6, "ipv6", formats::is_ipv6},
    {Format::Uri, "uri", formats::is_uri},
    {Format::UriReference, "uri-reference", formats::is_uri_reference},
    {Format::JsonPointer, "json-pointer", is_json_pointer},
    {Format::Regex, "regex", is_ecma_regex},
};

constexpr const Known& known(Format format) { return kKnown[static_cast<std::size_t>(format)]; }

constexpr bool is_in_order() {
  std::size_t place = 0;
  for (const Known& each : kKnown) {
    if (static_cast<std::size_t>(each.format) != place++) return false;
  }
  return place == static_cast<std::size_t>(Format::Regex) + 1;
}
static_assert(is_in_order());

}  // namespace

Format format_of(ByteView name) {
  for (const Known& each : kKnown) {
    if (each.name == name) return each.format;
  }
  return Format::None;
}

ByteView name(Format format) { return known(format).name; }

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const Known& each : kKnown) {
    if (each.format != Format::None) names.emplace_back(each.name);
  }
  return names;
}

bool holds(Format format, ByteView text) { return known(format).holds(text); }

}  // namespace headgate
