// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/cell_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/json.h"

namespace headgate::verify {

namespace {

constexpr std::size_t kShownBytes = 120;
constexpr CellKind kNull = CellKind::Other;

ByteView take(ByteView& cell, std::size_t size) {
  const ByteView taken = cell.substr(0, size);
  cell.remove_prefix(taken.size());
  return taken;
}

/// Writes the next value of `cell` and takes it off.
void show(std::string& out, ByteView& cell) {
  const auto kind = static_cast<CellKind>(take(cell, 1).front());
  std::int64_t word = 0;
  if (kind != kNull) std::memcpy(&word, take(cell, sizeof word).data(), sizeof word);
  switch (kind) {
    case CellKind::Text: out += quoted(take(cell, static_cast<std::size_t>(word))); break;
    case CellKind::Decimal: {
      const ByteView bytes = take(cell, static_cast<std::size_t>(word));
      out += "decimal 0x";
      for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte)
        out += fmt::format("{:02x}", static_cast<unsigned char>(*byte));
      break;
    }
    case CellKind::Double: out += fmt::format("{}", std::bit_cast<double>(word)); break;
    case CellKind::Boolean: out += word != 0 ? "true" : "false"; break;
    case CellKind::List:
    case CellKind::Struct:
    case CellKind::Map: {
      const bool is_map = kind == CellKind::Map;
      out += kind == CellKind::List ? '[' : '{';
      for (std::int64_t i = 0; i < (is_map ? 2 * word : word); ++i) {
        if (i != 0) out += is_map && i % 2 == 1 ? ": " : ", ";
        show(out, cell);
      }
      out += kind == CellKind::List ? ']' : '}';
      break;
    }
    case kNull: out += "null"; break;
    default: out += std::to_string(word);
  }
}

}  // namespace

void append_null(std::string& out) { out += static_cast<char>(kNull); }

void append_word(std::string& out, CellKind kind, std::int64_t word) {
  char bytes[sizeof word];
  std::memcpy(bytes, &word, sizeof word);
  out += static_cast<char>(kind);
  out.append(bytes, sizeof bytes);
}

void append_bytes(std::string& out, CellKind kind, ByteView bytes) {
  append_word(out, kind, static_cast<std::int64_t>(bytes.size()));
  out += bytes;
}

void append_flat_text(std::string& out, ByteView text) {
  append_bytes(out, CellKind::Text, text);
  std::replace_if(
      out.end() - static_cast<std::ptrdiff_t>(text.size()), out.end(),
      [](char c) { return c == '\n' || c == '\r'; }, ' ');
}

void append_cell(std::string& out, const CellType& type, const Cells& cells, std::size_t row) {
  if (!cells.present[row]) return append_null(out);
  switch (cells.kind) {
    case CellKind::Text:
      if (type.is_flat) return append_flat_text(out, cells.texts[row]);
      [[fallthrough]];
    case CellKind::Decimal: return append_bytes(out, cells.kind, cells.texts[row]);
    case CellKind::List:
    case CellKind::Map:
      append_word(out, cells.kind, cells.firsts[row + 1] - cells.firsts[row]);
      for (std::uint32_t i = cells.firsts[row]; i < cells.firsts[row + 1]; ++i) {
        for (std::size_t part = 0; part < cells.parts.size(); ++part)
          append_cell(out, type.parts[part], cells.parts[part], i);
      }
      return;
    case CellKind::Struct:
      append_word(out, cells.kind, static_cast<std::int64_t>(cells.parts.size()));
      for (std::size_t part = 0; part < cells.parts.size(); ++part)
        append_cell(out, type.parts[part], cells.parts[part], row);
      return;
    case CellKind::Other: return append_null(out);
    default: return append_word(out, cells.kind, cells.words[row]);
  }
}

std::string shown_cell(ByteView cell) {
  std::string out;
  if (cell.empty()) return "nothing";
  show(out, cell);
  if (out.size() > 2 * kShownBytes) out = to_utf8_lossy(ByteView(out).substr(0, 2 * kShownBytes)) + "...";
  return out;
}

std::string quoted(ByteView text) {
  std::string out;
  const bool cut = text.size() > kShownBytes;
  append_json_string(out, to_utf8_lossy(text.substr(0, kShownBytes)));
  return cut ? out + "..." : out;
}

std::string quoted(const std::set<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return texts.empty() ? "none" : quoted(ByteView(joined));
}

}  // namespace headgate::verify
