// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/task/outputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "base/hash.h"

namespace headgate::verify {

bool is_index(const OutputRecord& output) { return output.final_name.starts_with(kFrameIndex); }
bool is_table(const OutputRecord& output) { return output.final_name.starts_with("data/clean_parquet/"); }
bool is_clean_lines(const OutputRecord& output) { return output.final_name.starts_with("data/clean_json/"); }
bool is_log(const OutputRecord& output) { return output.final_name.starts_with("data/profiling_logs/"); }

void compare_count(const Task& task, Output& output, std::uint64_t count) {
  output.is_read = true;
  output.lines = count;
  if (count == output.record.rows) return;
  output.faults.add(is_table(output.record) ? Invariant::Rows : Invariant::Books, task.manifest.file,
                    "rows of " + output.record.final_name, std::to_string(count),
                    std::to_string(output.record.rows));
}

std::uint32_t RecordLines::row_of(const Line& line) {
  std::uint32_t row = Frames::kNoRow;
  if (record_.read(line.text) && record_[0].kind == JsonKind::Object) {
    row = frames_.find(record_.text("object").value_or(""), record_.integer("offset").value_or(-1),
                       record_.integer("length").value_or(-1));
  }
  if (row == Frames::kNoRow) matched_.take_unknown(line, quoted(line.text));
  return row != Frames::kNoRow && matched_.take(line, row) ? row : Frames::kNoRow;
}

std::uint64_t verdicts_hash(std::uint64_t count, const std::vector<Verdict>& verdicts, bool with_texts) {
  if (verdicts.empty()) return 0;
  std::string text = std::to_string(count);
  const auto add = [&](const std::string& part) { text += fmt::format("\n{}:{}", part.size(), part); };
  for (const Verdict& verdict : verdicts) {
    add(verdict.code);
    if (!with_texts) continue;
    add(verdict.pointer);
    add(verdict.message);
  }
  return hash64(text);
}

std::string joined_codes(const std::vector<Verdict>& verdicts) {
  std::vector<std::string> codes;
  for (const Verdict& verdict : verdicts) {
    if (std::find(codes.begin(), codes.end(), verdict.code) == codes.end()) codes.push_back(verdict.code);
  }
  return fmt::format("{}", fmt::join(codes, ","));
}

}  // namespace headgate::verify
