// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "route/router.h"
#include "sink/staging.h"

namespace headgate {

/// Writes the lines of one task: a file for each service and record type of clean and of dirty events, and
/// one of profiling logs. Called in order, by one thread at a time; that order is the files'. `staging` has
/// to outlive it.
class RawSink {
 public:
  RawSink(Staging& staging, std::string task) : staging_(staging), task_(std::move(task)) {}

  /// Appends whole lines to the file of `folder`; gives the offset in it where they begin.
  Result<std::uint64_t> append(const layout::DataFolder& folder, ByteView lines, std::uint64_t count);

  /// Finishes the files, which are there when Staging::settle() has returned. REQUIRES: nothing is appended
  /// afterwards.
  Status finish();

  /// Counts the lines of an output: the sink's own side of the books.
  [[nodiscard]] std::uint64_t lines(layout::Output output) const;

  /// Names the final file of a folder.
  [[nodiscard]] std::string file(const layout::DataFolder& folder) const;

 private:
  struct File {
    std::unique_ptr<ByteSink> sink;
    std::uint64_t size_bytes = 0, lines = 0;
  };

  Staging& staging_;
  std::string task_;
  std::map<layout::DataFolder, File> files_;
};

}  // namespace headgate
