// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace headgate {

/// The run events: each is defined once, here; log line, progress bar and metric derive from it.
struct RunStarted {
  std::string run, source, landing;
};
struct SourceListed {
  std::uint64_t objects, bytes;  ///< All that the source holds.
  std::uint64_t done_objects;    ///< Committed before.
  std::uint64_t pending_objects, pending_bytes;
  std::uint64_t chunks, tasks;
};
/// Another run is at work on the landing. This one goes on beside it, or waits for it.
struct OtherRunAtWork {
  std::string run, verb, host;
  std::uint64_t process;
  std::string expires;
  bool waits;
};
/// A store that is far away did not do what it was asked, and is asked again after a pause.
struct StoreWaits {
  std::string root, reason;
  unsigned tries;  ///< So many there were.
  std::uint64_t pause_ms;
};
/// A name came back with other content: it is taken as a new generation.
struct ObjectReturned {
  std::string object;
  std::uint32_t generation;
};
/// Another run committed objects of tasks that this one has staged: the rest of them is staged again.
struct TasksDropped {
  std::uint64_t tasks;
};
struct ObjectSkipped {
  std::string object, reason;
};
struct ObjectRead {
  std::string object;
};
struct WindowRead {
  std::uint64_t stored_bytes;  ///< How far the reader came in the stored objects since the last one.
};
struct WindowJudged {
  std::uint64_t bytes, frames;
  std::uint64_t events, dirty;  ///< Of the frames.
};
struct TaskRestarted {
  std::string task, reason;
};
/// Of a reprocess: tasks that stand by other contracts, settings or versions than those of now.
struct TasksDue {
  std::uint64_t due, live;
  std::uint64_t objects, bytes;  ///< Of those that are due.
};
struct TaskJudgedAgain {
  std::string task;
  std::uint64_t files;  ///< That it is rewritten into; 0 where nothing changes.
  std::uint64_t objects, bytes, frames;
  std::uint64_t events, dirty;  ///< Of the frames.
};
struct TaskStaged {
  std::string task;
  std::uint64_t files, bytes;
};
struct ChunkCommitted {
  std::uint64_t commit, objects;
};
struct CommitPublished {
  std::uint64_t commit, files;
};
struct CommitRolledForward {
  std::uint64_t commit;
};
struct RunFinished {
  std::string outcome;
};

using RunEvent = std::variant<RunStarted, OtherRunAtWork, StoreWaits, SourceListed, ObjectReturned,
                              TasksDropped, ObjectSkipped, ObjectRead, WindowRead, WindowJudged,
                              TaskRestarted, TasksDue, TaskJudgedAgain, TaskStaged, ChunkCommitted,
                              CommitPublished, CommitRolledForward, RunFinished>;

/// Receives run events, from any thread, often: it has to be quick and must not fail.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void notify(const RunEvent& event) = 0;
};

/// Writes a run event as one line for a log.
std::string log_line(const RunEvent& event);

}  // namespace headgate
