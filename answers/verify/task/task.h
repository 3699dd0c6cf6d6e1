// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "answers/verify/fault.h"
#include "answers/verify/read/layout.h"
#include "answers/verify/read/records.h"
#include "answers/verify/read/table_reader.h"
#include "answers/verify/task/frames.h"
#include "answers/verify/task/identity.h"
#include "contract/contract.h"
#include "store/object_store.h"

namespace headgate::verify {

/// One output of a task, and what was found of it.
struct Output {
  OutputRecord record;
  OutputKind kind = OutputKind::DirtyLines;
  bool is_kept = false;      ///< Another task made it, which this one replaced.
  std::string data_version;  ///< It was made with.
  /// Where it lies now: its final name, or the staged one while that is missing; empty where it does not.
  std::string stands_at;
  bool is_read = false;             ///< To its end, as what it has to be.
  std::uint64_t lines = 0;          ///< Or rows.
  std::vector<std::uint32_t> rows;  ///< Of a table's file: the row of the index for each of its rows.
  Faults faults;

  [[nodiscard]] const std::string& name() const { return record.final_name; }
  FileFaults fault(Invariant invariant) { return faults.in(record.final_name, invariant); }
  /// Compares size and hash of what was read with what the manifest says.
  void compare_content(std::uint64_t size, const std::string& hash) {
    fault(Invariant::Files).compare_content(record.size, record.hash, size, hash);
  }
  /// Notes that it was read to its end; compares how many lines or rows there are with what `manifest` says.
  void close(std::uint64_t count, const std::string& manifest);
};

/// One live task while it is looked at. REQUIRES for its checks: an output is looked at by one thread, the
/// index before all others, then the records of wrappers, the lines before the tables.
struct Task {
  ManifestRecord manifest;
  std::map<std::string, std::shared_ptr<const Plan>, std::less<>>
      plans;  ///< Its events were judged by, by table.
  /// How its events were recognised; nullptr where the settings at hand are not those that it was made with.
  const IdentityRules* rules = nullptr;
  std::vector<Output> outputs;       ///< What it kept too.
  std::string index_file, log_file;  ///< Of its outputs.
  std::string wrappers_at;           ///< Where its records of wrappers lie; empty where it has none.
  /// Of each object: where its first record begins in there. Empty where they could not be read.
  std::vector<std::uint64_t> wrapper_begins;
  static constexpr std::uint64_t kNoRecord = UINT64_MAX;
  std::vector<std::string> old_indexes;  ///< Where those lie that its own took the place of.
  Frames frames;
  bool has_frames = false;  ///< Its index could be read.
  Faults faults;
  std::deque<Faults> other_faults;  ///< Of old indexes and objects, in their order.

  [[nodiscard]] const Plan* plan(ByteView table) const {
    const auto at = plans.find(table);
    return at == plans.end() ? nullptr : at->second.get();
  }
};

/// Reads one output to its end, compares it with what the manifest says of it, and its content with the
/// index. Faults go into the output. An error is one of the machine's: nothing is proved then.
Status check_output(ObjectStore& landing, TableReader& reader, Task& task, Output& output);

/// Looks whether the index of a task that this one replaced had the same frames, with the same bytes.
Status check_old_index(ObjectStore& landing, TableReader& reader, const Task& task,
                       const std::string& old_index, Faults& faults);

/// Compares one object of the manifest with the source that it was read from; says whether it is still there.
/// With `has_more` another task goes on behind it: it is only the beginning of what is there.
Result<bool> check_source_object(ObjectStore& source, ObjectStore& landing, const Task& task,
                                 std::size_t object, bool has_more, Faults& faults);

/// Compares what the outputs of a task say together: each clean event is one row, each record of dirty_json
/// and of the log the same, and the books.
void check_agreement(Task& task);

}  // namespace headgate::verify
