// SPDX-License-Identifier: Apache-2.0
#include "judge/frame_parser.h"

#include <algorithm>
#include <vector>

#include "cut/cutter.h"
#include "cut/marks.h"
#include "cut/wrapper.h"
#include "read/memory_reader.h"

namespace headgate {

namespace {

ByteView trimmed(ByteView text) {
  constexpr ByteView kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == ByteView::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// Lays a text out as one frame.
Piece as_frame(ByteView text, Window& window) {
  window.bytes.clear();
  window.bytes.append(text);
  window.bytes.pad();
  window.marks.clear();
  append_marks(text, 0, window.marks);
  Piece piece;
  piece.length = static_cast<std::uint32_t>(text.size());
  piece.mark_count = static_cast<std::uint32_t>(window.marks.size());
  return piece;
}

/// Says what keeps a text, with its marks, from being one value: only of such a one may the parser be asked.
std::optional<ParseFault> structure_fault(ByteView text, const std::vector<std::uint32_t>& marks) {
  if (text.empty()) return ParseFault{Code::NotJson, 0, "", "a JSON value"};
  Cutter::Options options;
  // One window has to hold all of it; whether it is too large was decided by its frame.
  options.window_bytes = options.event_bytes_max = text.size() + 1;
  Cutter cutter(options);
  cutter.begin();
  MemoryReader reader(text);
  Window window;
  if (!cutter.cut(reader, window)) return ParseFault{Code::NotJson, 0, "", "a JSON value"};
  for (const Piece& piece : window.pieces) {
    if (piece.kind == Piece::Kind::Dropped) {
      const auto size = static_cast<std::uint32_t>(text.size());
      return ParseFault{code_of(piece.reason), std::min(piece.offset + piece.fault, size), "",
                        "a JSON value"};
    }
  }
  // What the cutter takes apart is one value all the same: a sound array.
  std::uint32_t end = 0;
  if (text.front() == '[') {
    end = marks[behind_value(text, marks.data(), 0, marks.size()) - 1] + 1;
  } else if (!window.pieces.empty() && window.pieces.front().offset == 0) {
    end = window.pieces.front().length;
  }
  if (end == text.size()) return {};
  return ParseFault{Code::NotJson, end, "", end == 0 ? "a JSON value" : "the end of the text"};
}

}  // namespace

bool FrameParser::parse(const Window& window, const Piece& piece, Tape& tape, ParseFault& fault) {
  text_ = nullptr;
  if (!parser_.parse(window, piece, tape, fault)) return false;
  return unwrap_ == Unwrap::None || tape.nodes[0].type != types::String || parse_text(tape, fault);
}

bool FrameParser::parse_text(Tape& tape, ParseFault& fault) {
  arena_.clear();
  const ByteView text = trimmed(tape.characters(tape.nodes[0], arena_));
  text_ = std::make_unique<Window>();
  const Piece piece = as_frame(text, *text_);
  if (auto broken = structure_fault(text, text_->marks)) {
    fault = std::move(*broken);
    tape.frame = text_->bytes_of(piece);
    return false;
  }
  return parser_.parse(*text_, piece, tape, fault);
}

std::optional<std::string> text_in(ByteView frame) {
  if (!frame.starts_with('"')) return {};
  Window window;
  Tape tape;
  ParseFault fault;
  // A frame is one value already: of a string no structure can be broken but its end.
  if (frame.size() < 2 || !frame.ends_with('"')) return {};
  const Piece piece = as_frame(frame, window);
  if (piece.mark_count != 1 || !TapeParser({}).parse(window, piece, tape, fault)) return {};
  Arena arena;
  return std::string(trimmed(tape.characters(tape.nodes[0], arena)));
}

}  // namespace headgate
