// SPDX-License-Identifier: Apache-2.0
#include "route/address.h"

#include <fmt/format.h>

#include <charconv>

namespace headgate {

namespace {

/// Reads a number that is written with digits and nothing else.
std::optional<std::uint64_t> read_digits(ByteView text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

ObjectLabel label_of(const std::string& source, ByteView object, std::uint32_t generation) {
  std::string label = source + "/";
  while (!object.empty()) {
    const std::size_t whole = utf8_prefix(object);
    for (const char c : object.substr(0, whole)) label += c == '~' ? "~~" : std::string(1, c);
    object.remove_prefix(whole);
    if (object.empty()) break;
    label += fmt::format("~x{:02x}", static_cast<unsigned char>(object.front()));
    object.remove_prefix(1);
  }
  if (generation > 1) label += fmt::format("~{}", generation);
  return {label};
}

ByteView object_name_of(ByteView label) {
  const ByteView name = label.substr(label.find('/') + 1);
  for (std::size_t at = 0; (at = name.find('~', at)) != ByteView::npos; at += 2) {
    // `~~` is a tilde and `~xHH` a byte; what else follows one counts generations, and ends the label.
    if (at + 1 < name.size() && name[at + 1] >= '0' && name[at + 1] <= '9') return name.substr(0, at);
  }
  return name;
}

std::string Address::text() const { return fmt::format("{}@{}+{}", object, offset, length); }

std::optional<Address> Address::parse(ByteView text) {
  const std::size_t plus = text.rfind('+');
  const std::size_t mark = text.rfind('@', plus);
  if (plus == ByteView::npos || mark == ByteView::npos || mark == 0) return std::nullopt;
  const auto offset = read_digits(text.substr(mark + 1, plus - mark - 1));
  const auto length = read_digits(text.substr(plus + 1));
  // The label of an object has a slash in it.
  if (!offset || !length || text.find('/') > mark) return std::nullopt;
  return Address{std::string(text.substr(0, mark)), *offset, *length};
}

void write_place(JsonObject& record, const Window& window, const Piece& piece, const ObjectLabel& object) {
  record.text("object", object.name);
  record.number("offset", static_cast<std::int64_t>(window.base + piece.offset));
  record.number("length", piece.length);
  record.text("kind", piece.kind == Piece::Kind::Frame ? "frame" : "dropped");
}

}  // namespace headgate
