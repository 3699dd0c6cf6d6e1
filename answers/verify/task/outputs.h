// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "answers/verify/read/json_text.h"
#include "answers/verify/read/lines.h"
#include "answers/verify/task/matched_lines.h"
#include "answers/verify/task/task.h"

// Internal to the checks of outputs.
namespace headgate::verify {

/// Compares size and hash of what was read with what the manifest says.
inline void compare_content(Output& output, std::uint64_t size, const std::string& hash) {
  output.faults.in(output.record.final_name, Invariant::Files)
      .compare_content(output.record.size, output.record.hash, size, hash);
}
/// Compares how many lines or rows there are.
void compare_count(const Task& task, Output& output, std::uint64_t count);

/// Reads a file of lines to its end; `content` takes them where there is an index to hold them against.
template <class Content>
Status check_lines(ObjectStore& landing, Task& task, Output& output, Content content) {
  TRY(Lines lines, Lines::open(landing, output.stands_at));
  Line line;
  for (;;) {
    TRY(const bool more, lines.next(line));
    if (!more) break;
    if (task.has_frames) content.take(line);
  }
  if (task.has_frames) content.finish(line);
  compare_content(output, lines.size(), lines.hash());
  compare_count(task, output, lines.count());
  return {};
}

/// What the records of dirty_json and of the log have in common: each names its row of the index by its
/// address.
class RecordLines {
 protected:
  RecordLines(Task& task, Output& output, Invariant invariant, std::vector<std::uint32_t> rows,
              bool has_offsets)
      : task_(task),
        frames_(task.frames),
        output_(output),
        invariant_(invariant),
        matched_(task.frames, output.record.final_name, std::move(rows), invariant, has_offsets,
                 output.faults) {}

  /// Reads a record; gives its row, kNoRow where it is none of the file, or is there twice.
  std::uint32_t row_of(const Line& line);
  /// Reports a key that says something else than the index.
  void fault(const Line& line, const char* key, std::string expected, std::string found) {
    output_.faults.add(invariant_, output_.record.final_name, line.place() + ", " + key, std::move(expected),
                       std::move(found));
  }

  Task& task_;
  Frames& frames_;
  Output& output_;
  Invariant invariant_;
  MatchedLines matched_;
  JsonText record_;
};

/// One violation as it stands in a record.
struct Verdict {
  std::string code, pointer, message;
};

/// Hashes violations or warnings, so that two records of them can be compared: their number, their codes, and
/// where a contract judged the event also pointers and messages. 0 where there are none.
std::uint64_t verdicts_hash(std::uint64_t count, const std::vector<Verdict>& verdicts, bool with_texts);

/// Joins the codes, each once, as the index does.
std::string joined_codes(const std::vector<Verdict>& verdicts);

}  // namespace headgate::verify
