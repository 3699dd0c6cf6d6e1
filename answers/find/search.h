// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "commit/snapshot.h"
#include "sink/table_format.h"

namespace headgate::find {

/// Hears how far a search is: one call at a time, on any thread.
using Tell = std::function<void(ByteView what, std::size_t done, std::size_t files)>;

/// Holds together what events are looked for in, and how.
struct Search {
  const Snapshot& snapshot;
  TableFormat& format;  ///< Of the frame indexes and of the tables.
  std::size_t threads = 1;
  Tell tell;  ///< Nothing is told without it.

  /// Reads some flat columns of a file of a live task, row by row, until the taker has enough.
  [[nodiscard]] Status scan(const LiveTask& task, const std::string& final_name,
                            const std::vector<std::string>& columns, const TakeRow& take) const;

  /// Calls `look` for each of so many files, on all threads, and tells how far that is. The caller keeps what
  /// each one finds apart, so that the order does not matter.
  [[nodiscard]] Status look_through(ByteView what, std::size_t files,
                                    const std::function<Status(std::size_t)>& look) const;
};

}  // namespace headgate::find
