// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "answers/find/explained_event.h"
#include "answers/report/timeline.h"
#include "commit/failure.h"

namespace headgate::report {

/// Counts frames and dropped ranges by their status.
struct Counts {
  std::uint64_t clean = 0, dirty = 0, dropped = 0;

  void add(const Counts& other) {
    clean += other.clean;
    dirty += other.dirty;
    dropped += other.dropped;
  }
  [[nodiscard]] std::uint64_t total() const { return clean + dirty + dropped; }
  bool operator==(const Counts&) const = default;
};

/// Counts what has a reason. An event with several reasons counts in each as one that has it, and in one of
/// them as first: so those add up to the dirty events and dropped ranges.
struct ReasonCounts {
  std::uint64_t events = 0, first = 0;

  void add(const ReasonCounts& other) {
    events += other.events;
    first += other.first;
  }
  bool operator==(const ReasonCounts&) const = default;
};

/// Holds what became of the events of one service and record type; both are `_unknown` where not known.
struct Group {
  std::string service, record_type;
  std::string table;                ///< Empty where no contract claims them.
  std::set<std::string> contracts;  ///< That judged them: name and version.
  std::uint64_t recovered = 0;      ///< Of the clean ones: found again after damage.
  std::uint64_t warned = 0;         ///< Events that `warn` has something to say about.
  std::uint64_t groups = 1;         ///< More in what sums up those that are not listed.
  Timeline<Counts> times;
};

/// Says what a reason makes of an event.
enum class ReasonKind : std::uint8_t { Dirty, Dropped, Warning };

/// An event that has a reason, laid out as `why` does. Nothing that its contract hides is in it.
struct Sample {
  std::string address, event_id;
  bool withheld = false;  ///< No contract says what of it may be shown.
  bool left_out = false;  ///< The page would have become too long.
  std::uint64_t masked = 0;
  std::vector<explain::ExplainedLine> lines;
  std::uint64_t lines_above = 0, lines_below = 0;  ///< Left out: far from the first fault.
  struct Rule {
    std::string file;
    int first_line = 0, line = 0;
    std::vector<std::string> lines;
  };
  std::vector<Rule> rules;
};

/// Holds one reason for events of a service and record type to be dirty, dropped or warned of: the same code
/// at the same place.
struct Reason {
  ReasonKind kind = ReasonKind::Dirty;
  std::string service, record_type;
  std::string code, pointer;  ///< The pointer with `*` for each place in a list.
  std::string message;        ///< Of the sample; quotes no value that a contract hides.
  std::size_t group = 0;      ///< In Report::groups.
  std::uint64_t reasons = 1;  ///< More in what sums up those that are not listed; its code is empty.
  bool is_at_least = false;   ///< That number is a lower bound: there were too many to tell them apart.
  std::set<std::string> contracts;
  std::optional<Micros> first_seen, last_seen;  ///< By event time.
  /// The least and the greatest commit of the runs that brought its events: whatever judged them again since.
  std::uint64_t first_commit = 0, last_commit = 0;
  Timeline<ReasonCounts> times;
  Sample sample;

  /// Names it for people and programs, the same in every report.
  [[nodiscard]] std::string fingerprint() const;
};

/// Is a run of which some tasks are in the report.
struct Run {
  std::string run;
  CommitKind kind = CommitKind::Run;
  std::uint64_t first_commit = 0, last_commit = 0, tasks = 0, runs = 1;
  Micros time = 0;  ///< Of its last commit.
  Books books;
};

/// Profiles one column of a table, from what its files say of themselves.
struct ColumnProfile {
  std::string name, type;
  std::optional<std::uint64_t> nulls;  ///< Not known of lists, structs and maps.
  bool has_bounds = false, is_hidden = false;
  std::string min, max;
};

struct TableProfile {
  std::string table;
  std::uint64_t rows = 0, files = 0, bytes = 0;
  std::set<std::string> contracts;
  std::vector<ColumnProfile> columns;
};

/// Counts the files of one folder of the landing.
struct Folder {
  std::string output;  ///< `clean_json`, `frame_index`
  std::string of;      ///< A table, or a service and a record type; empty where the output has one folder.
  std::uint64_t files = 0, bytes = 0, lines = 0, smallest = 0, largest = 0;
  std::uint64_t folders = 1;
};

struct LargeFile {
  std::string name;
  std::uint64_t bytes = 0, lines = 0;
};

/// Says what became of the events of a landing, or of a run: of all that is live as of one commit.
struct Report {
  std::string landing;
  std::string run;           ///< Empty: all of them.
  std::uint64_t commit = 0;  ///< The last one of the log, and when it was made.
  Micros commit_time = 0;
  std::uint64_t tasks = 0, objects = 0, stored_bytes = 0;
  Books books;
  std::map<std::string, std::string> sources;  ///< Where the event files came from: roots by names.
  std::vector<std::uint64_t> unpublished;      ///< Commits whose files do not all lie in `data/` yet.
  std::optional<Failure> last_failure;         ///< Of any run, as far as the landing knows of one.
  bool came_commit_after_failure = false;
  std::optional<Books> committed;  ///< Of a run some of whose tasks were judged again since: as it committed.
  std::uint64_t judged_again = 0;  ///< How many tasks those were.
  std::vector<Run> judged_again_by;  ///< The runs that hold the events of those now, the latest first.
  Width width;
  std::vector<Group> groups;
  std::vector<Reason> reasons;
  std::vector<Run> runs;
  std::vector<TableProfile> tables;
  std::vector<Folder> folders;
  std::vector<LargeFile> largest;
};

}  // namespace headgate::report
