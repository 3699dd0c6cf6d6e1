// SPDX-License-Identifier: Apache-2.0
#include "commit/books.h"

#include <fmt/format.h>

namespace headgate {

namespace {

constexpr std::uint64_t Books::*kCounts[] = {
    &Books::bytes_read, &Books::frame_bytes,    &Books::dropped_bytes, &Books::separator_bytes,
    &Books::frames,     &Books::dropped_ranges, &Books::events,        &Books::unidentified,
    &Books::unparsable, &Books::clean_lines,    &Books::dirty_lines,   &Books::log_lines,
    &Books::rows,       &Books::index_rows,     &Books::files_staged,  &Books::files_named};

}  // namespace

void Books::add(const Books& other) {
  for (const auto count : kCounts) this->*count += other.*count;
}

void Books::take_off(const Books& other) {
  for (const auto count : kCounts) this->*count -= other.*count;
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
