// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/task/outputs.h"
#include "answers/verify/task/wrapper_record.h"

namespace headgate::verify {

namespace {

constexpr std::int64_t kNoEnd = INT64_MAX;

/// A wrapper that what comes next may lie in.
struct OpenWrapper {
  std::int64_t offset = 0, end = kNoEnd;
  std::int64_t elements = 0, elements_end = kNoEnd;  ///< Between them its array lies.
  std::string way, elements_way;

  [[nodiscard]] bool is_whole() const { return end != kNoEnd; }
};

/// Goes through the records and the frames of a task together, in the order of their bytes.
class WrapperLines {
 public:
  WrapperLines(Task& task, Output& output)
      : task_(task), frames_(task.frames), output_(output), fault_(output.fault(Invariant::Tiling)) {
    task_.wrapper_begins.assign(task.manifest.objects.size(), Task::kNoRecord);
  }

  void check(const Line& line) {
    if (!line.is_whole) fault_(line.place(), "a line feed behind the record", "the end of the file");
    WrapperRecord record;
    if (!json_.read(line.text) || json_[0].kind != JsonKind::Object)
      return fault_(line.place(), "the record of a wrapper", quoted(line.text));
    if (const auto wrong = read_wrapper(json_, frames_, record))
      return fault_(line.place() + ", " + wrong->key, wrong->expected, wrong->found);
    if (record.object < object_ || (record.object == object_ && record.offset <= last_)) {
      return fault_(line.place(), "records in the order of objects and bytes",
                    json_.text("address").value_or("") + " behind a later one");
    }
    frames_until(record.object, record.offset);
    begin(record.object);
    if (task_.wrapper_begins[object_] == Task::kNoRecord) task_.wrapper_begins[object_] = line.offset;
    last_ = record.offset;
    take(line, record);
  }

  void finish() { frames_until(static_cast<std::uint32_t>(task_.manifest.objects.size()), 0); }

 private:
  void begin(std::uint32_t object) {
    if (object == object_) return;
    object_ = object;
    open_.clear();
    behind_ = 0;
    last_ = -1;
  }

  /// Looks at the frames in front of a place.
  void frames_until(std::uint32_t object, std::int64_t offset) {
    for (; next_ < frames_.rows.size(); ++next_) {
      const FrameRow& row = frames_.rows[next_];
      if (row.object > object || (row.object == object && row.offset >= offset)) return;
      if (row.object < object_) continue;  // Out of order, which is reported.
      begin(row.object);
      if (row.is_frame) frame(row);
      behind_ = std::max(behind_, row.offset + row.length);
    }
  }

  void pass(std::int64_t offset) {
    while (!open_.empty() && open_.back().end <= offset) open_.pop_back();
  }

  /// Leaves those inside of the one at `offset`, or all where it is none; false where a whole one, whose end
  /// is known, would be left too early, or no such one is open.
  bool leave_for(std::optional<std::int64_t> offset) {
    std::size_t kept = open_.size();
    while (kept != 0 && open_[kept - 1].offset != offset) {
      if (open_[kept - 1].is_whole()) return false;
      --kept;
    }
    if (kept == 0 && offset) return false;
    open_.resize(kept);
    return true;
  }

  [[nodiscard]] std::string innermost() const {
    if (open_.empty()) return "null";
    return std::to_string(open_.back().offset) + (open_.back().is_whole() ? "" : ", or one around it");
  }

  static std::string shown(std::optional<std::int64_t> offset) {
    return offset ? std::to_string(*offset) : "null";
  }

  void frame(const FrameRow& row) {
    const auto fault = [&](const std::string& expected, const std::string& found) {
      fault_.elsewhere(frames_.file, fmt::format("row {}, wrapper", next_ + 1),
                       expected + ", by " + output_.name(), found);
    };
    pass(row.offset);
    if (row.wrapper == FrameRow::kUnknownWrapper) {
      const bool is_torn = std::ranges::any_of(open_, [](const auto& open) { return !open.is_whole(); });
      if (!is_torn && !row.is_recovered) fault(innermost(), "-1");
      return;
    }
    std::optional<std::int64_t> wrapper;
    if (row.wrapper != FrameRow::kNoWrapper) wrapper = row.wrapper;
    if (!leave_for(wrapper)) return fault(innermost(), shown(wrapper));
    if (open_.empty()) return;
    const OpenWrapper& in = open_.back();
    if (row.offset < in.elements || row.offset + row.length > in.elements_end) {
      fault(fmt::format("a frame within the array of the wrapper at {}", in.offset),
            frames_.address(static_cast<std::uint32_t>(next_)));
    }
  }

  void take(const Line& line, const WrapperRecord& record) {
    const auto fault = [&](const char* key, const std::string& expected, const std::string& found) {
      fault_(line.place() + ", " + key, expected, found);
    };
    const ObjectRecord& object = task_.manifest.objects[object_];
    const auto bytes = static_cast<std::int64_t>(object.begin() + object.books.at("bytes_read"));
    if (record.end() > bytes)
      fault("length", fmt::format("a range within the {} bytes of the object", bytes),
            std::to_string(record.length));
    pass(record.offset);
    const std::int64_t behind = open_.empty() ? behind_ : std::max(behind_, open_.back().elements);
    if (record.offset < behind)
      fault("offset", fmt::format("bytes of its own, from {} on", behind), std::to_string(record.offset));
    const auto front = static_cast<std::int64_t>(record.front().size());
    const bool is_tail = record.part == WrapperRecord::Part::Tail;
    if (!leave_for(record.outer) || (is_tail && (open_.empty() || open_.back().is_whole()))) {
      return fault("wrapper", is_tail ? "the head of this tail" : innermost(), shown(record.outer));
    }
    const std::string way = open_.empty() ? "" : is_tail ? open_.back().way : open_.back().elements_way;
    if (way != record.way) fault("way", quoted(way), quoted(record.way));
    if (is_tail) {
      const std::string& elements = open_.back().elements_way;
      if (elements != record.elements_way) fault("raw", "the array " + elements, record.elements_way);
      open_.pop_back();
      behind_ = record.end();
      return;
    }
    if (!open_.empty() && record.end() > open_.back().elements_end)
      fault("length",
            fmt::format("an end up to {}, where the array around it ends", open_.back().elements_end),
            std::to_string(record.length));
    OpenWrapper& opened = open_.emplace_back();
    opened.offset = record.offset;
    opened.elements = record.offset + front;
    if (record.part == WrapperRecord::Part::Whole) {
      opened.end = record.end();
      opened.elements_end = record.end() - static_cast<std::int64_t>(record.back().size());
    }
    opened.way = record.way;
    opened.elements_way = record.elements_way;
  }

  Task& task_;
  const Frames& frames_;
  Output& output_;
  FileFaults fault_;
  JsonText json_;
  std::vector<OpenWrapper> open_;  ///< The outermost first.
  std::size_t next_ = 0;           ///< The row that comes next.
  std::uint32_t object_ = 0;
  std::int64_t last_ = -1;   ///< The offset of the record before.
  std::int64_t behind_ = 0;  ///< Where the frame or the tail before ends.
};

}  // namespace

Status check_wrappers(ObjectStore& landing, Task& task, Output& output) {
  TRY(Lines lines, Lines::open(landing, output.stands_at));
  std::optional<WrapperLines> content;
  if (task.has_frames) content.emplace(task, output);
  Line line;
  for (;;) {
    TRY(const bool more, lines.next(line));
    if (!more) break;
    if (content) content->check(line);
  }
  if (content) content->finish();
  output.compare_content(lines.size(), lines.hash());
  output.close(lines.count(), task.manifest.file);
  return {};
}

}  // namespace headgate::verify
