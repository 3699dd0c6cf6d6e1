// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judge/batch.h"
#include "layout/data_name.h"
#include "route/address.h"

namespace headgate {

/// Some lines for one NDJSON output.
struct OutputLines {
  layout::DataFolder folder;
  std::string bytes;
  std::uint64_t lines = 0;
};

/// One row for a table. `slots` are all columns of table_columns(), Batch slots included.
struct TableRow {
  const Plan* plan = nullptr;
  CivilHour partition{};
  Range slots;  ///< In Routed::slots.
};

/// Where one piece went: the raw material of the frame index.
struct IndexEntry {
  std::uint32_t piece = 0;
  std::uint32_t output = 0;         ///< In Routed::outputs.
  std::uint64_t output_offset = 0;  ///< Where its line begins there.
  std::optional<std::uint64_t>
      line_hash;  ///< Of a clean event whose line is not its bytes: line breaks in it.
};

/// A batch, sorted by where its pieces go. Views the batch. Reused from batch to batch: its texts keep their
/// memory.
struct Routed {
  std::vector<OutputLines> outputs;
  std::string log;  ///< Profiling log lines, one for each piece.
  std::uint64_t log_lines = 0;
  std::vector<TableRow> rows;
  std::vector<Slot> slots;
  std::vector<IndexEntry> index;  ///< One for each piece, in order.

  void clear();
  OutputLines& add_output();

 private:
  std::vector<OutputLines> spare_;
};

/// Gives the columns of a table as it is written: event_id, the contract's, `_rescued` and `_warnings` where
/// the contract has them, and the address.
std::vector<Column> table_columns(const Plan& plan);

/// Sorts a scanned batch by outputs and partitions, and writes the lines: pure, on any thread.
class Router {
 public:
  void route(const Batch& batch, const ObjectLabel& object, Routed& routed) const;
};

}  // namespace headgate
