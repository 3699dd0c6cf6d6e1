// SPDX-License-Identifier: Apache-2.0
#include "answers/find/find_event.h"

#include <fmt/format.h>

#include <algorithm>

namespace headgate::find {

FoundFrame FoundFrame::of(const LiveTask& task, const FrameIndexRow& row) {
  FoundFrame frame;
  frame.task = &task;
  frame.address = {std::string(row.object), row.offset, row.length};
  frame.dropped = !row.is_frame;
  frame.hash = row.hash;
  frame.stored_hash = row.line_hash.value_or(row.hash);
  frame.clean = row.is_clean;
  frame.recovered = row.is_recovered;
  frame.service = row.service;
  frame.record_type = row.record_type;
  frame.event_id = row.event_id;
  frame.event_time = row.event_time;
  frame.table = row.table;
  frame.file = row.file;
  frame.file_offset = row.file_offset;
  frame.wrapper = row.wrapper;
  return frame;
}

namespace {

/// Finds the task that read an object at that offset: of one that was taken in parts the one that begins
/// last before it.
const LiveTask* find_reader(const Snapshot& snapshot, const Address& wanted) {
  const LiveTask* reader = nullptr;
  std::uint64_t begin_of_reader = 0;
  for (const LiveTask& task : snapshot.tasks()) {
    for (const ManifestObject& object : task.manifest.objects) {
      const std::uint64_t begin = object.part ? object.part->begin : 0;
      if (begin > wanted.offset || begin < begin_of_reader ||
          label_of(object.source, object.object, object.generation).name != wanted.object) {
        continue;
      }
      reader = &task;
      begin_of_reader = begin;
    }
  }
  return reader;
}

/// Says which object somebody most likely meant: one that ends in the same name.
std::string similar_object(const Snapshot& snapshot, const std::string& label) {
  const std::string ending = label.substr(label.rfind('/') == std::string::npos ? 0 : label.rfind('/'));
  for (const LiveTask& task : snapshot.tasks()) {
    for (const ManifestObject& object : task.manifest.objects) {
      const std::string known = label_of(object.source, object.object, object.generation).name;
      if (("/" + known).ends_with(ending.starts_with('/') ? ending : "/" + ending)) return known;
    }
  }
  return {};
}

tl::unexpected<Error> no_such_object(const Snapshot& snapshot, const Address& address) {
  const std::string similar = similar_object(snapshot, address.object);
  std::string hint = fmt::format("{} objects are in it", snapshot.log().objects());
  if (!similar.empty()) {
    hint = fmt::format("did you mean {}?", Address{similar, address.offset, address.length}.text());
  }
  return fail(ErrorCode::Configuration, "no commit of {} holds the object {}; {}", snapshot.store().root(),
              address.object, hint);
}

/// Remembers what is nearest to an address that names nothing.
struct Neighbours {
  std::optional<Address> around, before, behind;

  void see(const Address& wanted, const Address& seen) {
    const bool holds = seen.offset <= wanted.offset && wanted.offset < seen.offset + seen.length;
    // A frame says more than a dropped range without bytes at the same place.
    if (holds || (seen.offset == wanted.offset && !around)) around = seen;
    if (seen.offset + seen.length <= wanted.offset) before = seen;
    if (seen.offset > wanted.offset && !behind) behind = seen;
  }

  [[nodiscard]] std::string text(const Address& wanted) const {
    if (around && around->offset == wanted.offset) return "what begins there is " + around->text();
    if (around) return fmt::format("byte {} of the object lies in {}", wanted.offset, around->text());
    if (before && behind) {
      return fmt::format("between {} and {} are only separators", before->text(), behind->text());
    }
    if (before) return "the last one of the object is " + before->text();
    if (behind) return "the first one of the object is " + behind->text();
    return "the object holds neither events nor dropped ranges";
  }
};

/// Finds the frame or dropped range of an address.
Result<std::vector<FoundFrame>> find_by_address(const Search& search, const Address& wanted) {
  const LiveTask* const task = find_reader(search.snapshot, wanted);
  if (task == nullptr) return no_such_object(search.snapshot, wanted);
  std::vector<FoundFrame> found;
  Neighbours neighbours;
  const auto take = [&](std::uint64_t, const std::vector<ScannedCell>& cells) {
    if (cells[0].text != wanted.object) return true;
    const Address seen{wanted.object, static_cast<std::uint64_t>(cells[1].number),
                       static_cast<std::uint64_t>(cells[2].number)};
    neighbours.see(wanted, seen);
    if (seen != wanted) return true;
    found.push_back(FoundFrame::of(*task, FrameIndexRow::of(cells)));
    return false;
  };
  TRY_OK(search.scan(*task, task->frame_index(), FrameIndex::column_names(), take));
  if (!found.empty()) return found;
  return fail(ErrorCode::Configuration, "{} is the address of no event and of no dropped range: {}",
              wanted.text(), neighbours.text(wanted));
}

/// Finds every event of an id: first the rows that have it, which one column tells, then all of those.
Result<std::vector<FoundFrame>> find_by_id(const Search& search, const std::string& id) {
  const auto& tasks = search.snapshot.tasks();
  std::vector<std::vector<FoundFrame>> found(tasks.size());
  const auto look = [&](std::size_t i) -> Status {
    std::vector<std::uint64_t> rows;
    TRY_OK(search.scan(tasks[i], tasks[i].frame_index(), {"event_id"},
                       [&](std::uint64_t row, const std::vector<ScannedCell>& cells) {
                         if (cells[0].text == id && !cells[0].is_null) rows.push_back(row);
                         return true;
                       }));
    if (rows.empty()) return {};
    auto next = rows.begin();
    return search.scan(tasks[i], tasks[i].frame_index(), FrameIndex::column_names(),
                       [&](std::uint64_t row, const std::vector<ScannedCell>& cells) {
                         if (row != *next) return true;
                         found[i].push_back(FoundFrame::of(tasks[i], FrameIndexRow::of(cells)));
                         return ++next != rows.end();
                       });
  };
  TRY_OK(search.look_through("looking for the id", tasks.size(), look));
  std::vector<FoundFrame> all;
  for (auto& of_task : found) std::move(of_task.begin(), of_task.end(), std::back_inserter(all));
  return all;
}

/// Says whether somebody meant an address by a text that is none: a source that the landing knows stands in
/// front, or an `@` behind a slash.
bool is_meant_as_address(const Snapshot& snapshot, const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return false;
  return snapshot.log().state().sources.contains(text.substr(0, slash)) ||
         text.find('@', slash) != std::string::npos;
}

}  // namespace

Result<std::vector<FoundFrame>> find_events(const Search& search, const std::string& address_or_id) {
  if (const auto address = Address::parse(address_or_id)) return find_by_address(search, *address);
  if (is_meant_as_address(search.snapshot, address_or_id)) {
    return fail(ErrorCode::Configuration,
                "\"{}\" is no address: one is <source>/<object>@<offset>+<length>, as in source/a@247+172",
                address_or_id);
  }
  TRY(auto frames, find_by_id(search, address_or_id));
  if (!frames.empty()) return frames;
  return fail(ErrorCode::Configuration,
              "no event of {} has the id \"{}\", and it is no address, which would be "
              "<source>/<object>@<offset>+<length>",
              search.snapshot.store().root(), address_or_id);
}

}  // namespace headgate::find
