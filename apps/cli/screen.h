// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace headgate::cli {

/// Says how loud a piece of text is; without colour all are the same.
enum class Tone { Plain, Strong, Faint, Good, Bad };

/// Knows what the place can show where an answer goes.
struct Screen {
  bool colour = false;
  std::size_t width = 100;

  /// Looks at a stream: colour only on a terminal, and where NO_COLOR does not ask for none.
  static Screen of(std::FILE* stream);

  [[nodiscard]] std::string toned(ByteView text, Tone tone) const;
  /// Writes `text` as the head of a part of the answer.
  [[nodiscard]] std::string heading(ByteView text) const { return toned(text, Tone::Strong) + "\n"; }
};

bool is_terminal(std::FILE* stream);
/// Says whether lines can be drawn over and coloured there: a terminal that is not dumb.
bool is_lively(std::FILE* stream);

/// Gives the columns of the terminal behind a stream; `otherwise` where it is none.
std::size_t terminal_width(std::FILE* stream, std::size_t otherwise);

/// Writes a piece of the answer to the standard output.
void say(ByteView text);

/// Writes a line to the standard error, at once: lines of many threads stay whole.
void tell(const std::string& line);
/// Does so in the name of the program: `headgate: ...`.
void complain(const std::string& message);

enum class Align { Left, Right };

/// Lays out rows in aligned columns, two blanks apart. Cells are shown as they are: text from outside goes
/// through shown() first.
class TextTable {
 public:
  struct Cell {
    std::string text;
    Tone tone = Tone::Plain;
  };

  explicit TextTable(std::vector<Align> columns) : columns_(std::move(columns)) {}

  void heading(const std::vector<std::string>& names);  ///< Faint names, above all rows.
  void row(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }
  /// Cuts the last column to what the screen leaves, and not below `width_min`.
  void fit_last(std::size_t width_min) { last_min_ = width_min; }
  /// Writes the lines, each indented by `indent`.
  [[nodiscard]] std::string text(const Screen& screen, std::size_t indent = 0) const;

 private:
  std::vector<Align> columns_;
  std::vector<Cell> heading_;
  std::vector<std::vector<Cell>> rows_;
  std::optional<std::size_t> last_min_;
};

}  // namespace headgate::cli
