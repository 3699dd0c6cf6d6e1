// SPDX-License-Identifier: Apache-2.0
#include "test/schedule/actors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "commit/collector.h"
#include "commit/snapshot.h"
#include "pipeline/data_version.h"
#include "pipeline/reprocess.h"
#include "pipeline/run.h"
#include "pipeline/workplace_test_support.h"
#include "test/schedule/work.h"

namespace headgate::schedule {

namespace {

/// Counts what was staged for nothing.
class Counting : public Observer {
 public:
  explicit Counting(Process& process) : process_(process) {}
  void notify(const RunEvent& event) override {
    if (const auto* dropped = std::get_if<TasksDropped>(&event)) process_.dropped += dropped->tasks;
  }

 private:
  Process& process_;
};

/// Complains of what it says: no process may find the landing other than it should be.
std::string complain(Process& process, const std::string& what) {
  process.complain = [&process, what] { throw Violation{process.name() + " says: " + what}; };
  return "complains";
}

/// Gives the word for an error that ends a process.
std::string end_by(Process& process, const Error& error) {
  if (error.code == ErrorCode::Fenced) return "fenced";
  if (error.code == ErrorCode::Busy) return "changed";
  if (error.message.find(kSent) == std::string::npos) return complain(process, error.message);
  return error.kind == ErrorClass::OutcomeUnknown ? "unknown" : "failed";
}

std::string end_by(Process& process, bool is_pending, const std::string& reason) {
  if (!is_pending) return "done";
  return reason.find(kSent) == std::string::npos ? complain(process, reason) : "pending";
}

/// Holds what a Workplace refers to.
class Place {
 public:
  Place(Process& process, const Surroundings& around)
      : around_(around),
        source_(process, around.source, "source"),
        landing_(process, around.landing, "landing"),
        observer_(process) {
    settings_.threads = 1;
    settings_.lease_minutes = kLeaseMinutes;
    settings_.snapshot_retention_days = kRetentionDays;
    settings_.chunk_objects_max = around.chunk_objects;
    // Contents have four to six bytes.
    settings_.task_bytes = around.task_objects * 6;
  }

  Workplace workplace() {
    Workplace workplace{.source = source_,
                        .landing = landing_,
                        .format = format_,
                        .contracts = contracts_,
                        .settings = settings_,
                        .observer = observer_,
                        .data_version = around_.version,
                        .plan_hash = plan_hash(contracts_, settings_, around_.version),
                        .make_scanner = {},
                        .clock = [this] { return around_.now; }};
    workplace.stage = [this](const Task& task, const std::string& run, unsigned) {
      return stage(*here_, task, run);
    };
    workplace.rewrite = [this](const Snapshot& snapshot, const LiveTask& task, const Due&,
                               const std::string& run, bool) -> Result<RewrittenTask> {
      auto rewritten = rewrite(*here_, snapshot, task, run);
      if (rewritten || rewritten.error().code != ErrorCode::Corrupt) return rewritten;
      // What others have replaced is kept for a while alone: who stalls longer is too late.
      if (around_.oracle.has_replaced(task.manifest)) return fail(ErrorCode::Busy, "it is too old by now");
      return rewritten;
    };
    return workplace;
  }

  /// Runs real code with the workplace.
  template <class Run>
  auto with(Run run) {
    const Workplace workplace = this->workplace();
    here_ = &workplace;
    return run(workplace);
  }

 private:
  const Surroundings& around_;
  ProcessStore source_, landing_;
  NoFormat format_;
  Contracts contracts_ = *Contracts::make({});
  Settings settings_;
  Counting observer_;
  const Workplace* here_ = nullptr;
};

/// Reads every file of every live task; nothing where one is gone meanwhile.
Result<std::optional<std::vector<std::string>>> read_all(const Snapshot& snapshot) {
  std::vector<std::string> events;
  for (const LiveTask& task : snapshot.tasks()) {
    for (const StagedFile& file : task.manifest.files()) {
      const auto text = read_live(snapshot, task, file);
      if (!text && text.error().message.find(kSent) == std::string::npos) return std::nullopt;
      if (!text) return forward(text.error());
      for (std::string& event : events_in(*text)) events.push_back(std::move(event));
    }
  }
  std::sort(events.begin(), events.end());
  return events;
}

}  // namespace

std::string live_run(Process& process, const Surroundings& around) {
  Place place(process, around);
  const auto report = place.with([](const Workplace& workplace) { return headgate::run(workplace); });
  // A run has no process beside it that is the same run: nobody can be faster than itself.
  if (!report && report.error().code == ErrorCode::Busy) return complain(process, report.error().message);
  if (!report) return end_by(process, report.error());
  return end_by(process, report->outcome == RunReport::Outcome::PublishPending, report->pending_reason);
}

std::string live_reprocess(Process& process, const Surroundings& around) {
  Place place(process, around);
  const auto report = place.with([](const Workplace& workplace) { return reprocess(workplace, false); });
  if (!report && report.error().code == ErrorCode::Configuration) return "nothing";
  if (!report) return end_by(process, report.error());
  return end_by(process, report->outcome == ReprocessReport::Outcome::PublishPending, report->pending_reason);
}

std::string live_collector(Process& process, const Surroundings& around) {
  ProcessStore store(process, around.landing, "landing");
  for (;; ++process.passes) {
    auto log = Committer::open(store);
    const Status done = log ? Collector(*log).collect(around.now, kRetention) : forward(log.error());
    if (!done && end_by(process, done.error()) == "complains") return "complains";
  }
}

std::string live_reader(Process& process, const Surroundings& around) {
  // Between two looks at a file that is gone a rewrite has to have switched and its retention to have passed.
  constexpr int kTries = 6, kReads = 3;
  ProcessStore store(process, around.landing, "landing");
  for (int reads = 0; reads < kReads; ++reads) {
    for (int tries = 0;; ++tries) {
      if (tries == kTries) return complain(process, "there is no snapshot of which all files are there");
      const auto snapshot = Snapshot::open(store);
      if (!snapshot) return end_by(process, snapshot.error());
      const auto events = read_all(*snapshot);
      if (!events) return end_by(process, events.error());
      if (!*events && around.age < kRetention) return complain(process, "a snapshot does not stay readable");
      if (!*events) continue;
      const auto expected = around.oracle.events_as_of(snapshot->log().head());
      if (**events == expected) break;
      return complain(process, fmt::format("as of {} it sees [{}], not [{}]", snapshot->log().head(),
                                           fmt::join(**events, " "), fmt::join(expected, " ")));
    }
  }
  return "done";
}

}  // namespace headgate::schedule
