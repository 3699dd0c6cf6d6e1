// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/task/outputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"

namespace headgate::verify {

void Output::close(std::uint64_t count, const std::string& manifest) {
  is_read = true;
  lines = count;
  faults.in(manifest, kind == OutputKind::Table ? Invariant::Rows : Invariant::Books)
      .compare("rows of " + name(), count, record.rows);
}

Status check_output(ObjectStore& landing, TableReader& reader, Task& task, Output& output) {
  if (output.kind == OutputKind::Index) return check_index(landing, reader, task, output);
  if (output.kind == OutputKind::Table) return check_table(landing, reader, task, output);
  if (output.kind == OutputKind::Wrappers) return check_wrappers(landing, task, output);
  return check_lines(landing, task, output);
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
