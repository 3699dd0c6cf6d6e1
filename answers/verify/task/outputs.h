// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "answers/verify/task/task.h"

// Internal to the checks of outputs.
namespace headgate::verify {

Status check_index(ObjectStore& landing, TableReader& reader, Task& task, Output& output);
Status check_table(ObjectStore& landing, TableReader& reader, Task& task, Output& output);
/// Holds the records of wrappers against each other and against what the index says of its frames.
Status check_wrappers(ObjectStore& landing, Task& task, Output& output);
/// Checks a file of any other kind of lines.
Status check_lines(ObjectStore& landing, Task& task, Output& output);

/// So many violations or warnings of an event are kept.
inline constexpr std::uint64_t kViolationsKept = 100;

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
