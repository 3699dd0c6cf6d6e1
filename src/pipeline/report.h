// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "commit/books.h"
#include "judge/batch.h"
#include "pipeline/backlog.h"
#include "route/router.h"
#include "store/traffic.h"

namespace headgate {

/// Writes a pointer with `*` for each place in a list, so that the same fault in many places is one reason.
std::string generalised(const std::string& pointer);

/// One reason for events to be dirty, or to be warned of: how often it came first, and the first address.
/// Quotes no value that a contract hides; where no contract is known, only names that an event is recognised
/// by.
struct Reason {
  std::string code, pointer;  ///< The pointer with `*` for each place in a list.
  std::uint64_t count = 0;
  std::string address, message;
};

/// What became of the events of one service and record type; `_unknown` where one is not known.
struct GroupReport {
  std::string service, record_type;
  std::string table;  ///< Empty where no contract claims them.
  std::uint64_t clean = 0, dirty = 0, dropped_ranges = 0;
  std::uint64_t recovered = 0;  ///< Of the clean ones: found again after damage.
  std::uint64_t warned = 0;     ///< Events, clean or dirty, that `warn` has something to say about.
  using Reasons = std::map<std::pair<std::string, std::string>, Reason>;
  Reasons reasons, warnings;  ///< By code and pointer.

  /// Gives the reasons, or the warnings, the most frequent first.
  [[nodiscard]] static std::vector<Reason> top(const Reasons& reasons, std::size_t count_max);
};

/// Gathers groups by service and record type. Batches are added in order; so the first address is the first.
class GroupReports {
 public:
  void add(const Batch& batch, const ObjectLabel& object);
  void add(const GroupReports& later);
  /// Gives the groups: those with a table first, by table, then by service and record type.
  [[nodiscard]] std::vector<GroupReport> groups() const;

 private:
  /// Hostile names must not fill the memory of a run: what comes after so many is gathered under `_other`.
  static constexpr std::size_t kGroupsMax = 1000;
  static constexpr std::size_t kReasonsMax = 200;

  GroupReport& group(ByteView service, ByteView record_type);
  static void count(GroupReport::Reasons& reasons, const Outcome& outcome, const Violation& first,
                    const std::string& address);

  std::map<std::pair<std::string, std::string>, GroupReport> groups_;
};

struct RunReport {
  enum class Outcome { Done, NothingNew, PublishPending };

  std::string run;
  Outcome outcome = Outcome::NothingNew;
  std::vector<std::uint64_t> commits, rolled_forward;
  std::vector<GroupReport> groups;
  Books books;
  std::vector<SkippedObject> skipped;
  std::vector<TaskObject> returned;  ///< Names that came back with other content: taken as a new generation.
  std::uint64_t dropped_tasks = 0;   ///< Staged for nothing: another run took an object of them first.
  std::vector<std::string> others;   ///< Runs that were at work on the landing when this one began.
  bool is_whole_listing = true;
  std::uint64_t objects = 0, done_objects = 0, read_objects = 0, stored_bytes = 0;
  std::uint64_t left_objects = 0, left_bytes = 0;  ///< As of a Backlog.
  double seconds = 0;
  RunTraffic traffic;
  std::string source, landing;
  std::string pending_reason;  ///< Why publishing is pending.
};

}  // namespace headgate
