// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/json_text.h"
#include "answers/verify/read/layout.h"
#include "answers/verify/task/matched_lines.h"
#include "answers/verify/task/outputs.h"
#include "base/hash.h"
#include "base/json.h"

namespace headgate::verify {

namespace {

constexpr std::size_t kViolationsKept = 100;

/// Decodes Base64 with its padding; nothing where it is none.
std::optional<std::string> from_base64(ByteView text) {
  static const auto kValues = [] {
    std::array<int, 256> values{};
    values.fill(-1);
    constexpr ByteView kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < kDigits.size(); ++i)
      values[static_cast<unsigned char>(kDigits[i])] = static_cast<int>(i);
    return values;
  }();
  if (text.size() % 4 != 0) return {};
  std::string bytes;
  unsigned bits = 0, group = 0;
  for (const char c : text.substr(0, text.find('='))) {
    const int value = kValues[static_cast<unsigned char>(c)];
    if (value < 0) return {};
    group = group << 6 | static_cast<unsigned>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(group >> bits & 0xff);
  }
  return bytes;
}

/// Holds the records of one file of dirty_json against the index.
class DirtyLines : RecordLines {
 public:
  DirtyLines(Task& task, Output& output)
      : RecordLines(task, output, Invariant::Frames, task.frames.rows_in(output.record.final_name),
                    /*has_offsets=*/true) {}

  void take(const Line& line) {
    if (const std::uint32_t row = row_of(line); row != Frames::kNoRow) record(line, row);
  }

  void finish(const Line& last) { matched_.finish(last); }

 private:
  void check(const Line& line, const char* key, const std::string& expected, const std::string& found) {
    if (expected != found) fault(line, key, expected, found);
  }

  std::string text_or_null(ByteView key) const {
    const std::uint32_t place = record_.member(0, key);
    return place == JsonText::kNowhere ? "nothing" : std::string(record_.written(place));
  }

  static std::string json_or_null(ByteView text) {
    std::string json;
    if (text.empty()) return "null";
    append_json_string(json, text);
    return json;
  }

  void record(const Line& line, std::uint32_t number) {
    FrameRow& row = frames_.row(number);
    if (!line.is_whole) check(line, "end", "a line feed", "the end of the file");
    check(line, "address", frames_.address(number), record_.text("address").value_or("nothing"));
    check(line, "kind", row.is_frame ? "frame" : "dropped", record_.text("kind").value_or("nothing"));
    check(line, "service", json_or_null(frames_.text(row.service)), text_or_null("service"));
    check(line, "record_type", json_or_null(frames_.text(row.record_type)), text_or_null("record_type"));
    check(line, "event_id", json_or_null(frames_.event_id(row)), text_or_null("event_id"));
    check(line, "recovered", row.is_recovered ? "true" : "false", text_or_null("recovered"));
    const auto original = bytes(line, row);
    violations(line, row);
    if (original && is_from_3(output_.data_version)) fault_offsets(line, row, *original);
    row.has_line = true;
  }

  /// Gives the bytes that the record holds.
  std::optional<std::string> bytes(const Line& line, const FrameRow& row) {
    const auto raw = record_.text("raw");
    const auto packed = record_.text("raw_base64");
    check(line, "raw", "one of raw and raw_base64",
          raw && packed   ? "both"
          : raw || packed ? "one of raw and raw_base64"
                          : "none");
    auto original = raw ? raw : packed ? from_base64(*packed) : std::nullopt;
    if (!original) {
      check(line, "raw_base64", "bytes in Base64", packed ? quoted(*packed) : "nothing");
      return {};
    }
    check(line, "raw", fmt::format("{} bytes", row.length), fmt::format("{} bytes", original->size()));
    check(line, "raw", fmt::format("bytes with the hash {:016x} of the index", row.line_hash),
          fmt::format("bytes with the hash {:016x} of the index", hash64(*original)));
    if (packed && is_utf8(*original))
      check(line, "raw_base64", "raw, since the bytes are UTF-8", "raw_base64");
    return original;
  }

  /// Looks whether violations of what is no JSON, and only those, name the byte at which what they quote as
  /// `actual` begins.
  void fault_offsets(const Line& line, const FrameRow& row, const std::string& original) {
    const std::uint32_t list = record_.member(0, "violations");
    const std::uint32_t end = list == JsonText::kNowhere ? 0 : record_[list].next;
    for (std::uint32_t item = list + 1; item < end; item = record_[item].next) {
      const std::uint32_t place = record_.member(item, "fault_offset");
      const std::string found = place == JsonText::kNowhere ? "nothing" : std::string(record_.written(place));
      if (row.is_parsed) {
        check(line, "fault_offset", "nothing", found);
        continue;
      }
      // A rewrite carries records of what is no JSON over as they stand, those from before data_version 3
      // too.
      if (place == JsonText::kNowhere && task_.manifest.replaces) continue;
      std::size_t offset = 0;
      const auto [stop, error] = std::from_chars(found.data(), found.data() + found.size(), offset);
      if (error != std::errc() || stop != found.data() + found.size() || offset > original.size()) {
        check(line, "fault_offset", fmt::format("a number up to {}", original.size()), found);
        continue;
      }
      const std::uint32_t quote = record_.member(item, "actual");
      ByteView actual = quote == JsonText::kNowhere ? ByteView() : record_.characters(quote, room_);
      constexpr std::size_t kQuotedMax = 1000;  // Much more than is quoted of longer ones.
      const std::string rest = to_utf8_lossy(ByteView(original).substr(offset, kQuotedMax));
      const bool is_cut = actual != rest && actual.ends_with("…");
      if (is_cut) actual.remove_suffix(ByteView("…").size());
      if (is_cut ? !rest.starts_with(actual) : actual != rest)
        check(line, "fault_offset", "where " + quoted(actual) + " begins", found);
    }
  }

  /// Notes the violations as the log has to have them.
  void violations(const Line& line, FrameRow& row) {
    const Plan* const plan = task_.plan(frames_.text(row.table));
    const std::int64_t count = record_.integer("violation_count").value_or(0);
    std::vector<Verdict> verdicts;
    const std::uint32_t list = record_.member(0, "violations");
    const std::uint32_t end = list == JsonText::kNowhere ? 0 : record_[list].next;
    for (std::uint32_t item = list + 1; item < end; item = record_[item].next) {
      const auto text = [&](ByteView key) {
        const std::uint32_t place = record_.member(item, key);
        const bool is_text = place != JsonText::kNowhere && record_[place].kind == JsonKind::String;
        return is_text ? std::string(record_.characters(place, room_)) : std::string();
      };
      Verdict verdict{text("code"), text("pointer"), text("message")};
      if (plan != nullptr && plan->masks(verdict.pointer)) {
        verdict.message = fmt::format("{}: expected {}, found (masked)", verdict.pointer, text("expected"));
      }
      verdicts.push_back(std::move(verdict));
    }
    check(line, "violations",
          std::to_string(std::min<std::uint64_t>(static_cast<std::uint64_t>(count), kViolationsKept)),
          std::to_string(verdicts.size()));
    check(line, "violations", std::string(frames_.text(row.codes)), joined_codes(verdicts));
    row.line_says = verdicts_hash(static_cast<std::uint64_t>(count), verdicts, plan != nullptr);
  }

  std::string room_;
};

}  // namespace

Status check_dirty_lines(ObjectStore& landing, Task& task, Output& output) {
  return check_lines(landing, task, output, DirtyLines(task, output));
}

}  // namespace headgate::verify
