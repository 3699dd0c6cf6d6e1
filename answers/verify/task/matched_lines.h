// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "answers/verify/read/lines.h"
#include "answers/verify/task/frames.h"

namespace headgate::verify {

/// Holds the lines of a file against the rows of the index that have to stand there, in order and each once.
/// Says of what is not so whether a line is lost, there twice, changed, misplaced or nobody's.
class MatchedLines {
 public:
  /// `rows` are those whose lines the file holds. With `has_offsets` the index says where each begins.
  MatchedLines(const Frames& frames, std::string file, std::vector<std::uint32_t> rows, Invariant invariant,
               bool has_offsets, Faults& faults);

  /// Gives the row whose line is due; kNoRow behind the last.
  [[nodiscard]] std::uint32_t due() const { return next_ < rows_.size() ? rows_[next_] : Frames::kNoRow; }
  /// Gives the rows that have had no line yet, by their clean line's hash: the first of them; kNoRow for
  /// none.
  [[nodiscard]] std::uint32_t find_line(std::uint64_t line_hash);

  /// Takes a line that is that of `row`; says whether it is the first such.
  bool take(const Line& line, std::uint32_t row);
  /// Takes a line that belongs to no row of the file; `found` says what it is.
  void take_unknown(const Line& line, std::string found);
  /// Reports the rows that had no line.
  void finish(const Line& last);

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

  void close_gap(std::size_t upto, const std::string& place);
  void report(const Gap& gap);
  void check_offset(const Line& line, std::uint32_t row, bool disturbed);

  const Frames& frames_;
  std::string file_;
  std::vector<std::uint32_t> rows_;
  Invariant invariant_;
  bool has_offsets_;
  Faults& faults_;
  std::vector<bool> seen_;
  std::size_t next_ = 0;
  std::int64_t shift_ = 0;  ///< How far lines stand behind the places that the index names.
  std::vector<Gap> gaps_;
  std::vector<Unknown> unknown_;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> by_hash_;  ///< Made when it is first asked for.
};

}  // namespace headgate::verify
