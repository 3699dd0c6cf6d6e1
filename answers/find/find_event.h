// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "answers/find/search.h"
#include "route/address.h"
#include "sink/frame_index.h"

namespace headgate::find {

/// One row of the frame index (docs/formats/frame_index.md), and the task that wrote it.
struct FoundFrame {
  const LiveTask* task = nullptr;
  Address address;
  bool dropped = false, clean = false, recovered = false;
  std::uint64_t hash = 0;         ///< Of the bytes as they arrived.
  std::uint64_t stored_hash = 0;  ///< Of those that the landing holds: line breaks may have become spaces.
  std::string service, record_type, event_id;  ///< Empty where not known.
  std::optional<Micros> event_time;
  std::string table, file;
  std::uint64_t file_offset = 0;
  std::optional<std::int64_t> wrapper;  ///< Where it begins; -1 where damage hides which.

  /// Keeps a row of the frame index of a task.
  static FoundFrame of(const LiveTask& task, const FrameIndexRow& row);
};

/// Finds what somebody asks for: the one event or dropped range of an address, or every event of an id, the
/// oldest commit first. For an id the frame indexes of the whole landing are read. Where there is none the
/// error is Configuration, and says what is nearest to an address.
Result<std::vector<FoundFrame>> find_events(const Search& search, const std::string& address_or_id);

}  // namespace headgate::find
