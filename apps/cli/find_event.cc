// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/find_event.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "adapters/parquet/parquet_scan.h"
#include "route/router.h"
#include "sink/frame_index.h"

namespace headgate::cli {

namespace {

FoundFrame read_frame(const LiveTask& task, const std::vector<ScannedCell>& cells) {
  const FrameIndexRow row = FrameIndexRow::of(cells);
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
  frame.codes = row.codes;
  frame.file = row.file;
  frame.file_offset = row.file_offset;
  return frame;
}

/// Reads a number that is written with digits and nothing else.
std::optional<std::uint64_t> read_digits(ByteView text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

struct ObjectPlace {
  const LiveTask* task = nullptr;
  const ManifestObject* object = nullptr;
};

/// Finds which task read an object; the newest commit comes first.
std::optional<ObjectPlace> find_object(const Snapshot& snapshot, const std::string& label) {
  for (auto task = snapshot.tasks().rbegin(); task != snapshot.tasks().rend(); ++task) {
    for (const ManifestObject& object : task->manifest.objects) {
      if (label_of(object.source, object.object, object.generation).name == label)
        return ObjectPlace{&*task, &object};
    }
  }
  return std::nullopt;
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

}  // namespace

std::string Address::text() const { return address({object}, offset, length); }

std::optional<Address> read_address(const std::string& text) {
  const std::size_t plus = text.rfind('+');
  const std::size_t mark = text.rfind('@', plus);
  if (plus == std::string::npos || mark == std::string::npos || mark == 0) return std::nullopt;
  const auto offset = read_digits(ByteView(text).substr(mark + 1, plus - mark - 1));
  const auto length = read_digits(ByteView(text).substr(plus + 1));
  if (!offset || !length || text.find('/') > mark) return std::nullopt;
  return Address{text.substr(0, mark), *offset, *length};
}

Result<FoundFrame> find_by_address(const Snapshot& snapshot, const Address& wanted) {
  const auto place = find_object(snapshot, wanted.object);
  if (!place) return no_such_object(snapshot, wanted);
  TRY(const std::string index, snapshot.place_of(*place->task, place->task->frame_index()));
  std::optional<FoundFrame> found;
  Neighbours neighbours;
  const auto take = [&](std::uint64_t, const std::vector<ScannedCell>& cells) {
    if (cells[0].text != wanted.object) return true;
    const Address seen{wanted.object, static_cast<std::uint64_t>(cells[1].number),
                       static_cast<std::uint64_t>(cells[2].number)};
    neighbours.see(wanted, seen);
    if (seen.offset != wanted.offset || seen.length != wanted.length) return true;
    found = read_frame(*place->task, cells);
    return false;
  };
  TRY_OK(scan_rows(snapshot.store(), index, FrameIndex::column_names(), take));
  if (found) return std::move(*found);
  return fail(ErrorCode::Configuration, "{} is the address of no event and of no dropped range: {}",
              wanted.text(), neighbours.text(wanted));
}

Result<std::vector<FoundFrame>> find_by_id(const Snapshot& snapshot, const std::string& id,
                                           SearchProgress& progress) {
  const auto& tasks = snapshot.tasks();
  std::vector<std::vector<FoundFrame>> found(tasks.size());
  progress.begin("looking for the id", tasks.size());
  const auto look = [&](std::size_t i) -> Status {
    TRY(const std::string index, snapshot.place_of(tasks[i], tasks[i].frame_index()));
    std::vector<std::uint64_t> rows;
    TRY_OK(scan_rows(snapshot.store(), index, {"event_id"},
                     [&](std::uint64_t row, const std::vector<ScannedCell>& cells) {
                       if (cells[0].text == id && !cells[0].is_null) rows.push_back(row);
                       return true;
                     }));
    progress.advance();
    if (rows.empty()) return {};
    auto next = rows.begin();
    return scan_rows(snapshot.store(), index, FrameIndex::column_names(),
                     [&](std::uint64_t row, const std::vector<ScannedCell>& cells) {
                       if (row != *next) return true;
                       found[i].push_back(read_frame(tasks[i], cells));
                       return ++next != rows.end();
                     });
  };
  TRY_OK(in_parallel(tasks.size(), look));
  std::vector<FoundFrame> all;
  for (auto& of_task : found) std::move(of_task.begin(), of_task.end(), std::back_inserter(all));
  return all;
}

}  // namespace headgate::cli
