// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace headgate {

/// The books of a task, a chunk or a run. Each equation holds two sides that different stages counted:
///
///     bytes read  = frames + separators + dropped          (read   = frame index + cut)
///     frames      = events + unidentified + unparsable     (cut    = scan)
///     frames      = clean + dirty                          (cut    = lines written)
///     clean       = table rows                             (lines  = re-read footers)
///     pieces      = log records = index rows               (cut    = lines, re-read footer)
///     staged files = files named by the commit             (store  = manifest)
struct Books {
  std::uint64_t bytes_read = 0;                                   ///< Counted by the readers.
  std::uint64_t frame_bytes = 0, dropped_bytes = 0;               ///< Summed over the frame index.
  std::uint64_t separator_bytes = 0;                              ///< Counted by the cutter.
  std::uint64_t frames = 0, dropped_ranges = 0;                   ///< Counted by the cutter.
  std::uint64_t events = 0, unidentified = 0, unparsable = 0;     ///< Counted by the scanner.
  std::uint64_t clean_lines = 0, dirty_lines = 0, log_lines = 0;  ///< Counted by the sink.
  std::uint64_t rows = 0, index_rows = 0;                         ///< From the footers of the staged files.
  std::uint64_t files_staged = 0;                                 ///< Listed in the staging folder.
  std::uint64_t files_named = 0;                                  ///< In the manifest.

  /// Dirty frames: the dirty lines but for those of dropped ranges.
  [[nodiscard]] std::uint64_t dirty() const { return dirty_lines - dropped_ranges; }

  void add(const Books& other);
  /// Takes off what was added before.
  void take_off(const Books& other);

  /// Gives each equation that does not hold, with both sides; empty when the books balance.
  [[nodiscard]] std::vector<std::string> faults() const;
};

}  // namespace headgate
