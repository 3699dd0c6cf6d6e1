// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "answers/verify/read/json_text.h"
#include "answers/verify/read/lines.h"
#include "answers/verify/task/task.h"

// Internal to the checks of lines.
namespace headgate::verify {

/// Holds the lines of a file against the rows of the index that have to stand there, in order and each once.
/// Says of what is not so whether a line is lost, there twice, changed, misplaced or nobody's.
class MatchedLines {
 public:
  MatchedLines(Task& task, Output& output);

  /// Gives the row whose line this is, kNoRow where it is none of the file or is there twice. A clean line is
  /// known by its hash, a record, which is in json_ then, by the address that it names.
  std::uint32_t match(const Line& line);
  /// Reports the rows that had no line.
  void finish(const Line& last);

 protected:
  /// Compares what a line says under a key with what the index says.
  void compare(const Line& line, const char* key, ByteView expected, ByteView found) const {
    if (expected != found) fault_(line.place() + ", " + key, std::string(expected), std::string(found));
  }

  Task& task_;
  Frames& frames_;
  Output& output_;
  FileFaults fault_;
  JsonText json_;

 private:
  struct Unknown {
    std::string place, found;
  };
  /// A place where some rows had no line, and the unknown lines that stand there.
  struct Gap {
    std::size_t first = 0, last = 0;  ///< In rows_: from, and behind the last.
    std::string place;
    std::vector<Unknown> unknown;
  };

  [[nodiscard]] std::uint32_t find_line(std::uint64_t line_hash);
  [[nodiscard]] std::uint32_t find_record(const Line& line);
  void close_gap(std::size_t upto, const std::string& place);
  void report(const Gap& gap) const;
  void check_offset(const Line& line, std::uint32_t row, bool disturbed);

  std::vector<std::uint32_t> rows_;  ///< In order.
  std::vector<bool> seen_;
  std::size_t next_ = 0;    ///< In rows_: the one whose line is due.
  std::int64_t shift_ = 0;  ///< How far lines stand behind the places that the index names.
  std::vector<Gap> gaps_;
  std::vector<Unknown> unknown_;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> by_hash_;  ///< Made when it is first asked for.
};

}  // namespace headgate::verify
