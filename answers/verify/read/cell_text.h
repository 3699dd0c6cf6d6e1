// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <string>

#include "answers/verify/read/table_reader.h"

// Cells as texts of bytes, so that what a row should hold and what it holds can be compared: equal values
// have equal texts.
namespace headgate::verify {

void append_null(std::string& out);
void append_text(std::string& out, ByteView text);
/// Appends an Int64, a Timestamp or a Date.
void append_integer(std::string& out, std::int64_t value);
void append_double(std::string& out, double value);
void append_boolean(std::string& out, bool value);
void append_decimal(std::string& out, ByteView bytes);
/// Begins a List, a Struct or a Map of `count` elements, fields or members, which follow: a member is a text
/// and a value.
void append_nested(std::string& out, CellKind kind, std::size_t count);

/// Appends what a table holds in one row.
void append_cell(std::string& out, const Cells& cells, std::size_t row);

/// Appends a text whose line breaks count as spaces.
void append_flat_text(std::string& out, ByteView text);

/// Writes a cell's text for people, cut to about 120 bytes.
std::string shown_cell(ByteView cell);

/// Writes bytes for people on one line, in quotes, cut to about 120 bytes.
std::string quoted(ByteView text);

}  // namespace headgate::verify
