// SPDX-License-Identifier: Apache-2.0
#include "commit/books.h"

#include <fmt/format.h>

namespace headgate {

void Books::add(const Books& other) {
  bytes_read += other.bytes_read;
  frame_bytes += other.frame_bytes;
  dropped_bytes += other.dropped_bytes;
  separator_bytes += other.separator_bytes;
  frames += other.frames;
  dropped_ranges += other.dropped_ranges;
  events += other.events;
  unidentified += other.unidentified;
  unparsable += other.unparsable;
  clean_lines += other.clean_lines;
  dirty_lines += other.dirty_lines;
  log_lines += other.log_lines;
  rows += other.rows;
  index_rows += other.index_rows;
  files_staged += other.files_staged;
  files_named += other.files_named;
}

std::vector<std::string> Books::faults() const {
  std::vector<std::string> faults;
  const auto check = [&](const char* equation, std::uint64_t left, std::uint64_t right) {
    if (left != right) faults.push_back(fmt::format("{}: {} is not {}", equation, left, right));
  };
  check("bytes read = frames + separators + dropped", bytes_read,
        frame_bytes + separator_bytes + dropped_bytes);
  check("frames = events + unidentified + unparsable", frames, events + unidentified + unparsable);
  check("frames = clean + dirty", frames + dropped_ranges, clean_lines + dirty_lines);
  check("clean = table rows", clean_lines, rows);
  check("frames and dropped ranges = log records", frames + dropped_ranges, log_lines);
  check("frames and dropped ranges = frame index rows", frames + dropped_ranges, index_rows);
  check("staged files = files named by the commit", files_staged, files_named);
  return faults;
}

}  // namespace headgate
