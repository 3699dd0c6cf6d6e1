// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <variant>

namespace headgate {

/// What becomes of a member in the metrics of a run.
enum class Metric : std::uint8_t { None, Sum, Last };

/// Declares a member of a run event.
template <class Event, class Value>
struct Member {
  const char* name;
  Value Event::*value;
  Metric metric;
  const char* help;
};

// The run events: each is declared once, here, as a fact with a name, a line, a help and its members. The
// lines of the log (text and JSON), the progress bar, the metrics and the table of docs/telemetry.md are made
// of that.

struct RunStarted {
  std::string run;
  std::string source;
  std::string landing;

  static constexpr const char* kName = "run_started";
  static constexpr const char* kHelp = "a run begins, or a reprocess: then its source is the landing";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = RunStarted;
    return std::tuple{Member{"run", &E::run, Metric::None, "its id"},
                      Member{"source", &E::source, Metric::None, "what it reads"},
                      Member{"landing", &E::landing, Metric::None, "what it writes"}};
  }
};

struct OtherRunAtWork {
  std::string run;
  std::string verb;
  std::string host;
  std::uint64_t process;
  std::string expires;
  bool waits;

  static constexpr const char* kName = "other_run_at_work";
  static constexpr const char* kHelp =
      "another run is at work on the landing; this one goes on beside it, or waits for it";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = OtherRunAtWork;
    return std::tuple{Member{"run", &E::run, Metric::None, "the other's id"},
                      Member{"verb", &E::verb, Metric::None, "what it does"},
                      Member{"host", &E::host, Metric::None, "where it does it"},
                      Member{"process", &E::process, Metric::None, "the process there"},
                      Member{"expires", &E::expires, Metric::None, "when its lease ends"},
                      Member{"waits", &E::waits, Metric::None, "whether this one waits"}};
  }
};

struct StoreWaits {
  std::string root;
  std::string reason;
  unsigned tries;
  std::uint64_t pause_ms;

  static constexpr const char* kName = "store_waits";
  static constexpr const char* kHelp =
      "a store that is far away did not do what it was asked, and is asked again after a pause";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = StoreWaits;
    return std::tuple{Member{"root", &E::root, Metric::None, "the store"},
                      Member{"reason", &E::reason, Metric::None, "what it said"},
                      Member{"tries", &E::tries, Metric::None, "so many there were"},
                      Member{"pause_ms", &E::pause_ms, Metric::Sum, "milliseconds of pause"}};
  }
};

struct SourceListed {
  std::uint64_t objects;
  std::uint64_t bytes;
  std::uint64_t done_objects;
  std::uint64_t pending_objects;
  std::uint64_t pending_bytes;
  std::uint64_t chunks;
  std::uint64_t tasks;

  static constexpr const char* kName = "source_listed";
  static constexpr const char* kHelp = "the source is listed, and what is new is cut into chunks and tasks";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = SourceListed;
    return std::tuple{
        Member{"objects", &E::objects, Metric::Last, "objects in the source"},
        Member{"bytes", &E::bytes, Metric::Last, "stored bytes of all objects of the source"},
        Member{"done_objects", &E::done_objects, Metric::Last, "objects that were committed before"},
        Member{"pending_objects", &E::pending_objects, Metric::Last, "objects to be read"},
        Member{"pending_bytes", &E::pending_bytes, Metric::Last, "stored bytes to be read"},
        Member{"chunks", &E::chunks, Metric::Last, "chunks"},
        Member{"tasks", &E::tasks, Metric::Last, "tasks"}};
  }
};

struct ObjectReturned {
  std::string object;
  std::uint32_t generation;

  static constexpr const char* kName = "object_returned";
  static constexpr const char* kHelp = "a name came back with other content: it is taken as a new generation";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = ObjectReturned;
    return std::tuple{Member{"object", &E::object, Metric::None, "its name"},
                      Member{"generation", &E::generation, Metric::None, "the generation"}};
  }
};

struct TasksDropped {
  std::uint64_t tasks;

  static constexpr const char* kName = "tasks_dropped";
  static constexpr const char* kHelp =
      "another run committed objects of tasks that this one has staged: the rest of them is staged again";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = TasksDropped;
    return std::tuple{Member{"tasks", &E::tasks, Metric::Sum, "tasks staged for nothing"}};
  }
};

struct ObjectSkipped {
  std::string object;
  std::string reason;

  static constexpr const char* kName = "object_skipped";
  static constexpr const char* kHelp = "an object cannot be read now, and stays pending";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = ObjectSkipped;
    return std::tuple{Member{"object", &E::object, Metric::None, "its name"},
                      Member{"reason", &E::reason, Metric::None, "why"}};
  }
};

struct ObjectRead {
  std::string object;

  static constexpr const char* kName = "object_read";
  static constexpr const char* kHelp = "an object was read to its end";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = ObjectRead;
    return std::tuple{Member{"object", &E::object, Metric::None, "its name"}};
  }
};

struct WindowRead {
  std::uint64_t stored_bytes;

  static constexpr const char* kName = "window_read";
  static constexpr const char* kHelp = "the reader came further in the stored objects";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = WindowRead;
    return std::tuple{Member{"stored_bytes", &E::stored_bytes, Metric::Sum, "stored bytes read"}};
  }
};

struct WindowJudged {
  std::uint64_t bytes;
  std::uint64_t frames;
  std::uint64_t events;
  std::uint64_t dirty;

  static constexpr const char* kName = "window_judged";
  static constexpr const char* kHelp = "a window of an object was judged";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = WindowJudged;
    return std::tuple{Member{"bytes", &E::bytes, Metric::Sum, "bytes judged, as unpacked"},
                      Member{"frames", &E::frames, Metric::Sum, "frames judged"},
                      Member{"events", &E::events, Metric::Sum, "events judged"},
                      Member{"dirty", &E::dirty, Metric::Sum, "dirty frames"}};
  }
};

struct TaskRestarted {
  std::string task;
  std::string reason;

  static constexpr const char* kName = "task_restarted";
  static constexpr const char* kHelp = "a task begins anew";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = TaskRestarted;
    return std::tuple{Member{"task", &E::task, Metric::None, "its name"},
                      Member{"reason", &E::reason, Metric::None, "why"}};
  }
};

struct TasksDue {
  std::uint64_t due;
  std::uint64_t live;
  std::uint64_t objects;
  std::uint64_t bytes;

  static constexpr const char* kName = "tasks_due";
  static constexpr const char* kHelp =
      "of a reprocess: tasks that stand by other contracts, settings or versions than those of now";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = TasksDue;
    return std::tuple{Member{"due", &E::due, Metric::Last, "tasks that are due"},
                      Member{"live", &E::live, Metric::Last, "tasks that are live"},
                      Member{"objects", &E::objects, Metric::Last, "objects of those that are due"},
                      Member{"bytes", &E::bytes, Metric::Last, "bytes of objects that are due"}};
  }
};

struct TaskJudgedAgain {
  std::string task;
  std::uint64_t files;
  std::uint64_t objects;
  std::uint64_t bytes;
  std::uint64_t frames;
  std::uint64_t events;
  std::uint64_t dirty;

  static constexpr const char* kName = "task_judged_again";
  static constexpr const char* kHelp = "of a reprocess: a task was judged again";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = TaskJudgedAgain;
    return std::tuple{Member{"task", &E::task, Metric::None, "its name"},
                      Member{"files", &E::files, Metric::Sum, "files that it is rewritten into"},
                      Member{"objects", &E::objects, Metric::Sum, "objects judged again"},
                      Member{"bytes", &E::bytes, Metric::Sum, "bytes judged again"},
                      Member{"frames", &E::frames, Metric::Sum, "frames judged again"},
                      Member{"events", &E::events, Metric::Sum, "events judged again"},
                      Member{"dirty", &E::dirty, Metric::Sum, "dirty frames judged again"}};
  }
};

struct TaskStaged {
  std::string task;
  std::uint64_t files;
  std::uint64_t bytes;

  static constexpr const char* kName = "task_staged";
  static constexpr const char* kHelp = "a task is staged";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = TaskStaged;
    return std::tuple{Member{"task", &E::task, Metric::None, "its name"},
                      Member{"files", &E::files, Metric::Sum, "files staged"},
                      Member{"bytes", &E::bytes, Metric::Sum, "bytes staged"}};
  }
};

struct ChunkCommitted {
  std::uint64_t commit;
  std::uint64_t objects;

  static constexpr const char* kName = "chunk_committed";
  static constexpr const char* kHelp = "a chunk is committed";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = ChunkCommitted;
    return std::tuple{Member{"commit", &E::commit, Metric::Last, "the number of the last commit"},
                      Member{"objects", &E::objects, Metric::Sum, "objects committed"}};
  }
};

struct CommitPublished {
  std::uint64_t commit;
  std::uint64_t files;

  static constexpr const char* kName = "commit_published";
  static constexpr const char* kHelp = "a commit is published";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = CommitPublished;
    return std::tuple{Member{"commit", &E::commit, Metric::None, "its number"},
                      Member{"files", &E::files, Metric::Sum, "files published"}};
  }
};

struct CommitRolledForward {
  std::uint64_t commit;

  static constexpr const char* kName = "commit_rolled_forward";
  static constexpr const char* kHelp = "a commit of an earlier run was not published, and is now";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = CommitRolledForward;
    return std::tuple{Member{"commit", &E::commit, Metric::None, "its number"}};
  }
};

struct RunFinished {
  std::string outcome;

  static constexpr const char* kName = "run_finished";
  static constexpr const char* kHelp = "the run is done";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = RunFinished;
    return std::tuple{Member{"outcome", &E::outcome, Metric::None, "as of `run --json`"}};
  }
};

struct RunFailed {
  std::string reason;

  static constexpr const char* kName = "run_failed";
  static constexpr const char* kHelp =
      "the run failed, or was interrupted: what it had not committed is not visible";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    return std::tuple{Member{"reason", &RunFailed::reason, Metric::None, "why"}};
  }
};

struct LogsLoaded {
  std::string place;
  std::uint64_t commits;
  std::uint64_t documents;
  std::uint64_t refused;
  std::uint64_t pending;

  static constexpr const char* kName = "logs_loaded";
  static constexpr const char* kHelp = "logs were loaded into an index, or it was tried";
  [[nodiscard]] std::string line() const;
  static constexpr auto members() {
    using E = LogsLoaded;
    return std::tuple{Member{"place", &E::place, Metric::None, "the index"},
                      Member{"commits", &E::commits, Metric::Sum, "commits whose logs were loaded"},
                      Member{"documents", &E::documents, Metric::Sum, "documents that the index took"},
                      Member{"refused", &E::refused, Metric::Sum, "documents that it refused for ever"},
                      Member{"pending", &E::pending, Metric::Last, "commits whose logs are pending"}};
  }
};

using RunEvent = std::variant<RunStarted, OtherRunAtWork, StoreWaits, SourceListed, ObjectReturned,
                              TasksDropped, ObjectSkipped, ObjectRead, WindowRead, WindowJudged,
                              TaskRestarted, TasksDue, TaskJudgedAgain, TaskStaged, ChunkCommitted,
                              CommitPublished, CommitRolledForward, RunFinished, RunFailed, LogsLoaded>;

/// Calls `act` with each member of an event and its value.
template <class Event, class Act>
void each_member(const Event& event, const Act& act) {
  std::apply([&](const auto&... member) { (act(member, event.*member.value), ...); }, Event::members());
}

}  // namespace headgate
