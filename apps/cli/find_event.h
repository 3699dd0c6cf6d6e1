// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/cli/search.h"
#include "base/time.h"
#include "commit/snapshot.h"

namespace headgate::cli {

/// An address, taken apart: `<source>/<object>@<offset>+<length>`.
struct Address {
  std::string object;  ///< With the source in front.
  std::uint64_t offset = 0, length = 0;

  [[nodiscard]] std::string text() const;
};

/// Reads an address; nothing where the text is none.
std::optional<Address> read_address(const std::string& text);

/// One row of the frame index (docs/formats/frame_index.md), and the task that wrote it.
struct FoundFrame {
  const LiveTask* task = nullptr;
  Address address;
  bool dropped = false, clean = false, recovered = false;
  std::uint64_t hash = 0;  ///< Of the bytes as they arrived.
  std::uint64_t stored_hash =
      0;  ///< Of the bytes that the landing holds: line breaks may have become spaces.
  std::string service, record_type, event_id;  ///< Empty where not known.
  std::optional<Micros> event_time;
  std::string table, codes, file;
  std::uint64_t file_offset = 0;
};

/// Finds the frame or dropped range of an address. Where there is none of it the error is Configuration and
/// says what is nearest.
Result<FoundFrame> find_by_address(const Snapshot& snapshot, const Address& address);

/// Finds every event of that id, the oldest commit first: reads the ids of the whole landing, task by task,
/// in parallel.
Result<std::vector<FoundFrame>> find_by_id(const Snapshot& snapshot, const std::string& id,
                                           SearchProgress& progress);

}  // namespace headgate::cli
