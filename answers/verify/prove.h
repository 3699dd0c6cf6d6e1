// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "answers/verify/fault.h"
#include "answers/verify/read/records.h"
#include "answers/verify/read/table_reader.h"
#include "answers/verify/task/identity.h"
#include "store/object_store.h"

namespace headgate::verify {

/// How far a proof is.
struct Progress {
  std::uint64_t tasks = 0, tasks_all = 0;
  std::uint64_t files = 0;  ///< That were read, of these tasks and of some more.
};

/// What to look at, and how.
struct Options {
  unsigned threads = 1;
  /// Takes how far the work is, from any thread, one at a time.
  std::function<void(const Progress&)> progress;
  Micros now = 0;  ///< Leases that end before have expired.

  /// The settings that decide about outputs, each on a line, and what they say of recognising events. Where a
  /// commit was made with others its events are not recognised anew.
  std::string settings_text;
  IdentityRules rules;

  /// Where the objects of one source are, to compare them with what was read.
  struct Source {
    std::string name;
    ObjectStore* store = nullptr;
  };
  std::optional<Source> source;
};

/// What was counted of one kind of outputs.
struct OutputCounts {
  std::uint64_t files = 0, bytes = 0, rows = 0;  ///< Rows, or lines.
};

/// What was found. Without faults it proves the landing; a function of the landing alone.
struct Proof {
  std::uint64_t commits = 0;
  std::uint64_t tasks = 0, objects = 0;         ///< That are live.
  std::uint64_t commits_recognised = 0;         ///< All but those whose live events were not recognised anew.
  std::map<std::string, OutputCounts> outputs;  ///< By folder: `clean_json`, `frame_index`, ...
  Counts books;                                 ///< Of all live tasks, as they are told.
  std::uint64_t source_objects = 0;             ///< That were compared,
  std::uint64_t source_objects_gone = 0;        ///< and that are not there any more.
  std::string data_hash;                        ///< Of all names, sizes and hashes of outputs.
  /// Tasks of which an invariant could not be looked at, because a file that it needs is missing or broken.
  std::array<std::uint64_t, kInvariants> tasks_unseen{};
  Faults faults;
};

/// Proves the invariants of a landing, or says what does not hold. Changes nothing. Reads each file once; in
/// memory stand the names of all files and objects, and a few tasks at a time. An error says that it could
/// not be done.
Result<Proof> prove(ObjectStore& landing, TableReader& reader, const Options& options);

}  // namespace headgate::verify
