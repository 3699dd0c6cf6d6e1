// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/task/matched_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "answers/verify/read/cell_text.h"
#include "base/hash.h"

namespace headgate::verify {

MatchedLines::MatchedLines(Task& task, Output& output)
    : task_(task),
      frames_(task.frames),
      output_(output),
      fault_(output.fault(output.kind == OutputKind::Log ? Invariant::Logs : Invariant::Frames)),
      rows_(task.frames.rows_in(output.name())) {
  if (output.kind == OutputKind::Log) {
    rows_.resize(frames_.rows.size());
    std::iota(rows_.begin(), rows_.end(), 0U);
  }
  seen_.resize(rows_.size());
}

/// Gives the row whose clean line has that hash: the one that is due, else the first that has had none yet.
std::uint32_t MatchedLines::find_line(std::uint64_t line_hash) {
  if (next_ < rows_.size() && frames_.rows[rows_[next_]].line_hash == line_hash) return rows_[next_];
  if (by_hash_.empty()) {
    for (std::uint32_t at = 0; at < rows_.size(); ++at)
      by_hash_.emplace_back(frames_.rows[rows_[at]].line_hash, at);
    std::sort(by_hash_.begin(), by_hash_.end());
  }
  auto at = std::lower_bound(by_hash_.begin(), by_hash_.end(), std::pair(line_hash, std::uint32_t{0}));
  std::uint32_t found = Frames::kNoRow;
  // Events may be equal: the first one that still lacks its line, else any.
  for (; at != by_hash_.end() && at->first == line_hash; ++at) {
    found = rows_[at->second];
    if (!seen_[at->second]) break;
  }
  return found;
}

std::uint32_t MatchedLines::find_record(const Line& line) {
  if (!json_.read(line.text) || json_[0].kind != JsonKind::Object) return Frames::kNoRow;
  return frames_.find(json_.text("object").value_or(""), json_.integer("offset").value_or(-1),
                      json_.integer("length").value_or(-1));
}

std::uint32_t MatchedLines::match(const Line& line) {
  const std::uint32_t row =
      output_.kind == OutputKind::CleanLines ? find_line(hash64(line.text)) : find_record(line);
  const auto found = std::lower_bound(rows_.begin(), rows_.end(), row);
  if (found == rows_.end() || *found != row) {
    unknown_.push_back(
        {line.place(), row == Frames::kNoRow
                           ? quoted(line.text)
                           : fmt::format("{}, which the index puts into {}", frames_.address(row),
                                         frames_.texts[frames_.rows[row].file])});
    return Frames::kNoRow;
  }
  const auto at = static_cast<std::size_t>(found - rows_.begin());
  const bool disturbed = at != next_ || !unknown_.empty();
  if (seen_[at] || at < next_) {
    fault_(line.place(), seen_[at] ? "no line twice" : "the order of the frame index",
           frames_.address(row) + (seen_[at] ? " again" : " behind a later one"));
    const bool first = !seen_[at];
    seen_[at] = true;
    shift_ += static_cast<std::int64_t>(line.text.size()) + 1;
    return first ? row : Frames::kNoRow;
  }
  if (disturbed) close_gap(at, line.place());
  seen_[at] = true;
  next_ = at + 1;
  if (output_.kind != OutputKind::Log) check_offset(line, row, disturbed);
  return row;
}

void MatchedLines::check_offset(const Line& line, std::uint32_t row, bool disturbed) {
  const std::int64_t told = frames_.rows[row].file_offset;
  const std::int64_t shift = static_cast<std::int64_t>(line.offset) - told;
  if (shift == shift_) return;
  if (disturbed) {
    shift_ = shift;  // What came in between, or is missing, is reported already.
    return;
  }
  fault_.elsewhere(frames_.file, fmt::format("row {}", row + 1),
                   fmt::format("file_offset {}, where the line begins in {}", line.offset, output_.name()),
                   std::to_string(told));
}

void MatchedLines::close_gap(std::size_t upto, const std::string& place) {
  gaps_.push_back({next_, upto, place, std::move(unknown_)});
  unknown_.clear();
}

void MatchedLines::finish(const Line& last) {
  if (next_ != rows_.size() || !unknown_.empty()) {
    close_gap(rows_.size(),
              fmt::format("behind line {}, byte {}", last.number, last.offset + last.text.size()));
  }
  for (const Gap& gap : gaps_) report(gap);
}

void MatchedLines::report(const Gap& gap) const {
  std::vector<std::uint32_t> lost;
  for (std::size_t at = gap.first; at < gap.last; ++at) {
    if (!seen_[at]) lost.push_back(rows_[at]);
  }
  const auto row = [&](const char* text, std::uint32_t number) {
    return fmt::format(fmt::runtime(text), frames_.address(number), number + 1, frames_.file);
  };
  // As many unknown lines as lost ones: they are the same, changed.
  const bool changed = lost.size() == gap.unknown.size();
  for (std::size_t i = 0; i < gap.unknown.size(); ++i) {
    fault_(gap.unknown[i].place,
           changed ? row("{} as row {} of {} has it", lost[i]) : "a line that the index knows",
           gap.unknown[i].found);
  }
  if (changed) return;
  for (const std::uint32_t number : lost)
    fault_(gap.place, row("{} in front of it, row {} of {}", number), "none");
}

}  // namespace headgate::verify
