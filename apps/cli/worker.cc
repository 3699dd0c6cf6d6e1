// SPDX-License-Identifier: Apache-2.0
#include <sys/prctl.h>

#include <csignal>
#include <iostream>

#include "apps/cli/contracts.h"
#include "apps/cli/engine.h"
#include "apps/cli/open_store.h"
#include "apps/cli/screen.h"
#include "apps/cli/stop.h"
#include "apps/cli/text.h"
#include "apps/cli/verbs.h"
#include "pipeline/shared_run.h"
#include "store/memory_store.h"

namespace headgate::cli {

namespace {

constexpr const char* kGroup = "Subcommands";

constexpr Micros kHour = 3'600'000'000;

struct WorkerFlags {
  std::string source, landing, plan, run, why;
  std::size_t chunk = 0;
  unsigned lease_hours = 6;
  SettingFlags settings;
  Telling telling = Telling::Bar;
};

Result<std::unique_ptr<Engine>> open_engine(const WorkerFlags& flags, const Places& places) {
  TRY(Settings settings, flags.settings.gather());
  return Engine::open(places, std::move(settings), make_observer(flags.telling));
}

Result<SharedRun> read_plan(const std::string& file, const Workplace& workplace) {
  TRY(const std::string text, read_text(file, "the plan "));
  return read_shared_run(text, file, workplace);
}

Result<ExitCode> plan(const WorkerFlags& flags) {
  TRY(const Places places, check_places(flags.source, flags.landing));
  TRY(const auto engine, open_engine(flags, places));
  TRY(const SharedRun shared, begin_shared_run(engine->workplace(), flags.lease_hours * kHour));
  say(to_json(shared));
  return kDone;
}

/// Stages the tasks whose names come in, and tells what each gave as soon as it is done.
Result<ExitCode> task(const WorkerFlags& flags) {
  // A worker whose driver died would stage for nobody.
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  TRY(const Places places, check_places(flags.source, flags.landing));
  TRY(const auto engine, open_engine(flags, places));
  const Workplace workplace = engine->workplace();
  TRY(const SharedRun shared, read_plan(flags.plan, workplace));
  for (std::string name; std::getline(std::cin, name);) {
    if (name.empty()) continue;
    const Task* const found = shared.find(name);
    if (found == nullptr) return fail(ErrorCode::Configuration, "{} names no task \"{}\"", flags.plan, name);
    TRY(const StagedTask staged, stage_shared_task(workplace, shared, *found));
    say(staged_line(name, staged, {workplace.source.traffic(), workplace.landing.traffic()}));
    std::fflush(stdout);
  }
  if (stop_requested()) return fail(ErrorCode::Interrupted, "interrupted");
  return kDone;
}

/// Commits and publishes a chunk from the lines of its tasks.
Result<ExitCode> commit(const WorkerFlags& flags) {
  TRY(const std::string landing, place_of(flags.landing, StoreRole::ReadLanding, "the landing"));
  TRY(const auto engine, open_engine(flags, {"", landing}));
  TRY(const SharedRun shared, read_plan(flags.plan, engine->workplace()));
  std::vector<std::string> lines;
  for (std::string line; std::getline(std::cin, line);) lines.push_back(std::move(line));
  if (stop_requested()) return fail(ErrorCode::Interrupted, "interrupted: nothing was committed");
  if (flags.chunk >= shared.chunks.size()) {
    return fail(ErrorCode::Configuration, "--chunk {}: the plan has {}, from 0", flags.chunk,
                count_text(shared.chunks.size(), "chunk"));
  }
  engine->source = std::make_unique<MemoryStore>(shared.source);  // It is named and never read.
  TRY(const SharedCommit committed, commit_shared_chunk(engine->workplace(), shared, flags.chunk, lines));
  say(to_json(committed));
  return committed.pending_reason.empty() ? kDone : kPending;
}

/// Gives up a run whose driver is dead.
Result<ExitCode> abandon(const WorkerFlags& flags) {
  TRY(const std::string landing, place_of(flags.landing, StoreRole::ReadLanding, "the landing"));
  TRY(const auto engine, open_engine(flags, {"", landing}));
  TRY(const SharedEnd ended, abandon_shared_run(engine->workplace(), flags.run, flags.why));
  say(to_json(ended));
  return kDone;
}

void add_common(Verb& verb, WorkerFlags& flags) {
  flags.settings.add_to(verb);
  add_telling(verb, flags.telling);
}

void add_plan(Verb& worker) {
  Verb verb = worker.add("plan", "Cut what is new into chunks and tasks: one JSON object", kGroup);
  WorkerFlags& flags = verb.acts<WorkerFlags>(plan);
  verb.option("SOURCE", flags.source, "Where event files arrive: a folder, s3://bucket/prefix").required();
  verb.option("LANDING", flags.landing, "What the pipeline owns: a folder, s3://bucket/prefix").required();
  verb.option("--lease-hours", flags.lease_hours, "N", "How long others leave alone what this run stages [6]")
      .within(1, 24 * 7);
  add_common(verb, flags);
  flags.settings.add(verb, "wait");
  verb.examples({"headgate worker plan event_files landing > plan.json"});
}

void add_task(Verb& worker) {
  Verb verb = worker.add("task", "Stage tasks whose names come line by line; a JSON line for each", kGroup);
  WorkerFlags& flags = verb.acts<WorkerFlags>(task);
  verb.option("SOURCE", flags.source, "Where event files arrive: a folder, s3://bucket/prefix").required();
  verb.option("LANDING", flags.landing, "What the pipeline owns: a folder, s3://bucket/prefix").required();
  verb.option("--plan", flags.plan, "FILE", "The plan").required();
  add_common(verb, flags);
  verb.examples({"headgate worker task event_files landing --plan plan.json < names > staged.ndjson"});
}

void add_commit(Verb& worker) {
  Verb verb = worker.add("commit", "Commit and publish a chunk from the lines of its tasks", kGroup);
  WorkerFlags& flags = verb.acts<WorkerFlags>(commit);
  verb.option("LANDING", flags.landing, "What the pipeline owns: a folder, s3://bucket/prefix").required();
  verb.option("--plan", flags.plan, "FILE", "The plan").required();
  verb.option("--chunk", flags.chunk, "N", "Which chunk of the plan, from 0").required();
  add_common(verb, flags);
  verb.examples({"headgate worker commit landing --plan plan.json --chunk 0 < staged.ndjson"});
}

void add_abandon(Verb& worker) {
  Verb verb = worker.add("abandon", "Give up a run: what it staged and did not commit is taken away", kGroup);
  WorkerFlags& flags = verb.acts<WorkerFlags>(abandon);
  verb.option("LANDING", flags.landing, "What the pipeline owns: a folder, s3://bucket/prefix").required();
  verb.option("--run", flags.run, "ID", "The run of the plan").required();
  verb.option("--why", flags.why, "TEXT", "What `headgate status` tells of it as the last failure");
  add_common(verb, flags);
  verb.examples({"headgate worker abandon landing --why 'the cluster died' --run $(jq -r .run plan.json)"});
}

}  // namespace

void add_worker(Verb& program) {
  Verb worker = program.add("worker", "The steps of a run that many machines share, for drivers");
  worker.needs_one_below();
  for (const auto add : {add_plan, add_task, add_commit, add_abandon}) add(worker);
  worker.examples({"headgate worker plan event_files landing > plan.json",
                   "jq -r '.chunks[0].tasks[].task' plan.json |",
                   "  headgate worker task event_files landing --plan plan.json > staged.ndjson",
                   "headgate worker commit landing --plan plan.json --chunk 0 < staged.ndjson"});
}

}  // namespace headgate::cli
