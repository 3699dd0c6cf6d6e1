// SPDX-License-Identifier: Apache-2.0
#include "read/form.h"

#include <algorithm>
#include <array>

namespace headgate {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kRepack = "unpack it, or pack it with gzip or zstd instead";
constexpr std::string_view kExport = "export it as JSON lines";
constexpr std::string_view kEncode = "write it as UTF-8";

struct Magic {
  std::string_view bytes;
  ForeignForm form;
  /// The bytes are letters that a text may begin with: what follows them has to be no text.
  bool is_word = false;
};

constexpr Magic kMagics[] = {
    {"PK\x03\x04"sv, {"a zip archive", kRepack}},
    {"PK\x05\x06"sv, {"an empty zip archive", kRepack}},
    {"PK\x07\x08"sv, {"a zip archive in parts", kRepack}},
    {"\xfd\x37zXZ\0"sv, {"packed with xz", kRepack}},
    {"7z\xbc\xaf\x27\x1c"sv, {"a 7z archive", kRepack}},
    {"Rar!\x1a\x07"sv, {"a RAR archive", kRepack}},
    {"LZIP\x01"sv, {"packed with lzip", kRepack}},
    {"\x89LZO\0\r\n\x1a\n"sv, {"packed with lzop", kRepack}},
    {"\x04\x22\x4d\x18"sv, {"packed with lz4", kRepack}},
    {"\x02\x21\x4c\x18"sv, {"packed with an old lz4", kRepack}},
    {"\xff\x06\0\0sNaPpY"sv, {"packed with snappy", kRepack}},
    {"\x82SNAPPY\0"sv, {"packed with snappy", kRepack}},
    {"\x1f\x9d"sv, {"packed with compress", kRepack}},
    {"Obj\x01"sv, {"an Avro file", kExport}},
    {"PAR1"sv, {"a Parquet file", kExport}, true},
    {"PARE"sv, {"an encrypted Parquet file", kExport}, true},
    {"ORC"sv, {"an ORC file", kExport}, true},
    {"ARROW1\0\0"sv, {"an Arrow file", kExport}},
    {"SEQ"sv, {"a Hadoop sequence file", kExport}, true},
    {"\xe0\x01\0\xea"sv, {"binary Ion", kExport}},
    {"\xd9\xd9\xf7"sv, {"CBOR", kExport}},
    {"SQLite format 3\0"sv, {"an SQLite database", kExport}},
    {"\x89HDF\r\n\x1a\n"sv, {"an HDF5 file", kExport}},
};

bool is_no_text(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte < 0x20 && c != '\n' && c != '\r' && c != '\t');
}

bool begins_with(ByteView head, const Magic& magic) {
  if (!head.starts_with(magic.bytes)) return false;
  const ByteView behind = head.substr(magic.bytes.size()).substr(0, 12);
  return !magic.is_word || std::any_of(behind.begin(), behind.end(), is_no_text);
}

bool is_bzip2(ByteView head) {
  if (!head.starts_with("BZh") || head.size() < 10 || head[3] < '1' || head[3] > '9') return false;
  const ByteView block = head.substr(4, 6);
  return block == "1AY&SY"sv || block == "\x17rE8P\x90"sv;
}

/// How a character of ASCII is written in some width: which of its bytes is not zero.
struct Unit {
  std::string_view mark;
  std::size_t size, place;
  ForeignForm form;
};

// The wider ones first: their mark begins with that of the others.
constexpr std::array kUnits = {
    Unit{"\xff\xfe\0\0"sv, 4, 0, {"UTF-32 (little-endian) text", kEncode}},
    Unit{"\0\0\xfe\xff"sv, 4, 3, {"UTF-32 (big-endian) text", kEncode}},
    Unit{"\xff\xfe"sv, 2, 0, {"UTF-16 (little-endian) text", kEncode}},
    Unit{"\xfe\xff"sv, 2, 1, {"UTF-16 (big-endian) text", kEncode}},
};

/// Gives the character of ASCII that begins a text of such units; nothing where none does.
std::optional<char> first_character(ByteView text, const Unit& unit) {
  if (text.size() < unit.size) return std::nullopt;
  for (std::size_t i = 0; i < unit.size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (i == unit.place ? byte == 0 || byte >= 0x80 : byte != 0) return std::nullopt;
  }
  return text[unit.place];
}

/// Says whether bytes are JSON written in wide characters. All JSON begins with characters of ASCII: behind a
/// mark one of them is proof enough, without one it takes two, the first of which may begin a value.
bool is_wide(ByteView head, const Unit& unit) {
  const bool is_marked = head.starts_with(unit.mark);
  if (is_marked) head.remove_prefix(unit.mark.size());
  if (is_marked && head.empty()) return true;
  auto first = first_character(head, unit);
  if (!first || is_marked) return first.has_value();
  while (first && " \t\r\n"sv.find(*first) != ByteView::npos) {
    head.remove_prefix(unit.size);
    first = first_character(head, unit);
  }
  if (!first || "{[\"-0123456789tfn"sv.find(*first) == ByteView::npos) return false;
  return first_character(head.substr(unit.size), unit).has_value();
}

}  // namespace

Encoding encoding_of(ByteView head) {
  if (head.starts_with("\x1f\x8b\x08"sv)) return Encoding::Gzip;
  if (head.starts_with("\x28\xb5\x2f\xfd"sv)) return Encoding::Zstd;
  const bool skippable =
      head.size() >= 4 && (head[0] & 0xf0) == 0x50 && head.substr(1).starts_with("\x2a\x4d\x18"sv);
  return skippable ? Encoding::Zstd : Encoding::Plain;
}

std::optional<ForeignForm> foreign_form(ByteView head) {
  for (const Magic& magic : kMagics) {
    if (begins_with(head, magic)) return magic.form;
  }
  if (is_bzip2(head)) return ForeignForm{"packed with bzip2", kRepack};
  for (const Unit& unit : kUnits) {
    if (is_wide(head, unit)) return unit.form;
  }
  return std::nullopt;
}

}  // namespace headgate
