// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "answers/verify/read/table_reader.h"

// Cells as texts of bytes, so that what a row should hold and what it holds can be compared: equal values
// have equal texts.
namespace headgate::verify {

void append_null(std::string& out);
/// Appends a value whose kind is kept in words; or begins a List, a Struct or a Map of `word` elements,
/// fields or members, which follow: a member is a text and a value.
void append_word(std::string& out, CellKind kind, std::int64_t word);
/// Appends a Text or a Decimal.
void append_bytes(std::string& out, CellKind kind, ByteView bytes);
/// Appends a text whose line breaks count as spaces.
void append_flat_text(std::string& out, ByteView text);

/// Appends what a table holds in one row.
void append_cell(std::string& out, const CellType& type, const Cells& cells, std::size_t row);

/// Writes a cell's text for people, cut to about 120 bytes.
std::string shown_cell(ByteView cell);

/// Writes bytes for people on one line, in quotes, cut to about 120 bytes.
std::string quoted(ByteView text);
/// Writes texts for people as a list, cut to about 120 bytes; none is a word.
std::string quoted(const std::set<std::string>& texts);

}  // namespace headgate::verify
