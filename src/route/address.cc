// SPDX-License-Identifier: Apache-2.0
#include "route/address.h"

#include <fmt/format.h>

namespace headgate {

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

std::string address(const ObjectLabel& object, std::uint64_t offset, std::uint64_t length) {
  return fmt::format("{}@{}+{}", object.name, offset, length);
}

void write_place(JsonObject& record, const Window& window, const Piece& piece, const ObjectLabel& object) {
  record.text("object", object.name);
  record.number("offset", static_cast<std::int64_t>(window.base + piece.offset));
  record.number("length", piece.length);
  record.text("kind", piece.kind == Piece::Kind::Frame ? "frame" : "dropped");
}

}  // namespace headgate
