// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/read/cell_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/json.h"

namespace headgate::verify {

namespace {

constexpr std::size_t kShownBytes = 120;

template <class Number>
void append_number(std::string& out, char kind, Number value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out += kind;
  out.append(bytes, sizeof value);
}

template <class Number>
Number take_number(ByteView& cell) {
  Number value{};
  std::memcpy(&value, cell.data(), sizeof value);
  cell.remove_prefix(sizeof value);
  return value;
}

/// Writes the next value of `cell` and takes it off.
void show(std::string& out, ByteView& cell) {
  const char kind = cell.front();
  cell.remove_prefix(1);
  const auto parts = [&](char open, char close, std::uint32_t each) {
    const std::uint32_t count = take_number<std::uint32_t>(cell) * each;
    out += open;
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i != 0) out += each == 2 && i % 2 == 1 ? ": " : ", ";
      show(out, cell);
    }
    out += close;
  };
  switch (kind) {
    case 't': {
      const auto size = take_number<std::uint32_t>(cell);
      out += quoted(cell.substr(0, size));
      cell.remove_prefix(size);
      break;
    }
    case 'i': out += std::to_string(take_number<std::int64_t>(cell)); break;
    case 'd': out += fmt::format("{}", take_number<double>(cell)); break;
    case 'b': out += take_number<bool>(cell) ? "true" : "false"; break;
    case 'D':
      out += "decimal 0x";
      for (int i = 15; i >= 0; --i) out += fmt::format("{:02x}", static_cast<unsigned char>(cell[i]));
      cell.remove_prefix(16);
      break;
    case 'l': parts('[', ']', 1); break;
    case 's': parts('{', '}', 1); break;
    case 'm': parts('{', '}', 2); break;
    default: out += "null";
  }
}

}  // namespace

void append_null(std::string& out) { out += 'n'; }

void append_text(std::string& out, ByteView text) {
  append_number(out, 't', static_cast<std::uint32_t>(text.size()));
  out += text;
}

void append_integer(std::string& out, std::int64_t value) { append_number(out, 'i', value); }
void append_double(std::string& out, double value) { append_number(out, 'd', value); }
void append_boolean(std::string& out, bool value) { append_number(out, 'b', value); }

void append_decimal(std::string& out, ByteView bytes) {
  out += 'D';
  out += bytes;
}

void append_nested(std::string& out, CellKind kind, std::size_t count) {
  const char letter = kind == CellKind::List ? 'l' : kind == CellKind::Map ? 'm' : 's';
  append_number(out, letter, static_cast<std::uint32_t>(count));
}

void append_cell(std::string& out, const Cells& cells, std::size_t row) {
  if (!cells.present[row]) return append_null(out);
  switch (cells.kind) {
    case CellKind::Text:
      return cells.is_flat ? append_flat_text(out, cells.texts[row]) : append_text(out, cells.texts[row]);
    case CellKind::Int64:
    case CellKind::Timestamp:
    case CellKind::Date: return append_integer(out, cells.words[row]);
    case CellKind::Double: return append_double(out, std::bit_cast<double>(cells.words[row]));
    case CellKind::Boolean: return append_boolean(out, cells.words[row] != 0);
    case CellKind::Decimal: return append_decimal(out, cells.texts[row]);
    case CellKind::List:
    case CellKind::Map:
      append_nested(out, cells.kind, cells.firsts[row + 1] - cells.firsts[row]);
      for (std::uint32_t i = cells.firsts[row]; i < cells.firsts[row + 1]; ++i) {
        for (const Cells& part : cells.parts) append_cell(out, part, i);
      }
      return;
    case CellKind::Struct:
      append_nested(out, cells.kind, cells.parts.size());
      for (const Cells& part : cells.parts) append_cell(out, part, row);
      return;
    case CellKind::Other: return append_null(out);
  }
}

void append_flat_text(std::string& out, ByteView text) {
  append_text(out, text);
  const auto begin = out.end() - static_cast<std::ptrdiff_t>(text.size());
  std::replace_if(
      begin, out.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
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

std::string type_text(const CellType& type) {
  static constexpr const char* kNames[] = {"string",  "int64", "double", "boolean", "timestamp",   "date",
                                           "decimal", "list",  "struct", "map",     "another type"};
  std::string text = kNames[static_cast<int>(type.kind)];
  if (type.kind == CellKind::Decimal) text += fmt::format("({}, {})", type.precision, type.scale);
  for (const CellType& part : type.parts) {
    text += &part == &type.parts.front() ? "<" : ", ";
    text += part.name + ": " + type_text(part);
  }
  if (!type.parts.empty()) text += ">";
  return type.field_id == -1 ? text : text + fmt::format(" #{}", type.field_id);
}

std::vector<ColumnDifference> compare_columns(const std::vector<CellType>& expected,
                                              const std::vector<CellType>& found) {
  std::vector<ColumnDifference> differences;
  for (std::size_t i = 0; i < std::max(expected.size(), found.size()); ++i) {
    const auto text = [i](const std::vector<CellType>& types) {
      return i < types.size() ? types[i].name + ": " + type_text(types[i]) : "no column";
    };
    if (text(expected) != text(found)) differences.push_back({i + 1, text(expected), text(found)});
  }
  return differences;
}

}  // namespace headgate::verify
