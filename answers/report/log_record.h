// SPDX-License-Identifier: Apache-2.0
// Internal to report.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "sink/frame_index.h"

namespace headgate::report {

/// One thing that a record of profiling_logs says of an event. Pointer and message are empty where no
/// contract judged it.
struct LoggedReason {
  std::string code, pointer, message;
};

struct LogRecord {
  std::vector<LoggedReason> violations, warnings;
};

/// Says whether a line is the record of a clean event that has nothing to tell besides that; it is not
/// parsed.
bool is_plain_record(ByteView line, const FrameIndexRow& row);

/// Reads the record that belongs to a row of the frame index; Corrupt where it is another's, or none.
Result<LogRecord> read_log_record(ByteView line, const FrameIndexRow& row, const std::string& file);

}  // namespace headgate::report
