// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <numeric>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/task/matched_lines.h"
#include "answers/verify/task/outputs.h"
#include "base/hash.h"

namespace headgate::verify {

namespace {

std::vector<std::uint32_t> every_row(const Frames& frames) {
  std::vector<std::uint32_t> rows(frames.rows().size());
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

/// Holds the records of the profiling log against the index.
class LogLines : public MatchedLines {
 public:
  LogLines(Task& task, Output& output)
      : MatchedLines(task, output, Invariant::Logs, every_row(task.frames), /*has_offsets=*/false) {}

  void take(const Line& line) {
    const std::uint32_t row = find_record(line);
    if (match(line, row)) record(line, row);
  }

 private:
  /// Compares what is left out where there is nothing to say.
  void check(const Line& line, const char* key, ByteView expected, ByteView found) const {
    const auto shown = [](ByteView text) { return std::string(text.empty() ? "nothing" : text); };
    if (expected != found) fault_(line.place() + ", " + key, shown(expected), shown(found));
  }
  void text(const Line& line, const char* key, ByteView expected) const {
    check(line, key, expected, json_.text(key).value_or(""));
  }

  void record(const Line& line, std::uint32_t number) {
    FrameRow& row = frames_.row(number);
    const ByteView table = frames_.text(row.table);
    const Plan* const plan = table.empty() ? nullptr : task_.plan(table);
    if (!line.is_whole) check(line, "end", "a line feed", "the end of the file");
    text(line, "kind", row.is_frame ? "frame" : "dropped");
    text(line, "status", row.is_clean ? "clean" : "dirty");
    check(line, "recovered", row.is_recovered ? "true" : "",
          json_.member(0, "recovered") == JsonText::kNowhere ? ""
          : json_.truth("recovered").value_or(false)         ? "true"
                                                             : "false");
    text(line, "service", frames_.text(row.service));
    text(line, "record_type", frames_.text(row.record_type));
    text(line, "event_id", frames_.event_id(row));
    time(line, row);
    text(line, "table", table);
    text(line, "contract", plan != nullptr ? plan->contract : "");
    text(line, "contract_version", plan != nullptr ? plan->version : "");
    verdicts(line, row, plan);
    row.has_log = true;
  }

  void time(const Line& line, const FrameRow& row) {
    const auto found = json_.text("event_time");
    const auto time = found ? parse_time(*found) : std::nullopt;
    if (found.has_value() == row.has_time && (!row.has_time || time == row.event_time)) return;
    check(line, "event_time", row.has_time ? format_time(row.event_time) : "", found.value_or(""));
  }

  void verdicts(const Line& line, FrameRow& row, const Plan* plan) {
    const auto violations = list(line, "violation_count", "codes", "pointers", "messages", plan != nullptr);
    check(line, "codes", frames_.text(row.codes), joined_codes(violations));
    auto warnings =
        list(line, "warning_count", "warning_codes", "warning_pointers", "warning_messages", true);
    if (!row.is_clean) {
      row.log_says = verdicts_hash(static_cast<std::uint64_t>(json_.integer("violation_count").value_or(0)),
                                   violations, plan != nullptr);
      return;
    }
    if (plan == nullptr || plan->warn == kNone) {
      check(line, "warning_codes", "", joined_codes(warnings));  // Nobody could have warned.
      warnings.clear();
    }
    for (Verdict& warning : warnings) {
      // The table has the message, the log must not.
      if (plan != nullptr && plan->masks(warning.pointer)) warning.message.clear();
    }
    row.log_says = verdicts_hash(warnings.size(), warnings, true);
  }

  std::vector<Verdict> list(const Line& line, const char* count_key, const char* codes_key,
                            const char* pointers_key, const char* messages_key, bool with_texts) {
    const auto count = static_cast<std::uint64_t>(json_.integer(count_key).value_or(0));
    const auto texts = [&](ByteView key) { return json_.texts(key).value_or(std::vector<std::string>()); };
    const auto codes = texts(codes_key), pointers = texts(pointers_key), messages = texts(messages_key);
    const std::uint64_t kept = std::min(count, kViolationsKept);
    check(line, codes_key, std::to_string(kept), std::to_string(codes.size()));
    check(line, pointers_key, std::to_string(with_texts ? kept : 0), std::to_string(pointers.size()));
    check(line, messages_key, std::to_string(with_texts ? kept : 0), std::to_string(messages.size()));
    std::vector<Verdict> verdicts;
    for (std::size_t i = 0; i < codes.size(); ++i) {
      verdicts.push_back(
          {codes[i], i < pointers.size() ? pointers[i] : "", i < messages.size() ? messages[i] : ""});
    }
    return verdicts;
  }
};

}  // namespace

Status check_log_lines(ObjectStore& landing, Task& task, Output& output) {
  return check_lines<LogLines>(landing, task, output);
}

}  // namespace headgate::verify
