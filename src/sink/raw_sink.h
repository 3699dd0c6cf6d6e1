// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "route/router.h"
#include "sink/staging.h"

namespace headgate {

/// Writes the lines of one task: a file for each service and record type of clean and of dirty events, and
/// one of profiling logs. Called in order; that order is the files'.
class RawSink {
 public:
  /// `file_name` is the task's: every file of it has that name, in its own folder under data/.
  RawSink(Staging& staging, std::string file_name) : staging_(staging), file_name_(std::move(file_name)) {}

  /// Appends whole lines to the file of `folder`; gives the offset in it where they begin.
  Result<std::uint64_t> append(const std::string& folder, ByteView lines, std::uint64_t count);

  /// Finishes the files.
  Status finish();

  /// Counts the lines of every folder that begins with `prefix`: the sink's own side of the books.
  [[nodiscard]] std::uint64_t lines(ByteView prefix) const;

  /// Names the final file of a folder.
  [[nodiscard]] std::string file(const std::string& folder) const;

 private:
  struct Output {
    std::unique_ptr<ByteSink> sink;
    std::uint64_t size_bytes = 0, lines = 0;
  };

  Staging& staging_;
  std::string file_name_;
  std::map<std::string, Output> outputs_;
};

}  // namespace headgate
