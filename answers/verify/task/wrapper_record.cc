// SPDX-License-Identifier: Apache-2.0
#include "answers/verify/task/wrapper_record.h"

#include <fmt/format.h>

#include <algorithm>

#include "answers/verify/read/cell_text.h"
#include "answers/verify/read/layout.h"
#include "base/json_pointer.h"

namespace headgate::verify {

namespace {

/// Finds the empty array whose `]` stands at `array`, through objects alone; gives the pointer to it, nothing
/// where there is none.
std::optional<std::string> pointer_to_array(const JsonText& own, std::size_t array) {
  std::string pointer, room;
  std::uint32_t place = 0;
  while (own[place].kind == JsonKind::Object) {
    std::uint32_t key = place + 1;
    while (key < own[place].next && own[key + 1].end <= array) key = own[key + 1].next;
    if (key >= own[place].next || own[key + 1].begin > array) return {};
    append_token(pointer, own.characters(key, room));
    place = key + 1;
  }
  const JsonNode& node = own[place];
  const bool is_empty = node.kind == JsonKind::Array && node.end == array + 1 && node.begin + 1 == array;
  return is_empty && place != 0 ? std::optional(pointer) : std::nullopt;
}

std::string part_name(WrapperRecord::Part part) {
  return part == WrapperRecord::Part::Whole ? "whole" : part == WrapperRecord::Part::Head ? "head" : "tail";
}

/// Compares the length with the bytes of raw.
std::optional<WrongRecord> check_length(const WrapperRecord& record) {
  const auto front = static_cast<std::int64_t>(record.front().size());
  const auto back = static_cast<std::int64_t>(record.back().size());
  const bool is_whole = record.part == WrapperRecord::Part::Whole;
  if (is_whole ? record.length >= front + back : record.length == front) return {};
  return WrongRecord{"length",
                     fmt::format("{}{}, the own bytes in raw", front + back, is_whole ? " at least" : ""),
                     std::to_string(record.length)};
}

}  // namespace

std::optional<WrongRecord> read_wrapper(const JsonText& line, const Frames& frames, WrapperRecord& record) {
  const auto wrong = [](const char* key, std::string expected, std::string found) {
    return WrongRecord{key, std::move(expected), std::move(found)};
  };
  const std::string object = line.text("object").value_or("");
  const auto known = frames.objects.find(object);
  if (known == frames.objects.end()) return wrong("object", "an object of the task", quoted(object));
  record.object = known->second;
  const auto offset = line.integer("offset"), length = line.integer("length"), array = line.integer("array");
  if (!offset || *offset < 0 || !length || *length <= 0 || *offset > INT64_MAX - *length || !array ||
      *array < 0)
    return wrong("offset, length, array", "numbers", "others");
  record.offset = *offset;
  record.length = *length;
  record.array = static_cast<std::size_t>(*array);
  const std::string address = address_text(object, *offset, *length),
                    told = line.text("address").value_or("");
  if (address != told) return wrong("address", address, told);
  const std::string part = line.text("part").value_or("nothing");
  record.part = part == "head"   ? WrapperRecord::Part::Head
                : part == "tail" ? WrapperRecord::Part::Tail
                                 : WrapperRecord::Part::Whole;
  if (part != part_name(record.part)) return wrong("part", "whole, head or tail", part);
  record.outer = line.integer("wrapper");
  const std::string outer = line.written_or(line.member(0, "wrapper"), "nothing");
  if (!record.outer && outer != "null") return wrong("wrapper", "an offset or null", outer);
  const auto way = line.text("way"), raw = line.text("raw");
  if (!way || !raw) return wrong("way, raw", "texts", "others");
  record.way = *way;
  record.raw = *raw;
  if (!record.own.read(record.raw) || record.own[0].kind != JsonKind::Object)
    return wrong("raw", "an object", fmt::format("broken at byte {} of it", record.own.broken_at()));
  const auto pointer = pointer_to_array(record.own, record.array);
  if (!pointer) return wrong("array", "where an empty array ends in raw", std::to_string(record.array));
  record.elements_way = record.way + *pointer + "/*";
  if (record.part == WrapperRecord::Part::Head) {
    const auto depth = static_cast<std::size_t>(std::ranges::count(*pointer, '/'));
    const std::string closes = "]" + std::string(depth, '}');
    const std::string found = record.raw.substr(record.array);
    if (found != closes) return wrong("raw", "a head that ends with " + closes, found);
  }
  return check_length(record);
}

/// Reads the next record that is one into next_; false behind the last one.
Result<bool> WrapperChain::advance() {
  next_.reset();
  Line line;
  for (;;) {
    TRY(const bool more, lines_->next(line));
    if (!more) return false;
    auto record = std::make_unique<WrapperRecord>();
    if (!line_.read(line.text) || read_wrapper(line_, task_.frames, *record)) continue;  // It is reported.
    next_ = std::move(record);
    return true;
  }
}

Result<bool> WrapperChain::find(const FrameRow& row, std::vector<const WrapperRecord*>& wrappers) {
  wrappers.clear();
  if (row.wrapper == FrameRow::kNoWrapper) return true;
  if (row.wrapper == FrameRow::kUnknownWrapper || task_.wrapper_begins.empty()) return false;
  if (!lines_ || row.object != object_) {
    if (task_.wrapper_begins[row.object] == Task::kNoRecord) return false;
    TRY(lines_, Lines::open(landing_, task_.wrappers_at, task_.wrapper_begins[row.object]));
    object_ = row.object;
    passed_ = 0;
    open_.clear();
    TRY_OK(advance());
  }
  if (row.offset < passed_) return false;  // A row out of order, which is reported.
  passed_ = row.offset;
  while (next_ != nullptr && next_->object == object_ && next_->offset < row.offset) {
    if (next_->part != WrapperRecord::Part::Tail) {
      while (!open_.empty() && open_.back()->offset != next_->outer) open_.pop_back();
      open_.push_back(std::move(next_));
    }
    TRY_OK(advance());
  }
  for (const auto& each : open_) {
    wrappers.push_back(each.get());
    if (each->offset == row.wrapper) return true;
  }
  return false;
}

bool reads_wrappers(const Plan& plan) {
  return std::ranges::any_of(plan.columns, [](const Column& column) { return column.wrapper.has_value(); });
}

}  // namespace headgate::verify
