// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/screen.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "apps/cli/text.h"

namespace headgate::cli {

namespace {

constexpr std::size_t kGap = 2;

bool is_set(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

const char* code_of(Tone tone) {
  switch (tone) {
    case Tone::Plain: return "";
    case Tone::Strong: return "\x1b[1m";
    case Tone::Faint: return "\x1b[2m";
    case Tone::Good: return "\x1b[32m";
    case Tone::Bad: return "\x1b[33m";
  }
  return "";
}

}  // namespace

bool is_terminal(std::FILE* stream) { return ::isatty(::fileno(stream)) == 1; }

bool is_lively(std::FILE* stream) {
  const char* const terminal = std::getenv("TERM");
  return is_terminal(stream) && (terminal == nullptr || ByteView(terminal) != "dumb");
}

std::size_t terminal_width(std::FILE* stream, std::size_t otherwise) {
  winsize size{};
  if (::ioctl(::fileno(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return otherwise;
  return size.ws_col;
}

Screen Screen::of(std::FILE* stream) {
  Screen screen;
  screen.colour = is_lively(stream) && !is_set("NO_COLOR");
  screen.width = terminal_width(stream, screen.width);
  return screen;
}

std::string Screen::toned(ByteView text, Tone tone) const {
  if (!colour || tone == Tone::Plain || text.empty()) return std::string(text);
  return fmt::format("{}{}\x1b[0m", code_of(tone), text);
}

void say(ByteView text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void tell(const std::string& line) {
  const std::string text = line + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void complain(const std::string& message) { tell("headgate: " + message); }

void TextTable::heading(const std::vector<std::string>& names) {
  for (const std::string& name : names) heading_.push_back({name, Tone::Faint});
}

std::string TextTable::text(const Screen& screen, std::size_t indent) const {
  std::vector<std::size_t> widths(columns_.size());
  const auto widen = [&](const std::vector<Cell>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i].text));
  };
  for (const auto& row : rows_) widen(row);
  std::size_t room = SIZE_MAX;  // Of the last column.
  if (last_min_) {
    const std::size_t gaps = indent + kGap * (widths.size() - 1);
    const std::size_t taken = std::accumulate(widths.begin(), widths.end() - 1, gaps);
    room = std::max(*last_min_, screen.width - std::min(screen.width, taken));
  }
  widen(heading_);
  const auto line_of = [&](const std::vector<Cell>& row) {
    std::string line(indent, ' ');
    std::string blanks;  // Put down only when more follows: no line ends in them.
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i].text.empty()) {
        blanks += std::string(widths[i] + kGap, ' ');
        continue;
      }
      const std::string padding(widths[i] - display_width(row[i].text), ' ');
      const std::string text = i + 1 == widths.size() ? cut(row[i].text, room) : row[i].text;
      const bool right = columns_[i] == Align::Right;
      line += blanks + (right ? padding : "") + screen.toned(text, row[i].tone);
      blanks = (right ? "" : padding) + std::string(kGap, ' ');
    }
    return line + "\n";
  };
  std::string out;
  if (!heading_.empty()) out += line_of(heading_);
  for (const auto& row : rows_) out += line_of(row);
  return out;
}

}  // namespace headgate::cli
