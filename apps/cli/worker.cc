// SPDX-License-Identifier: Apache-2.0
#include <sys/prctl.h>

#include <csignal>
#include <iostream>

#include "apps/cli/report_json.h"
#include "apps/cli/screen.h"
#include "apps/cli/stop.h"
#include "apps/cli/verbs.h"
#include "apps/cli/worker_commit.h"
#include "apps/cli/worker_plan.h"
#include "commit/collector.h"
#include "commit/failure.h"
#include "commit/lease.h"
#include "commit/uid.h"
#include "pipeline/others.h"

namespace headgate::cli {

namespace {

constexpr Micros kHour = 3'600'000'000;

struct WorkerFlags {
  std::string source, landing, plan;
  std::size_t chunk = 0;
  unsigned lease_hours = 6;
  SettingFlags settings;
  Telling telling;
};

Result<std::unique_ptr<Engine>> open_engine(const WorkerFlags& flags, const Places& places) {
  TRY(Settings settings, flags.settings.gather());
  return Engine::open(places, std::move(settings), make_observer(flags.telling));
}

/// Leaves word of a failure for `headgate status`. The lease stays: what is staged may still be committed.
template <class Done>
Result<Done> told(Engine& engine, const std::string& run, Result<Done> done) {
  if (!done && done.error().code != ErrorCode::Configuration)
    (void)keep_failure(engine.landing(), {run, "worker", now(), done.error().message});
  return done;
}

/// Says, before anything is staged, that a run is at work which many processes share: no end of one of them
/// is its end.
Status keep_worker_lease(ObjectStore& store, const std::string& run, unsigned hours) {
  Lease lease = make_lease(store, run, "worker", now(), hours * kHour);
  lease.writer.clear();
  return keep_lease(store, lease);
}

Result<WorkerPlan> make_plan(Engine& engine, const std::string& run, unsigned lease_hours) {
  ObjectStore& store = engine.landing();
  const Settings& settings = engine.settings();
  const Workplace workplace = engine.workplace();
  const Micros since = now();
  TRY(Committer landing, Committer::open(store));
  TRY_OK(check_contracts(landing, engine.contracts()));
  TRY_OK(landing.check_source(settings.source_name, engine.source().root()));
  TRY(Met met, meet_others(workplace, landing, run, "worker", since));
  TRY(const auto rolled, landing.roll_forward(now));
  for (const auto& [seq, files] : rolled) engine.observer().notify(CommitRolledForward{seq});
  TRY_OK(Collector(landing).collect(now(), snapshot_retention(settings)));
  TRY(RunPlan planned, plan_run(engine.source(), landing, settings, since));
  if (settings.strict && !planned.skipped.empty()) {
    const SkippedObject& first = planned.skipped.front();
    return fail(ErrorCode::Io, "{}: {} (--strict)", first.object, first.reason);
  }
  WorkerPlan made{.run = run,
                  .source = root_text(engine.source().root()),
                  .landing = store.root(),
                  .source_name = settings.source_name,
                  .data_version = workplace.data_version,
                  .plan_hash = workplace.plan_hash,
                  .time = since,
                  .head = landing.head(),
                  .is_whole_listing = planned.is_whole,
                  .returned = {},
                  .others = std::move(met.others),
                  .chunks = cut_chunks(planned.pending, settings),
                  .skipped = std::move(planned.skipped)};
  for (const TaskObject& object : planned.pending) {
    if (object.generation > 1) made.returned.push_back(object);
  }
  if (made.chunks.empty()) {
    if (met.has_lease) TRY_OK(end_lease(store, run));
    return made;
  }
  TRY_OK(landing.begin());
  TRY_OK(keep_worker_lease(store, run, lease_hours));
  return made;
}

/// Plans a run and keeps its staging from being swept by a lease.
Result<ExitCode> plan(const WorkerFlags& flags) {
  TRY(const Places places, check_places(flags.source, flags.landing));
  TRY(const auto engine, open_engine(flags, places));
  const std::string run = make_run_id(now());
  TRY(const WorkerPlan made, told(*engine, run, make_plan(*engine, run, flags.lease_hours)));
  say(to_json(made));
  return kDone;
}

/// Stages the tasks whose names come in, and tells what each gave as soon as it is done.
Result<ExitCode> task(const WorkerFlags& flags) {
  // A worker whose driver died would stage for nobody.
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  TRY(const Places places, check_places(flags.source, flags.landing));
  TRY(const auto engine, open_engine(flags, places));
  TRY(const WorkerPlan made, read_plan(flags.plan, *engine));
  Workplace workplace = engine->workplace();
  workplace.attempts = make_uid().substr(0, 8) + "-";
  for (std::string name; std::getline(std::cin, name);) {
    if (name.empty()) continue;
    const Task* const found = made.find(name);
    if (found == nullptr) return fail(ErrorCode::Configuration, "{} names no task \"{}\"", flags.plan, name);
    TRY(const StagedTask staged,
        told(*engine, made.run, stage_task(workplace, *found, made.run, engine->threads())));
    const Json manifest = staged.manifest ? Json::parse(to_json(*staged.manifest)) : Json();
    say(line_of({{"task", name}, {"manifest", manifest}, {"skipped", to_json(staged.skipped)}}));
    std::fflush(stdout);
  }
  if (*workplace.stop) return fail(ErrorCode::Interrupted, "interrupted");
  return kDone;
}

/// Commits and publishes a chunk from the lines of its tasks.
Result<ExitCode> commit(const WorkerFlags& flags) {
  TRY(const std::string landing, check_folder(flags.landing, "the landing"));
  TRY(const auto engine, open_engine(flags, {"", landing}));
  TRY(const WorkerPlan made, read_plan(flags.plan, *engine));
  std::vector<std::string> lines;
  for (std::string line; std::getline(std::cin, line);) lines.push_back(std::move(line));
  if (stop_requested()) return fail(ErrorCode::Interrupted, "interrupted: nothing was committed");
  engine->name_source(made.source);
  TRY(const WorkerCommit committed, told(*engine, made.run, commit_lines(*engine, made, flags.chunk, lines)));
  say(to_json(committed));
  return committed.pending_reason.empty() ? kDone : kPending;
}

void add_common(Verb& verb, WorkerFlags& flags) {
  flags.settings.add_to(verb);
  add_telling(verb, flags.telling);
}

void add_plan(Verb& worker) {
  Verb verb = worker.add("plan", "Cut what is new into chunks and tasks: one JSON object");
  WorkerFlags& flags = verb.acts<WorkerFlags>(plan);
  verb.option("SOURCE", flags.source, "The folder where event files arrive").required();
  verb.option("LANDING", flags.landing, "The folder that the pipeline owns").required();
  verb.option("--lease-hours", flags.lease_hours, "N", "How long others leave alone what this run stages [6]")
      .within(1, 24 * 7);
  add_common(verb, flags);
  flags.settings.add_wait_to(verb);
  verb.examples({"headgate worker plan event_files landing > plan.json"});
}

void add_task(Verb& worker) {
  Verb verb = worker.add("task", "Stage tasks whose names come line by line; a JSON line for each");
  WorkerFlags& flags = verb.acts<WorkerFlags>(task);
  verb.option("SOURCE", flags.source, "The folder where event files arrive").required();
  verb.option("LANDING", flags.landing, "The folder that the pipeline owns").required();
  verb.option("--plan", flags.plan, "FILE", "The plan").required();
  add_common(verb, flags);
  verb.examples({"headgate worker task event_files landing --plan plan.json < names > staged.ndjson"});
}

void add_commit(Verb& worker) {
  Verb verb = worker.add("commit", "Commit and publish a chunk from the lines of its tasks");
  WorkerFlags& flags = verb.acts<WorkerFlags>(commit);
  verb.option("LANDING", flags.landing, "The folder that the pipeline owns").required();
  verb.option("--plan", flags.plan, "FILE", "The plan").required();
  verb.option("--chunk", flags.chunk, "N", "Which chunk of the plan, from 0").required();
  add_common(verb, flags);
  verb.examples({"headgate worker commit landing --plan plan.json --chunk 0 < staged.ndjson"});
}

}  // namespace

void add_worker(Verb& program) {
  Verb worker = program.add("worker", "The steps of a run that many machines share, for drivers");
  worker.needs_one_below();
  for (const auto add : {add_plan, add_task, add_commit}) add(worker);
  worker.examples({"headgate worker plan event_files landing > plan.json",
                   "jq -r '.chunks[0].tasks[].task' plan.json |",
                   "  headgate worker task event_files landing --plan plan.json > staged.ndjson",
                   "headgate worker commit landing --plan plan.json --chunk 0 < staged.ndjson"});
}

}  // namespace headgate::cli
