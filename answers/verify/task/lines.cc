// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/task/expected_row.h"
#include "answers/verify/task/matched_lines.h"
#include "answers/verify/task/outputs.h"
#include "answers/verify/task/wrapper_record.h"
#include "base/hash.h"
#include "base/json.h"

namespace headgate::verify {

namespace {

/// Holds the lines of one file of clean_json against the index, and notes what each says that its row holds.
class CleanLines : public MatchedLines {
 public:
  CleanLines(ObjectStore& landing, Task& task, Output& output)
      : MatchedLines(task, output), chain_(landing, task) {}

  Status check(const Line& line, std::uint32_t number) {
    FrameRow& row = frames_.rows[number];
    if (row.length != static_cast<std::int64_t>(line.text.size())) {
      row_fault(number, "length", std::to_string(line.text.size()), std::to_string(row.length));
    }
    if (!line.is_whole) fault_(line.place(), "a line feed behind the event", "the end of the file");
    if (line.text.find('\r') != ByteView::npos) fault_(line.place(), "no carriage return", quoted(line.text));
    if (!json_.read_event(line.text, text_) || json_[0].kind != JsonKind::Object) {
      fault_(line.place(), "an event, as JSON",
             fmt::format("broken at byte {} of the line", json_.broken_at()));
      return {};
    }
    const Plan* const plan = task_.plan(frames_.texts[row.table]);
    if (plan == nullptr) {
      row_fault(number, "table", "a table of a contract of the task", quoted(frames_.texts[row.table]));
      return {};
    }
    std::optional<std::string> event_id;
    if (row.id_size != 0) event_id = frames_.event_id(row);
    if (task_.rules != nullptr) event_id = identity(number, *plan);
    wrappers_.clear();
    if (reads_wrappers(*plan)) {
      if (row.wrapper == FrameRow::kUnknownWrapper)
        row_fault(number, "wrapper", "one that is known, since columns read it", "-1");
      TRY(const bool are_known, chain_.find(row, wrappers_));
      if (!are_known) return {};  // It is reported.
    }
    expected_.make(*plan, json_, event_id, output_.data_version, wrappers_);
    row.line_says = hash64(expected_.cells());
    row.has_line = true;
    return {};
  }

 private:
  /// Reports what the row of the index says otherwise than the line.
  void row_fault(std::uint32_t number, const char* what, std::string expected, std::string found) {
    output_.faults.add(Invariant::Rows, frames_.file, fmt::format("row {}, {}", number + 1, what),
                       fmt::format("{}, as {} has it", expected, output_.name()), std::move(found));
  }

  /// Recognises the event anew; gives its id.
  std::optional<std::string> identity(std::uint32_t number, const Plan& plan) {
    const FrameRow& row = frames_.rows[number];
    const Identity found = identify(*task_.rules, json_, frames_.label(row), output_.data_version);
    const auto compare = [&](const char* what, const std::string& expected, ByteView told) {
      if (told != expected) row_fault(number, what, quoted(expected), quoted(told));
    };
    compare("service", found.service, frames_.texts[row.service]);
    compare("record_type", found.record_type, frames_.texts[row.record_type]);
    compare("event_id", found.event_id.value_or(""), frames_.event_id(row));
    if (!row.has_time || found.event_time != row.event_time) {
      compare("event_time", found.event_time ? format_time(*found.event_time) : "none",
              row.has_time ? format_time(row.event_time) : "none");
    }
    compare("table",
            found.service == plan.service && found.record_type == name(plan.record_type)
                ? plan.table
                : "the table of that service and record type",
            frames_.texts[row.table]);
    return found.event_id;
  }

  std::string text_;  ///< In a line that is a string.
  ExpectedRow expected_;
  WrapperChain chain_;
  std::vector<const WrapperRecord*> wrappers_;
};

/// Decodes Base64 with its padding; nothing where it is none.
std::optional<std::string> from_base64(ByteView text) {
  constexpr ByteView kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.size() % 4 != 0) return {};
  std::string bytes;
  unsigned bits = 0, group = 0;
  for (const char c : text.substr(0, text.find('='))) {
    const std::size_t value = kDigits.find(c);
    if (value == ByteView::npos) return {};
    group = group << 6 | static_cast<unsigned>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(group >> bits & 0xff);
  }
  return bytes;
}

/// Holds the records of one file of dirty_json against the index.
class DirtyLines : public MatchedLines {
 public:
  using MatchedLines::MatchedLines;

  Status check(const Line& line, std::uint32_t number) {
    FrameRow& row = frames_.rows[number];
    if (!line.is_whole) compare(line, "end", "a line feed", "the end of the file");
    compare(line, "address", frames_.address(number), json_.text("address").value_or("nothing"));
    compare(line, "kind", row.is_frame ? "frame" : "dropped", json_.text("kind").value_or("nothing"));
    compare(line, "service", json_or_null(frames_.texts[row.service]), text_or_null("service"));
    compare(line, "record_type", json_or_null(frames_.texts[row.record_type]), text_or_null("record_type"));
    compare(line, "event_id", json_or_null(frames_.event_id(row)), text_or_null("event_id"));
    compare(line, "recovered", row.is_recovered ? "true" : "false", text_or_null("recovered"));
    const auto original = bytes(line, row);
    violations(line, row);
    if (original && is_from_3(output_.data_version)) fault_offsets(line, row, *original);
    row.has_line = true;
    return {};
  }

 private:
  [[nodiscard]] std::string text_or_null(ByteView key) const {
    return json_.written_or(json_.member(0, key), "nothing");
  }

  static std::string json_or_null(ByteView text) {
    std::string json;
    if (text.empty()) return "null";
    append_json_string(json, text);
    return json;
  }

  /// Gives the bytes that the record holds.
  std::optional<std::string> bytes(const Line& line, const FrameRow& row) {
    const auto raw = json_.text("raw");
    const auto packed = json_.text("raw_base64");
    compare(line, "raw", "one of raw and raw_base64",
            raw && packed   ? "both"
            : raw || packed ? "one of raw and raw_base64"
                            : "none");
    auto original = raw ? raw : packed ? from_base64(*packed) : std::nullopt;
    if (!original) {
      compare(line, "raw_base64", "bytes in Base64", packed ? quoted(*packed) : "nothing");
      return {};
    }
    compare(line, "raw", fmt::format("{} bytes", row.length), fmt::format("{} bytes", original->size()));
    compare(line, "raw", fmt::format("bytes with the hash {:016x} of the index", row.line_hash),
            fmt::format("bytes with the hash {:016x} of the index", hash64(*original)));
    if (packed && is_utf8(*original))
      compare(line, "raw_base64", "raw, since the bytes are UTF-8", "raw_base64");
    return original;
  }

  /// Looks whether violations of what is no JSON, and only those, name the byte at which what they quote as
  /// `actual` begins.
  void fault_offsets(const Line& line, const FrameRow& row, const std::string& original) {
    for (const std::uint32_t item : json_.inside(json_.member(0, "violations"))) {
      const std::uint32_t place = json_.member(item, "fault_offset");
      const std::string found = json_.written_or(place, "nothing");
      if (row.is_parsed) {
        compare(line, "fault_offset", "nothing", found);
        continue;
      }
      // A rewrite carries records of what is no JSON over as they stand, those from before data_version 3
      // too.
      if (place == JsonText::kNowhere && task_.manifest.replaces) continue;
      const std::string quote = json_.text_at(json_.member(item, "actual")).value_or("");
      const std::string said = misplaced(original, found, quote);
      // It may count in the text of a string that was unwrapped.
      std::string text;
      const bool is_string = original.starts_with('"') && JsonText().read(original);
      if (is_string) (void)JsonText().read_event(original, text);
      if (said.empty() || (is_string && misplaced(text, found, quote).empty())) continue;
      compare(line, "fault_offset", said, found);
    }
  }

  /// Says where a quote begins, if that is not where it is said to.
  static std::string misplaced(const std::string& text, const std::string& found, const std::string& quote) {
    std::size_t offset = 0;
    const auto [stop, error] = std::from_chars(found.data(), found.data() + found.size(), offset);
    if (error != std::errc() || stop != found.data() + found.size() || offset > text.size())
      return fmt::format("a number up to {}", text.size());
    ByteView actual = quote;
    constexpr std::size_t kQuotedMax = 1000;  // Much more than is quoted of longer ones.
    const std::string rest = to_utf8_lossy(ByteView(text).substr(offset, kQuotedMax));
    const bool is_cut = actual != rest && actual.ends_with("…");
    if (is_cut) actual.remove_suffix(ByteView("…").size());
    const bool holds = is_cut ? rest.starts_with(actual) : actual == rest;
    return holds ? "" : "where " + quoted(actual) + " begins";
  }

  /// Notes the violations as the log has to have them.
  void violations(const Line& line, FrameRow& row) {
    const Plan* const plan = task_.plan(frames_.texts[row.table]);
    const auto count = static_cast<std::uint64_t>(json_.integer("violation_count").value_or(0));
    std::vector<Verdict> verdicts;
    for (const std::uint32_t item : json_.inside(json_.member(0, "violations"))) {
      const auto text = [&](ByteView key) { return json_.text_at(json_.member(item, key)).value_or(""); };
      Verdict verdict{text("code"), text("pointer"), text("message")};
      if (plan != nullptr && plan->masks(verdict.pointer)) {
        verdict.message = fmt::format("{}: expected {}, found (masked)", verdict.pointer, text("expected"));
      }
      verdicts.push_back(std::move(verdict));
    }
    compare(line, "violations", std::to_string(std::min(count, kViolationsKept)),
            std::to_string(verdicts.size()));
    compare(line, "violations", frames_.texts[row.codes], joined_codes(verdicts));
    row.line_says = verdicts_hash(count, verdicts, plan != nullptr);
  }
};

/// Holds the records of the profiling log against the index.
class LogLines : public MatchedLines {
 public:
  using MatchedLines::MatchedLines;

  Status check(const Line& line, std::uint32_t number) {
    FrameRow& row = frames_.rows[number];
    const ByteView table = frames_.texts[row.table];
    const Plan* const plan = table.empty() ? nullptr : task_.plan(table);
    if (!line.is_whole) member(line, "end", "a line feed", "the end of the file");
    text(line, "kind", row.is_frame ? "frame" : "dropped");
    text(line, "status", row.is_clean ? "clean" : "dirty");
    member(line, "recovered", row.is_recovered ? "true" : "",
           json_.member(0, "recovered") == JsonText::kNowhere ? ""
           : json_.truth("recovered").value_or(false)         ? "true"
                                                              : "false");
    text(line, "service", frames_.texts[row.service]);
    text(line, "record_type", frames_.texts[row.record_type]);
    text(line, "event_id", frames_.event_id(row));
    time(line, row);
    text(line, "table", table);
    text(line, "contract", plan != nullptr ? plan->contract : "");
    text(line, "contract_version", plan != nullptr ? plan->version : "");
    verdicts(line, row, plan);
    row.has_log = true;
    return {};
  }

 private:
  /// Compares what is left out where there is nothing to say.
  void member(const Line& line, const char* key, ByteView expected, ByteView found) const {
    const auto shown = [](ByteView text) { return std::string(text.empty() ? "nothing" : text); };
    if (expected != found) fault_(line.place() + ", " + key, shown(expected), shown(found));
  }
  void text(const Line& line, const char* key, ByteView expected) const {
    member(line, key, expected, json_.text(key).value_or(""));
  }

  void time(const Line& line, const FrameRow& row) {
    const auto found = json_.text("event_time");
    const auto time = found ? parse_time(*found) : std::nullopt;
    if (found.has_value() == row.has_time && (!row.has_time || time == row.event_time)) return;
    member(line, "event_time", row.has_time ? format_time(row.event_time) : "", found.value_or(""));
  }

  void verdicts(const Line& line, FrameRow& row, const Plan* plan) {
    const auto violations = list(line, "violation_count", "codes", "pointers", "messages", plan != nullptr);
    member(line, "codes", frames_.texts[row.codes], joined_codes(violations));
    auto warnings =
        list(line, "warning_count", "warning_codes", "warning_pointers", "warning_messages", true);
    if (!row.is_clean) {
      row.log_says = verdicts_hash(static_cast<std::uint64_t>(json_.integer("violation_count").value_or(0)),
                                   violations, plan != nullptr);
      return;
    }
    if (plan == nullptr || plan->warn == kNone) {
      member(line, "warning_codes", "", joined_codes(warnings));  // Nobody could have warned.
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
    member(line, codes_key, std::to_string(kept), std::to_string(codes.size()));
    member(line, pointers_key, std::to_string(with_texts ? kept : 0), std::to_string(pointers.size()));
    member(line, messages_key, std::to_string(with_texts ? kept : 0), std::to_string(messages.size()));
    std::vector<Verdict> verdicts;
    for (std::size_t i = 0; i < codes.size(); ++i) {
      verdicts.push_back(
          {codes[i], i < pointers.size() ? pointers[i] : "", i < messages.size() ? messages[i] : ""});
    }
    return verdicts;
  }
};

/// Reads a file of lines to its end; `Content` takes them where there is an index to hold them against.
template <class Content>
Status read_lines(ObjectStore& landing, Task& task, Output& output, Content content) {
  TRY(Lines lines, Lines::open(landing, output.stands_at));
  Line line;
  for (;;) {
    TRY(const bool more, lines.next(line));
    if (!more) break;
    if (!task.has_frames) continue;
    if (const std::uint32_t row = content.match(line); row != Frames::kNoRow)
      TRY_OK(content.check(line, row));
  }
  if (task.has_frames) content.finish(line);
  output.compare_content(lines.size(), lines.hash());
  output.close(lines.count(), task.manifest.file);
  return {};
}

}  // namespace

Status check_lines(ObjectStore& landing, Task& task, Output& output) {
  if (output.kind == OutputKind::CleanLines)
    return read_lines(landing, task, output, CleanLines(landing, task, output));
  if (output.kind == OutputKind::Log) return read_lines(landing, task, output, LogLines(task, output));
  return read_lines(landing, task, output, DirtyLines(task, output));
}

}  // namespace headgate::verify
