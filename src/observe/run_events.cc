// SPDX-License-Identifier: Apache-2.0
#include "observe/run_events.h"

#include <fmt/format.h>

namespace headgate {

std::string RunStarted::line() const {
  if (source == landing) return fmt::format("run {} judges again what {} holds", run, landing);
  return fmt::format("run {} from {} into {}", run, source, landing);
}

std::string OtherRunAtWork::line() const {
  return fmt::format("another {} is at work on the landing: {} (process {} on {}, lease until {}); {}",
                     verb.empty() ? "run" : verb, run, process, host, expires,
                     waits ? "waiting for its end" : "going on beside it");
}

std::string StoreWaits::line() const {
  return fmt::format("waiting {} ms for {} after {} {}: {}", pause_ms, root, tries,
                     tries == 1 ? "try" : "tries", reason);
}

std::string SourceListed::line() const {
  return fmt::format(
      "source holds {} objects ({} bytes): {} done before, {} pending ({} bytes) in {} chunks, {} tasks",
      objects, bytes, done_objects, pending_objects, pending_bytes, chunks, tasks);
}

std::string ObjectReturned::line() const {
  return fmt::format("object came back with other content, taken as generation {}: {}", generation, object);
}

std::string TasksDropped::line() const {
  return fmt::format("{} tasks were staged for nothing: another run has committed objects of them", tasks);
}

std::string ObjectSkipped::line() const {
  return fmt::format("object skipped, stays pending: {}: {}", object, reason);
}

std::string ObjectRead::line() const { return fmt::format("object read: {}", object); }

std::string WindowRead::line() const { return fmt::format("{} stored bytes read", stored_bytes); }

std::string WindowJudged::line() const {
  return fmt::format("{} bytes judged: {} frames, {} dirty", bytes, frames, dirty);
}

std::string TaskRestarted::line() const { return fmt::format("task {} begins anew: {}", task, reason); }

std::string TasksDue::line() const {
  return fmt::format("{} of {} tasks stand by other contracts, settings or versions", due, live);
}

std::string TaskJudgedAgain::line() const {
  return fmt::format("task {} judged again: {} files to write anew", task, files);
}

std::string TaskStaged::line() const {
  return fmt::format("task {} staged: {} files, {} bytes", task, files, bytes);
}

std::string ChunkCommitted::line() const { return fmt::format("commit {}: {} objects", commit, objects); }

std::string CommitPublished::line() const {
  return fmt::format("commit {} published: {} files", commit, files);
}

std::string CommitRolledForward::line() const {
  return fmt::format("commit {} of an earlier run was not published: rolled forward", commit);
}

std::string RunFinished::line() const { return fmt::format("run finished: {}", outcome); }

std::string RunFailed::line() const { return fmt::format("run failed: {}", reason); }

std::string LogsLoaded::line() const {
  return fmt::format("logs loaded into {}: commits {}, documents {}, refused {}; commits pending {}", place,
                     commits, documents, refused, pending);
}

}  // namespace headgate
