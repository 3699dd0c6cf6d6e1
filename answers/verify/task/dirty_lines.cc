// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "answers/verify/task/matched_lines.h"
#include "answers/verify/task/outputs.h"
#include "base/hash.h"
#include "base/json.h"

namespace headgate::verify {

namespace {

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
class DirtyLines : public MatchedLines {
 public:
  DirtyLines(Task& task, Output& output)
      : MatchedLines(task, output, Invariant::Frames, task.frames.rows_in(output.name()),
                     /*has_offsets=*/true) {}

  void take(const Line& line) {
    const std::uint32_t row = find_record(line);
    if (match(line, row)) record(line, row);
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

  void record(const Line& line, std::uint32_t number) {
    FrameRow& row = frames_.row(number);
    if (!line.is_whole) compare(line, "end", "a line feed", "the end of the file");
    compare(line, "address", frames_.address(number), json_.text("address").value_or("nothing"));
    compare(line, "kind", row.is_frame ? "frame" : "dropped", json_.text("kind").value_or("nothing"));
    compare(line, "service", json_or_null(frames_.text(row.service)), text_or_null("service"));
    compare(line, "record_type", json_or_null(frames_.text(row.record_type)), text_or_null("record_type"));
    compare(line, "event_id", json_or_null(frames_.event_id(row)), text_or_null("event_id"));
    compare(line, "recovered", row.is_recovered ? "true" : "false", text_or_null("recovered"));
    const auto original = bytes(line, row);
    violations(line, row);
    if (original && is_from_3(output_.data_version)) fault_offsets(line, row, *original);
    row.has_line = true;
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
      std::size_t offset = 0;
      const auto [stop, error] = std::from_chars(found.data(), found.data() + found.size(), offset);
      if (error != std::errc() || stop != found.data() + found.size() || offset > original.size()) {
        compare(line, "fault_offset", fmt::format("a number up to {}", original.size()), found);
        continue;
      }
      const std::string quote = json_.text_at(json_.member(item, "actual")).value_or("");
      ByteView actual = quote;
      constexpr std::size_t kQuotedMax = 1000;  // Much more than is quoted of longer ones.
      const std::string rest = to_utf8_lossy(ByteView(original).substr(offset, kQuotedMax));
      const bool is_cut = actual != rest && actual.ends_with("…");
      if (is_cut) actual.remove_suffix(ByteView("…").size());
      if (is_cut ? !rest.starts_with(actual) : actual != rest)
        compare(line, "fault_offset", "where " + quoted(actual) + " begins", found);
    }
  }

  /// Notes the violations as the log has to have them.
  void violations(const Line& line, FrameRow& row) {
    const Plan* const plan = task_.plan(frames_.text(row.table));
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
    compare(line, "violations", frames_.text(row.codes), joined_codes(verdicts));
    row.line_says = verdicts_hash(count, verdicts, plan != nullptr);
  }
};

}  // namespace

Status check_dirty_lines(ObjectStore& landing, Task& task, Output& output) {
  return check_lines<DirtyLines>(landing, task, output);
}

}  // namespace headgate::verify
