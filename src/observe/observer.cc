// SPDX-License-Identifier: Apache-2.0
#include "observe/observer.h"

#include <fmt/format.h>

namespace headgate {

namespace {

struct LineWriter {
  std::string operator()(const RunStarted& e) const {
    return fmt::format("run {} from {} into {}", e.run, e.source, e.landing);
  }
  std::string operator()(const SourceListed& e) const {
    return fmt::format(
        "source holds {} objects ({} bytes): {} done before, {} pending ({} bytes) in {} chunks, {} tasks",
        e.objects, e.bytes, e.done_objects, e.pending_objects, e.pending_bytes, e.chunks, e.tasks);
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
