// SPDX-License-Identifier: Apache-2.0
#include "sink/raw_sink.h"

namespace headgate {

std::string RawSink::file(const std::string& folder) const {
  return "data/" + folder + "/" + file_name_ + ".ndjson";
}

Result<std::uint64_t> RawSink::append(const std::string& folder, ByteView lines, std::uint64_t count) {
  Output& output = outputs_[folder];
  if (output.sink == nullptr) {
    TRY(output.sink, staging_.create(file(folder)));
  }
  const std::uint64_t begin = output.size_bytes;
  TRY_OK(output.sink->append(lines));
  output.size_bytes += lines.size();
  output.lines += count;
  return begin;
}

Status RawSink::finish() {
  for (auto& [folder, output] : outputs_) {
    TRY_OK(output.sink->finish());
    staging_.describe(file(folder), output.lines, "", "");
  }
  return {};
}

std::uint64_t RawSink::lines(ByteView prefix) const {
  std::uint64_t lines = 0;
  for (const auto& [folder, output] : outputs_) lines += folder.starts_with(prefix) ? output.lines : 0;
  return lines;
}

}  // namespace headgate
