// SPDX-License-Identifier: Apache-2.0
#include "sink/raw_sink.h"

namespace headgate {

std::string RawSink::file(const layout::DataFolder& folder) const {
  return layout::lines_name(folder, task_).text();
}

Result<std::uint64_t> RawSink::append(const layout::DataFolder& folder, ByteView lines, std::uint64_t count) {
  File& written = files_[folder];
  if (written.sink == nullptr) {
    TRY(written.sink, staging_.create(file(folder)));
  }
  const std::uint64_t begin = written.size_bytes;
  TRY_OK(written.sink->append(lines));
  written.size_bytes += lines.size();
  written.lines += count;
  return begin;
}

Status RawSink::finish() {
  for (auto& [folder, written] : files_) {
    const auto describe = [&staging = staging_, name = file(folder), lines = written.lines]() -> Status {
      staging.describe(name, lines, "", "");
      return {};
    };
    TRY_OK(staging_.finish(std::move(written.sink), describe));
  }
  return {};
}

std::uint64_t RawSink::lines(layout::Output output) const {
  std::uint64_t lines = 0;
  for (const auto& [folder, written] : files_) lines += folder.output == output ? written.lines : 0;
  return lines;
}

}  // namespace headgate
