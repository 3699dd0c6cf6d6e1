// SPDX-License-Identifier: Apache-2.0
#include "observe/observer.h"

#include <fmt/format.h>

namespace headgate {

namespace {

struct LineWriter {
  std::string operator()(const RunStarted& e) const {
    if (e.source == e.landing) return fmt::format("run {} judges again what {} holds", e.run, e.landing);
    return fmt::format("run {} from {} into {}", e.run, e.source, e.landing);
  }
  std::string operator()(const SourceListed& e) const {
    return fmt::format(
        "source holds {} objects ({} bytes): {} done before, {} pending ({} bytes) in {} chunks, {} tasks",
        e.objects, e.bytes, e.done_objects, e.pending_objects, e.pending_bytes, e.chunks, e.tasks);
  }
  std::string operator()(const OtherRunAtWork& e) const {
    return fmt::format("another {} is at work on the landing: {} (process {} on {}, lease until {}); {}",
                       e.verb.empty() ? "run" : e.verb, e.run, e.process, e.host, e.expires,
                       e.waits ? "waiting for its end" : "going on beside it");
  }
  std::string operator()(const StoreWaits& e) const {
    return fmt::format("waiting {} ms for {} after {} {}: {}", e.pause_ms, e.root, e.tries,
                       e.tries == 1 ? "try" : "tries", e.reason);
  }
  std::string operator()(const ObjectReturned& e) const {
    return fmt::format("object came back with other content, taken as generation {}: {}", e.generation,
                       e.object);
  }
  std::string operator()(const TasksDropped& e) const {
    return fmt::format("{} tasks were staged for nothing: another run has committed objects of them",
                       e.tasks);
  }
  std::string operator()(const ObjectSkipped& e) const {
    return fmt::format("object skipped, stays pending: {}: {}", e.object, e.reason);
  }
  std::string operator()(const ObjectRead& e) const { return fmt::format("object read: {}", e.object); }
  std::string operator()(const WindowRead& e) const {
    return fmt::format("{} stored bytes read", e.stored_bytes);
  }
  std::string operator()(const WindowJudged& e) const {
    return fmt::format("{} bytes judged: {} frames, {} dirty", e.bytes, e.frames, e.dirty);
  }
  std::string operator()(const TaskRestarted& e) const {
    return fmt::format("task {} begins anew: {}", e.task, e.reason);
  }
  std::string operator()(const TasksDue& e) const {
    return fmt::format("{} of {} tasks stand by other contracts, settings or versions", e.due, e.live);
  }
  std::string operator()(const TaskJudgedAgain& e) const {
    return fmt::format("task {} judged again: {} files to write anew", e.task, e.files);
  }
  std::string operator()(const TaskStaged& e) const {
    return fmt::format("task {} staged: {} files, {} bytes", e.task, e.files, e.bytes);
  }
  std::string operator()(const ChunkCommitted& e) const {
    return fmt::format("commit {}: {} objects", e.commit, e.objects);
  }
  std::string operator()(const CommitPublished& e) const {
    return fmt::format("commit {} published: {} files", e.commit, e.files);
  }
  std::string operator()(const CommitRolledForward& e) const {
    return fmt::format("commit {} of an earlier run was not published: rolled forward", e.commit);
  }
  std::string operator()(const RunFinished& e) const { return fmt::format("run finished: {}", e.outcome); }
};

}  // namespace

std::string log_line(const RunEvent& event) { return std::visit(LineWriter{}, event); }

}  // namespace headgate
