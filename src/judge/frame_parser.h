// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "cut/arena.h"
#include "cut/tape.h"

namespace headgate {

/// Says what becomes of a frame that is a JSON string.
enum class Unwrap : std::uint8_t {
  None,  ///< It is no event.
  Text,  ///< The value that is written in it is looked at, once.
};

/// Parses frames into tapes; of a frame that is a JSON string, where that is asked for, the value that is
/// written in it. Keeps what a tape then views until the next frame, or until it is taken.
class FrameParser {
 public:
  explicit FrameParser(Unwrap unwrap) : unwrap_(unwrap), parser_({}) {}

  /// Fills `tape`; false with `fault` filled where the frame, or what is written in it, is not JSON: then
  /// `tape.frame` is the text in which `fault` counts.
  bool parse(const Window& window, const Piece& piece, Tape& tape, ParseFault& fault);

  /// Gives what the last tape views beside its window; nothing where that is nothing.
  std::unique_ptr<Window> take_text() { return std::move(text_); }

 private:
  bool parse_text(Tape& tape, ParseFault& fault);

  Unwrap unwrap_;
  TapeParser parser_;
  Arena arena_;
  std::unique_ptr<Window> text_;
};

/// Gives what is written in a frame that is a JSON string, without blanks around; nothing of another frame.
std::optional<std::string> text_in(ByteView frame);

}  // namespace headgate
