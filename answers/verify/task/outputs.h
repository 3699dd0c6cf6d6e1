// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "answers/verify/read/lines.h"
#include "answers/verify/task/task.h"

// Internal to the checks of outputs.
namespace headgate::verify {

/// Compares size and hash of what was read with what the manifest says.
void compare_content(const OutputRecord& output, std::uint64_t size, const std::string& hash, Faults& faults);
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
  compare_content(output.record, lines.size(), lines.hash(), output.faults);
  compare_count(task, output, lines.count());
  return {};
}

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
